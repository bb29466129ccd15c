"""Calls to the Graph API: which host an account is reached on, with which token, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from domain.account import Account, Login
from domain.publication import Remedy, Scope, Setback
from integrations.http import Answer, NoAnswer, Request, send
from integrations.platforms.instagram_errors import (
    Refused,
    Weight,
    body_of,
    cause_of,
    error_of,
    lost,
    strange,
)
from integrations.platforms.instagram_usage import Usage, regain_s
from integrations.platforms.parts import Parts

CALL_S: Final = 30.0
PUBLISH_S: Final = 90.0
"""Publishing takes Instagram longer than any other call, and its answer is worth waiting for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``name`` is what the log calls it. Parameters go into the body where there is one, and
    never hold the token."""

    name: str
    path: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    weight: Weight = Weight.READ


class Graph:
    def __init__(self, parts: Parts, *, versions: Mapping[Login, str]) -> None:
        self._parts = parts
        self._versions = versions
        self.usage = Usage(clock=parts.clock)

    async def read(
        self, name: str, account: Account, path: str, **params: str
    ) -> Mapping[str, Any]:
        return await self.ask(account, Wanted(name=name, path=path, params=params))

    async def ask(self, account: Account, wanted: Wanted) -> Mapping[str, Any]:
        """With another token when the first one is dead, because a call that was refused for its
        token did nothing. Raises Setback; Refused where the platform gave its reason."""
        token = await self._parts.token(account, None)
        try:
            return await self._once(account, wanted, token)
        except Refused as refused:
            if not refused.error.is_dead_token:
                raise
            other = await self._parts.token(account, token)
            if other == token:
                raise
        return await self._once(account, wanted, other)

    async def _once(self, account: Account, wanted: Wanted, token: str) -> Mapping[str, Any]:
        self.usage.check(account.id)
        request = self._request(account, wanted, token)
        try:
            answer = await send(self._parts.http, request)
        except NoAnswer as cut:
            raise lost(wanted.name, wanted.weight) from cut
        self.usage.heard(account.id, answer.headers)
        return self._understood(account, wanted, answer)

    def _request(self, account: Account, wanted: Wanted, token: str) -> Request:
        headers = {"Authorization": f"Bearer {token}"}
        body, params = None, wanted.params or None
        if wanted.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body, params = urlencode(wanted.params).encode(), None
        return Request(
            call=wanted.name,
            method=wanted.method,
            url=f"{self._base(account)}/{wanted.path}",
            headers=headers,
            params=params,
            body=body,
            deadline_s=PUBLISH_S if wanted.weight is Weight.CROSSING else CALL_S,
        )

    def _base(self, account: Account) -> str:
        login = login_of(account)
        host = self._parts.hosts()["facebook" if login is Login.FACEBOOK else "graph"]
        return f"{host.rstrip('/')}/{self._versions[login]}"

    def _understood(self, account: Account, wanted: Wanted, answer: Answer) -> Mapping[str, Any]:
        body = body_of(answer)
        error = error_of(body)
        if error is not None:
            cause = cause_of(error, status=answer.status, weight=wanted.weight)
            wait_s = cause.wait_s
            if error.is_throttle and wait_s is not None:
                wait_s = regain_s(answer.headers) or wait_s
                self.usage.close(None if cause.scope is Scope.APP else account.id, wait_s)
            raise Refused(error, cause, wait_s=wait_s)
        if body is None or not 200 <= answer.status < 300:
            raise strange(wanted.name, answer, wanted.weight)
        return body


def login_of(account: Account) -> Login:
    return account.login or Login.INSTAGRAM


def text_id(value: object) -> str | None:
    """Ids are text, however they were written; they have more digits than a float keeps."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return str(value) or None


def items(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What stands in ``data``; an answer without it is its own only item."""
    listed = body.get("data")
    if listed is None:
        return [body]
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def not_in_answer(name: str, what: str) -> Setback:
    return Setback(
        "strange_answer", f"{name}: Instagram's answer has no {what}", remedy=Remedy.RETRY
    )
