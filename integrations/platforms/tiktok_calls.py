"""The calls of TikTok's API v2 that publishing needs, and the one envelope of their answers.

https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.account import Account
from domain.publication import Setback
from integrations.http import Answer, NoAnswer, Request, send
from integrations.platforms.parts import Parts
from integrations.platforms.tiktok_errors import TOKEN_DEAD, lost, odd, refusal, word_of

CALL_S: Final = 30.0
CHUNK_S: Final = 600.0
MEDIA_TYPE: Final = "video/mp4"
"""What our variants are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``buckets`` are what it costs, a unit of each. All but reads leave something behind there."""

    name: str
    path: str
    method: str = "POST"
    buckets: tuple[str, ...] = ()
    is_read: bool = True


USER_INFO: Final = Call(name="user_info", path="/v2/user/info/", method="GET")
CREATOR_INFO: Final = Call(
    name="creator_info",
    path="/v2/post/publish/creator_info/query/",
    buckets=("tiktok.creator_info",),
)
DIRECT_INIT: Final = Call(
    name="init",
    path="/v2/post/publish/video/init/",
    buckets=("tiktok.init", "tiktok.posts"),
    is_read=False,
)
INBOX_INIT: Final = Call(
    name="inbox_init",
    path="/v2/post/publish/inbox/video/init/",
    buckets=("tiktok.init", "tiktok.inbox"),
    is_read=False,
)
STATUS: Final = Call(
    name="status", path="/v2/post/publish/status/fetch/", buckets=("tiktok.status",)
)
VIDEO_LIST: Final = Call(name="video_list", path="/v2/video/list/")
VIDEO_QUERY: Final = Call(name="video_query", path="/v2/video/query/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was answered: ``code`` is ``ok`` when it is what was asked for. ``trace`` is the
    platform's id of the call."""

    call: str
    status: int
    code: str
    trace: str | None
    data: Mapping[str, Any]

    def part(self, name: str) -> Mapping[str, Any]:
        """Raises Setback."""
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise self.odd()
        return value

    def parts(self, name: str) -> list[Mapping[str, Any]]:
        """Raises Setback."""
        value = self.data.get(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.odd()
        return value

    def text(self, name: str) -> str:
        """Raises Setback."""
        value = self.data.get(name)
        if not isinstance(value, str) or not value:
            raise self.odd()
        return value

    def number(self, name: str) -> int | None:
        """None when it is not said."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def odd(self) -> Setback:
        return odd(self.call, status=self.status, trace=self.trace)


class TikTokCalls:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def ask(
        self,
        account: Account,
        call: Call,
        *,
        body: Mapping[str, Any] | None = None,
        fields: str | None = None,
    ) -> Said:
        """Once more with another token when one is dead. Every call made this way may be
        repeated: no post comes of any of them. Raises Setback."""
        for bucket in call.buckets:
            await self._parts.spend(account, bucket, 1)
        token = await self._parts.token(account, None)
        said = await self._signed(call, token, body, fields)
        if said.code == TOKEN_DEAD:
            token = await self._parts.token(account, token)
            said = await self._signed(call, token, body, fields)
        if said.code != "ok":
            raise refusal(said.code, status=said.status, trace=said.trace, is_read=call.is_read)
        return said

    async def put(
        self, url: str, chunk: AsyncIterator[bytes], *, start: int, end: int, size: int
    ) -> Answer:
        """The bytes ``[start, end)`` of the file. The address is the permission: no token goes
        along. Raises NoAnswer."""
        request = Request(
            call="tiktok.chunk",
            method="PUT",
            url=url,
            headers={
                "Content-Type": MEDIA_TYPE,
                "Content-Length": str(end - start),
                "Content-Range": f"bytes {start}-{end - 1}/{size}",
            },
            body=chunk,
            deadline_s=CHUNK_S,
        )
        return await send(self._parts.http, request)

    async def _signed(
        self, call: Call, token: str, body: Mapping[str, Any] | None, fields: str | None
    ) -> Said:
        request = Request(
            call=f"tiktok.{call.name}",
            method=call.method,
            url=self._parts.hosts()["api"] + call.path,
            params=None if fields is None else {"fields": fields},
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json; charset=UTF-8",
            },
            body=None if call.method == "GET" else json.dumps(body or {}).encode(),
            deadline_s=CALL_S,
        )
        try:
            answer = await send(self._parts.http, request)
        except NoAnswer as cut:
            raise lost(call.name) from cut
        said = said_in(call.name, answer)
        if said is None:
            raise odd(call.name, status=answer.status)
        return said


def said_in(call: str, answer: Answer) -> Said | None:
    """None when the body is not the envelope. Python reads whole numbers exactly, so that an id
    of 19 digits stays what it is."""
    try:
        whole = json.loads(answer.body)
        error, data = whole["error"], whole.get("data")
        code, trace = word_of(error["code"]), error.get("log_id")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Said(
        call=call,
        status=answer.status,
        code=code,
        trace=trace if isinstance(trace, str) else None,
        data=data if isinstance(data, dict) else {},
    )
