"""What the sign-ins of all platforms have in common: calls whose answers are secrets, and the flat
errors of OAuth 2 (RFC 6749 section 5.2), which are told by the body because TikTok sends them
with the status of success too."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from domain.account import Grant
from domain.ports.world import Clock
from domain.publication import Remedy, Scope, Setback
from integrations.http import Answer, NoAnswer, Request, send
from integrations.platforms.parts import AppKeys, Hosts

CALL_S: Final = 25.0
"""Well within the time for which one process alone may renew a token."""

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_OURS: Final = frozenset({"invalid_client", "unauthorized_client", "deleted_client"})
_DEAD: Final = frozenset({"invalid_grant", "access_denied", "invalid_token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthParts:
    http: httpx.AsyncClient
    hosts: Hosts
    keys: AppKeys = field(repr=False)
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    status: int
    body: Mapping[str, Any] = field(repr=False)


def post(call: str, url: str, **form: str) -> Request:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form).encode()
    return Request(call=call, method="POST", url=url, headers=headers, body=body, deadline_s=CALL_S)


def get(call: str, url: str, *, token: str | None = None, **params: str) -> Request:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return Request(
        call=call, method="GET", url=url, headers=headers, params=params, deadline_s=CALL_S
    )


async def ask(http: httpx.AsyncClient, request: Request, *, lost: Remedy = Remedy.RETRY) -> Said:
    """``lost`` is what a lost answer calls for, where the request may have arrived. Raises
    Setback."""
    try:
        answer = await send(http, request)
    except NoAnswer as cut:
        never_sent = isinstance(cut.__cause__, _NOT_SENT)
        remedy = Remedy.RETRY if never_sent else lost
        raise Setback("no_answer", f"{request.call}: no answer", remedy=remedy) from cut
    body = _object(answer)
    if body is None:
        raise strange(request.call, answer.status, remedy=lost)
    return Said(status=answer.status, body=body)


def strange(call: str, status: int, *, remedy: Remedy = Remedy.RETRY) -> Setback:
    said = f"{call}: HTTP {status} with an answer that cannot be used"
    return Setback("strange_answer", said, remedy=remedy)


def refusal_in(call: str, said: Said) -> Setback | None:
    """None when the body is no error. Its description is left out: it may repeat what was sent."""
    error = said.body.get("error")
    if error in (None, ""):
        return None
    word = error if isinstance(error, str) and _WORD.fullmatch(error) else "unknown_error"
    remedy, scope = _meaning(word)
    trace = said.body.get("log_id")
    return Setback(
        word,
        f"{call}: {word}",
        remedy=remedy,
        scope=scope,
        trace=trace if isinstance(trace, str) else None,
    )


def _meaning(word: str) -> tuple[Remedy, Scope]:
    if word in _DEAD:
        return Remedy.HOLD_ACCOUNT, Scope.ACCOUNT
    if word in _OURS:
        return Remedy.HUMAN, Scope.APP
    return Remedy.RETRY, Scope.ACCOUNT


def text(body: Mapping[str, Any], name: str) -> str | None:
    """Ids are text, however they were written."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def grant_in(body: Mapping[str, Any], *, now: datetime) -> Grant | None:
    """None when there is no access token in it."""
    access = text(body, "access_token")
    if access is None:
        return None
    refresh_s = _seconds(body, "refresh_expires_in") or _seconds(body, "refresh_token_expires_in")
    return Grant(
        access=access,
        refresh=text(body, "refresh_token"),
        issued_at=now,
        access_expires_at=_after(now, _seconds(body, "expires_in")),
        refresh_expires_at=_after(now, refresh_s),
    )


def _seconds(body: Mapping[str, Any], name: str) -> int | None:
    spoken = text(body, name)
    return int(spoken) if spoken is not None and spoken.isdecimal() else None


def _after(now: datetime, seconds: int | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)


def _object(answer: Answer) -> Mapping[str, Any] | None:
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
