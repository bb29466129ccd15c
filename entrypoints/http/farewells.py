"""Where Meta tells that a person removed our app, or wants their data deleted."""

from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.ledger import EntityType, Kind, Question
from domain.platforms import Platform
from domain.texts import say
from domain.usecases.forget_person import Farewell, forget_person
from domain.usecases.reject_webhook import reject_webhook
from entrypoints.http.access import Public
from entrypoints.http.context import Api, Here
from entrypoints.http.locale import locale_of
from entrypoints.http.page import page
from integrations.webhooks.signed_request import Leaving, read_signed_request
from integrations.webhooks.signing import Keys

_PLATFORM: Final = Platform.INSTAGRAM
_MOST_FIELDS: Final = 10
_DELETION: Final = "/webhook/instagram/data-deletion"

router = APIRouter(include_in_schema=False, dependencies=[Public])


@router.post("/webhook/instagram/deauthorize")
async def deauthorise(request: Request, api: Here) -> Response:
    if (leaving := await _leaving(request, api)) is None:
        return Response(status_code=401)
    await _forget(api, leaving, erase=False)
    return Response()


@router.post(_DELETION)
async def delete_data(request: Request, api: Here) -> Response:
    """Meta shows the person the address and the code."""
    if (leaving := await _leaving(request, api)) is None:
        return Response(status_code=401)
    code = await _forget(api, leaving, erase=True)
    base = api.services.settings.public_url or str(request.base_url)
    url = f"{base.rstrip('/')}{_DELETION}/{code}"
    return JSONResponse({"url": url, "confirmation_code": code})


@router.get(_DELETION + "/{code}")
async def show_deletion(code: str, request: Request, api: Here) -> Response:
    locale = locale_of(request)
    question = Question(
        kinds=(Kind.ACCOUNT_DATA_DELETED,),
        entity_type=EntityType.SYSTEM,
        entity_id=code,
        limit=1,
    )
    async with api.services.world.uow() as tx:
        events = await tx.ledger.ask(question)
    title = say("forgotten.title", locale)
    if not events:
        unknown = say("forgotten.unknown", locale)
        return page(request, title=title, sentences=[unknown], status=404)
    when = f"{events[0].occurred_at:%Y-%m-%d %H:%M} UTC"
    return page(
        request, title=title, sentences=[say("forgotten.done", locale, code=code, when=when)]
    )


async def _leaving(request: Request, api: Api) -> Leaving | None:
    services = api.services
    now = services.world.clock.now()
    api.gate.require_room(_PLATFORM, now=now)
    given = _signed(await request.body())
    keys = Keys(secrets=services.webhook_secrets.get(_PLATFORM, ()))
    leaving = read_signed_request(given, keys)
    if leaving is None and (count := api.gate.refused(_PLATFORM, now=now)):
        await reject_webhook(world=services.world, platform=_PLATFORM, count=count)
    return leaving


def _signed(body: bytes) -> str:
    """Empty when the form has none, or more than one."""
    try:
        form = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ""
    given = form.get("signed_request", [])
    return given[0] if len(given) == 1 else ""


async def _forget(api: Api, leaving: Leaving, *, erase: bool) -> str:
    return await forget_person(
        world=api.services.world,
        farewell=Farewell(
            platform=_PLATFORM,
            external_user_id=leaving.user_id,
            said_at=leaving.said_at,
            erase=erase,
        ),
        rehearsal=api.services.platforms.is_rehearsed(_PLATFORM),
    )
