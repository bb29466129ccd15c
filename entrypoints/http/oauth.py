"""Connecting accounts: out to a platform's consent page, and back."""

import secrets
from collections.abc import Sequence
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from domain.access import Permission, Principal
from domain.account import ConnectionRefused, Login, missing_scopes
from domain.errors import DomainError, NotFound
from domain.ids import AccountId, UserId
from domain.platforms import Platform
from domain.texts import say
from domain.usecases.complete_connection import Arrival, Welcome, complete_connection
from domain.usecases.start_connection import Secrets, Wish, start_connection
from entrypoints.http.access import Needs, Public
from entrypoints.http.context import Api, Here
from entrypoints.http.locale import locale_of
from entrypoints.http.page import page
from entrypoints.http.signing_in import (
    BrowserRoute,
    is_own_form,
    sign_in,
    sign_in_page,
    speak,
    wants_page,
)
from entrypoints.http.visits import NAME, Began, VisitCookies, is_same

router = APIRouter(prefix="/oauth", tags=["accounts"], route_class=BrowserRoute)

Connector = Annotated[Principal, Depends(Needs(Permission.OUTWARD))]
_STATE_BYTES: Final = 32
_VERIFIER_BYTES: Final = 48


class Departure(BaseModel):
    """``url`` is the platform's page. It has to be opened in the browser that got this answer's
    cookie, within half an hour."""

    url: str
    rehearsal: bool


@router.get("/{platform}/start", response_model=Departure)
async def start(
    platform: Platform,
    request: Request,
    principal: Connector,
    api: Here,
    account_id: str | None = None,
    login: Login | None = None,
) -> Response:
    """``account_id``: an account to be connected again. ``login`` is for Instagram: through
    Instagram (the usual way) or through Facebook. Browsers that ask for a page are sent on, and
    asked to sign in before where it is not known who they are."""
    wish = _wish(api, platform, account_id, login)
    url, began = await _depart(request, api, principal, wish)
    answer: Response = JSONResponse(Departure(url=url, rehearsal=wish.rehearsal).model_dump())
    if wants_page(request):
        answer = RedirectResponse(url, status_code=303)
    _bind(answer, request, api, began, platform)
    return answer


@router.post("/{platform}/start", dependencies=[Public], include_in_schema=False)
async def sign_in_and_start(
    platform: Platform,
    request: Request,
    api: Here,
    account_id: str | None = None,
    login: Login | None = None,
) -> Response:
    """For the form of the page that asks a browser to sign in."""
    if not is_own_form(request, api):
        title, why = "connected.refused", "sign_in.elsewhere"
        locale = locale_of(request)
        return page(request, title=say(title, locale), sentences=[say(why, locale)], status=403)
    try:
        principal = await sign_in(request, api)
    except DomainError as refusal:
        return sign_in_page(request, platform, refusal)
    try:
        principal.require(Permission.OUTWARD)
        wish = _wish(api, platform, account_id, login)
        url, began = await _depart(request, api, principal, wish)
    except DomainError as refusal:
        return _refused(request, refusal)
    answer = _on_to(request, url, platform)
    _bind(answer, request, api, began, platform)
    return answer


def _wish(api: Api, platform: Platform, account_id: str | None, login: Login | None) -> Wish:
    return Wish(
        platform=platform,
        rehearsal=api.services.platforms.is_rehearsed(platform),
        login=login,
        account_id=AccountId(account_id) if account_id else None,
    )


async def _depart(
    request: Request, api: Api, principal: Principal, wish: Wish
) -> tuple[str, Began]:
    """Raises Forbidden, NotFound, ConnectionRefused."""
    services = api.services
    state = secrets.token_urlsafe(_STATE_BYTES)
    url = await start_connection(
        world=services.world,
        principal=principal,
        authorisers=services.authorisers,
        wish=wish,
        redirect_uri=_own_address(request, api, wish.platform),
        secrets=Secrets(state=state, verifier=secrets.token_urlsafe(_VERIFIER_BYTES)),
    )
    return url, Began(user_id=principal.user_id, state=state)


