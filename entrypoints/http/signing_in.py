"""Signing in on a page of our own, for people who open a link from a chat in their browser."""

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.access import NotSignedIn, Principal, WrongCredentials
from domain.errors import DomainError
from domain.platforms import Platform
from domain.texts import Locale, say
from entrypoints.http.access import identify
from entrypoints.http.auth import Credentials, login
from entrypoints.http.context import Api
from entrypoints.http.locale import locale_of, preferred
from entrypoints.http.page import page

_MOST_FIELDS: Final = 10
_LONGEST: Final = 200


class BrowserRoute(APIRoute):
    """Asks a browser that nobody signed in with to sign in, where programs get a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_ask(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedIn:
                name = request.path_params.get("platform")
                is_program = "authorization" in request.headers or not wants_page(request)
                if is_program or name not in set(Platform):
                    raise
                return sign_in_page(request, Platform(name), None)

        return handle_or_ask


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def sign_in_page(request: Request, platform: Platform, refusal: DomainError | None) -> HTMLResponse:
    """The form comes back to the very address that was asked for."""
    locale, label = locale_of(request), platform.label
    fields = "".join(
        f'<p><label>{say(f"sign_in.{name}", locale)}<br><input name="{name}" type="{name}"'
        f' autocomplete="{usual}" maxlength="{_LONGEST}" required></label></p>'
        for name, usual in (("email", "username"), ("password", "current-password"))
    )
    button = escape(say("sign_in.button", locale, platform=label))
    return page(
        request,
        title=say("sign_in.title", locale, platform=label),
        sentences=[refusal.text(locale) if refusal else say("sign_in.why", locale)],
        content=f'<form method="post">{fields}<p><button>{button}</button></p></form>',
        status=401,
    )


def is_own_form(request: Request, api: Api) -> bool:
    """Nobody else's page may sign a browser in, least of all as somebody else."""
    ours = {_origin(str(request.base_url)), _origin(api.services.settings.public_url or "")}
    return request.headers.get("origin", "") in ours - {""}


async def sign_in(request: Request, api: Api) -> Principal:
    """Counts guesses as the login does. Raises WrongCredentials, TooManyAttempts, NotSignedIn."""
    try:
        form = parse_qs((await request.body()).decode("utf-8"), max_num_fields=_MOST_FIELDS)
        (email,), (password,) = form.get("email", []), form.get("password", [])
        credentials = Credentials(email=email, password=password)
    except ValueError as unusable:
        raise WrongCredentials() from unusable
    session = await login(credentials, request, api)
    principal = await identify(api, session.access_token)
    speak(request, principal.locale)
    request.state.actor = principal.actor
    return principal


def speak(request: Request, usual: Locale) -> None:
    """All pages of one way in are in one language: the browser's, as the first one was and the
    platform's are, and the person's ``usual`` one where the browser does not say."""
    asked = request.headers.get("accept-language", "")
    request.state.locale = preferred(asked, default=usual)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
