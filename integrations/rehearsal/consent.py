"""The page on which a person of the cast lets an app in, as each platform has one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.account import Login
from domain.platforms import Platform
from integrations.rehearsal.cast import CAST, Character
from integrations.rehearsal.codes import Codes
from integrations.rehearsal.consent_texts import phrase
from integrations.rehearsal.html import SAFE, Frame, frame_of

CLIENT_ID: Final = "rehearsal"
CLIENT_SECRET: Final = "rehearsal-secret"
APP: Final = "Stakazo"
_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one platform words it. ``scopes_as`` is the name under which what was granted comes
    back with the code; ``denial`` are the words of a no; ``ending`` follows every answer."""

    platform: Platform
    login: Login | None = None
    client_as: str = "client_id"
    separator: str = ","
    scopes_as: str | None = None
    denial: Mapping[str, str] = field(default_factory=lambda: {"error": "access_denied"})
    ending: str = ""

    def cast(self) -> tuple[Character, ...]:
        return tuple(one for one in CAST[self.platform] if one.login is self.login)


class _Unusable(Exception):
    """The person cannot be sent back: the page says why."""


def consent(path: str, manner: Manner, codes: Codes) -> APIRouter:
    """Routes for the page at ``path`` and for the form on it."""
    router = APIRouter()

    @router.get(path)
    async def show(request: Request) -> Response:
        frame = frame_of(request, manner.platform.label)
        try:
            back, scopes = _read(request.query_params, manner)
        except _Unusable as why:
            return _refused(frame, str(why))
        return _page(frame, _form(frame, manner, back, scopes), action=back)

    @router.post(path)
    async def decide(request: Request) -> Response:
        asked = dict(request.query_params)
        try:
            _, scopes = _read(asked, manner)
        except _Unusable as why:
            return _refused(frame_of(request, manner.platform.label), str(why))
        chosen = parse_qs((await request.body()).decode(errors="replace"))
        return _sent_back(asked, _decision(asked, scopes, chosen, manner, codes), manner)

    return router


def _read(asked: Mapping[str, str], manner: Manner) -> tuple[SplitResult, tuple[str, ...]]:
    """Raises _Unusable."""
    if asked.get(manner.client_as) != CLIENT_ID:
        raise _Unusable("client")
    back = urlsplit(asked.get("redirect_uri", ""))
    if back.scheme not in ("http", "https") or not back.hostname or back.fragment:
        raise _Unusable("redirect")
    spoken = asked.get("scope", "").split(manner.separator)
    scopes = tuple(dict.fromkeys(scope.strip() for scope in spoken if scope.strip()))
    if asked.get("response_type") != "code" or not asked.get("state") or not scopes:
        raise _Unusable("request")
    return back, scopes


def _decision(
    asked: Mapping[str, str],
    scopes: tuple[str, ...],
    chosen: Mapping[str, list[str]],
    manner: Manner,
    codes: Codes,
) -> Mapping[str, str]:
    """An account that is not in the cast, or of the other login, is a no."""
    (account,) = chosen.get("account", [""])[:1]
    is_known = account in {one.external_id for one in manner.cast()}
    if chosen.get("answer") != ["allow"] or not is_known:
        return manner.denial
    granted = tuple(scope for scope in scopes if scope in chosen.get("scope", []))
    code = codes.issue(account=account, scopes=granted, asked=asked)
    told = {manner.scopes_as: manner.separator.join(granted)} if manner.scopes_as else {}
    return {"code": code, **told}


def _sent_back(asked: Mapping[str, str], said: Mapping[str, str], manner: Manner) -> Response:
    back = asked["redirect_uri"]
    joint = "&" if urlsplit(back).query else "?"
    query = urlencode({**said, "state": asked["state"]})
    return RedirectResponse(f"{back}{joint}{query}{manner.ending}", status_code=302)


def _form(frame: Frame, manner: Manner, back: SplitResult, scopes: tuple[str, ...]) -> str:
    people = "".join(
        f'<p><label><input type="radio" name="account" value="{escape(one.external_id)}"'
        f"{' checked' if number == 0 else ''}> {escape(one.name)}"
        f" <code>{escape(one.handle)}</code>{_privacy(one, frame)}</label></p>"
        for number, one in enumerate(manner.cast())
    )
    rights = "".join(
        f'<p><label><input type="checkbox" name="scope" value="{escape(scope)}" checked>'
        f" <code>{escape(scope)}</code></label></p>"
        for scope in scopes
    )
    return (
        f"<h1>{_say('title', frame, app=APP, platform=manner.platform.label)}</h1>"
        f'<form method="post"><fieldset><legend>{_say("account", frame)}</legend>{people}'
        f"</fieldset><fieldset><legend>{_say('scopes', frame)}</legend>{rights}</fieldset>"
        f'<p><button name="answer" value="allow">{_say("allow", frame)}</button>'
        f' <button name="answer" value="deny">{_say("deny", frame)}</button></p></form>'
        f"<p>{_say('back_to', frame, host=back.netloc)}</p>"
    )


def _privacy(one: Character, frame: Frame) -> str:
    return f" ({_say('private', frame)})" if one.is_private else ""


def _refused(frame: Frame, why: str) -> HTMLResponse:
    content = f"<h1>{_say('refused.title', frame)}</h1><p>{_say(f'refused.{why}', frame)}</p>"
    return _page(frame, content, status=400)


def _page(
    frame: Frame, content: str, *, action: SplitResult | None = None, status: int = 200
) -> HTMLResponse:
    """Browsers hold the way back, which follows the form, to the policy for forms too."""
    headers = dict(SAFE)
    if action is not None and _HOST.fullmatch(action.netloc):
        policy = headers["Content-Security-Policy"]
        origin = f"form-action 'self' {action.scheme}://{action.netloc};"
        headers["Content-Security-Policy"] = policy.replace("form-action 'self';", origin)
    title = phrase("title", frame.locale, app=APP, platform=frame.platform)
    return HTMLResponse(frame.page(content, title=title), status_code=status, headers=headers)


def _say(key: str, frame: Frame, **values: object) -> str:
    return escape(phrase(key, frame.locale, **values))