def _bind(answer: Response, request: Request, api: Api, began: Began, platform: Platform) -> None:
    VisitCookies(api.services.secret_keys).give(
        answer,
        began,
        redirect_uri=_own_address(request, api, platform),
        now=api.services.world.clock.now(),
    )


def _on_to(request: Request, url: str, platform: Platform) -> HTMLResponse:
    """A page that leads on: browsers would hold a redirect to the policy for forms."""
    locale, label = locale_of(request), platform.label
    link = f'<p><a href="{escape(url)}">{say("sign_in.button", locale, platform=label)}</a></p>'
    title = say("sign_in.title", locale, platform=label)
    answer = page(request, title=title, sentences=[], content=link)
    answer.headers["Refresh"] = f"0; url={url}"
    return answer


@router.get("/tt/callback", dependencies=[Public], include_in_schema=False)
async def come_back_from_tiktok(
    request: Request,
    api: Here,
    state: str = "",
    code: str | None = None,
    error: str | None = None,
) -> Response:
    """TikTok takes no address that has its own name in it."""
    return await come_back(Platform.TIKTOK, request, api, state, code, error)


@router.get("/{platform}/callback", dependencies=[Public], include_in_schema=False)
async def come_back(
    platform: Platform,
    request: Request,
    api: Here,
    state: str = "",
    code: str | None = None,
    error: str | None = None,
) -> Response:
    """Where the platform sends the person back to."""
    services = api.services
    began = VisitCookies(services.secret_keys).read(request, now=services.world.clock.now())
    try:
        if began is None or not is_same(began, state):
            raise ConnectionRefused("state_unknown", platform=platform.label)
        await _speak_theirs(request, api, began.user_id)
        arrival = Arrival(
            platform=platform, user_id=began.user_id, state=state, code=code, error=error
        )
        rehearsal = services.platforms.is_rehearsed(platform)
        welcome = await complete_connection(
            world=services.world,
            authorisers=services.authorisers,
            arrival=arrival,
            rehearsal=rehearsal,
        )
    except DomainError as refusal:
        answer = _refused(request, refusal)
    else:
        wanted = services.authorisers[platform].scopes
        answer = _welcomed(request, welcome, platform, rehearsal=rehearsal, wanted=wanted)
    answer.delete_cookie(NAME, path=request.url.path)
    return answer


def _own_address(request: Request, api: Api, platform: Platform) -> str:
    """This is what has to be registered at the platform, letter for letter."""
    base = api.services.settings.public_url or str(request.base_url)
    name = "tt" if platform is Platform.TIKTOK else platform.value
    return f"{base.rstrip('/')}/oauth/{name}/callback"


async def _speak_theirs(request: Request, api: Api, user_id: UserId) -> None:
    """Raises NotFound."""
    async with api.services.world.uow() as tx:
        user = await tx.users.get(user_id)
    speak(request, user.locale)
    request.state.actor = f"user:{user_id}"


def _welcomed(
    request: Request,
    welcome: Welcome,
    platform: Platform,
    *,
    rehearsal: bool,
    wanted: Sequence[str],
) -> Response:
    """``wanted`` are the permissions that were asked for; not all of them are needed."""
    locale, label = locale_of(request), platform.label
    sentences = [
        say("connected.account", locale, handle=account.handle, platform=label)
        for account in welcome.accounts
    ]
    granted = [account.scopes for account in welcome.accounts]
    missing = dict.fromkeys(scope for some in granted for scope in missing_scopes(some, wanted))
    if missing:
        sentences.append(say("connected.partly", locale, scopes=", ".join(missing)))
    if rehearsal:
        sentences.append(say("connected.rehearsal", locale, platform=label))
    if welcome.resumed:
        sentences.append(say("connected.resumed", locale, count=welcome.resumed))
    sentences.append(say("connected.close", locale))
    return page(request, title=say("connected.title", locale), sentences=sentences)


def _refused(request: Request, refusal: DomainError) -> Response:
    locale = locale_of(request)
    is_kept = refusal.values.get("reason") == "scopes_missing_kept"
    return page(
        request,
        title=say("connected.unchanged" if is_kept else "connected.refused", locale),
        sentences=[refusal.text(locale)],
        status=404 if isinstance(refusal, NotFound) else 400,
    )
