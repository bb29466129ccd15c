"""The calls of the YouTube Data API v3 that publishing needs, one method each. All but ``probe``
and ``put_chunk`` may be repeated freely, and are, for as long as our patience lasts.

https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
Costs: https://developers.google.com/youtube/v3/determine_quota_cost
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from domain.account import Account
from domain.publication import Remedy, Setback
from integrations.http import Answer, NoAnswer, Request, send
from integrations.platforms.parts import Parts
from integrations.platforms.youtube_errors import is_passing, no_answer, retry_after_s, setback

MEDIA_TYPE: Final = "video/*"
CALL_S: Final = 30.0
CHUNK_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    bucket: str
    units: int


INSERT: Final = Cost(bucket="youtube.uploads", units=1)
READ: Final = Cost(bucket="youtube.units", units=1)
CHANGE: Final = Cost(bucket="youtube.units", units=50)


class YouTubeCalls:
    """All raise Setback, and those that are not repeated NoAnswer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open_session(
        self, account: Account, video: Mapping[str, Any], *, total: int, notifies: bool
    ) -> str:
        """Its handle: the session's address, without the host where that is our upload host."""
        request = Request(
            call="youtube.open",
            method="POST",
            url=self._upload() + "videos",
            params={
                "uploadType": "resumable",
                "part": ",".join(video),
                "notifySubscribers": "true" if notifies else "false",
            },
            headers={
                "Content-Type": "application/json; charset=UTF-8",
                "X-Upload-Content-Length": str(total),
                "X-Upload-Content-Type": MEDIA_TYPE,
            },
            body=json.dumps(video, ensure_ascii=False).encode(),
            deadline_s=CALL_S,
        )
        answer = await self._patiently(account, request, INSERT)
        if answer.status != 200:
            raise setback(answer, now=self._parts.clock.now())
        return handle_of(answer, upload=self._upload())

    async def probe(self, account: Account, handle: str, *, total: int) -> Answer:
        """308 with what is stored, or the finished video."""
        request = Request(
            call="youtube.probe",
            method="PUT",
            url=self._session(handle),
            headers={"Content-Range": f"bytes */{total}", "Content-Length": "0"},
            deadline_s=CALL_S,
        )
        return await self._ask(account, request)

    async def put_chunk(
        self,
        account: Account,
        handle: str,
        chunk: AsyncIterator[bytes],
        *,
        start: int,
        end: int,
        total: int,
    ) -> Answer:
        """Sends the bytes ``[start, end)``; a dead token is answered, not tried again, because
        what was stored must be asked before more is sent."""
        request = Request(
            call="youtube.chunk",
            method="PUT",
            url=self._session(handle),
            headers={
                "Content-Type": MEDIA_TYPE,
                "Content-Length": str(end - start),
                "Content-Range": f"bytes {start}-{end - 1}/{total}",
            },
            body=chunk,
            deadline_s=CHUNK_S,
        )
        return await self._signed(request, await self._parts.token(account, None))

    async def read(self, account: Account, resource: str, **params: str) -> Mapping[str, Any]:
        """One page of a list."""
        request = Request(
            call=f"youtube.{resource}",
            method="GET",
            url=self._api() + resource,
            params=params,
            deadline_s=CALL_S,
        )
        answer = await self._patiently(account, request, READ)
        page = json_of(answer)
        if answer.status != 200 or page is None:
            raise setback(answer, now=self._parts.clock.now())
        return page

    async def delete_video(self, account: Account, video_id: str) -> Answer:
        request = Request(
            call="youtube.delete",
            method="DELETE",
            url=self._api() + "videos",
            params={"id": video_id},
            deadline_s=CALL_S,
        )
        return await self._patiently(account, request, CHANGE)

    async def set_thumbnail(self, account: Account, video_id: str, jpeg: bytes) -> Answer:
        request = Request(
            call="youtube.thumbnail",
            method="POST",
            url=self._upload() + "thumbnails/set",
            params={"videoId": video_id, "uploadType": "media"},
            headers={"Content-Type": "image/jpeg"},
            body=jpeg,
            deadline_s=CALL_S,
        )
        return await self._patiently(account, request, CHANGE)

    def _api(self) -> str:
        return self._parts.hosts()["api"] + "/youtube/v3/"

    def _upload(self) -> str:
        return self._parts.hosts()["upload"] + "/upload/youtube/v3/"

    def _session(self, handle: str) -> str:
        return urljoin(self._upload(), handle)

    async def _patiently(self, account: Account, request: Request, cost: Cost) -> Answer:
        """Counted once: what the platform could not answer cost it nothing."""
        await self._parts.spend(account, cost.bucket, cost.units)
        failures = 0
        while True:
            answer = await self._heard(account, request)
            if answer is not None and not is_passing(answer):
                return answer
            failures += 1
            now = self._parts.clock.now()
            asked_s = retry_after_s(answer, now=now) if answer is not None else None
            wait_s = self._parts.patience.wait_s(failures, asked_s=asked_s)
            if wait_s is not None:
                await self._parts.pause(wait_s)
            elif answer is not None:
                return answer
            else:
                raise no_answer()

    async def _heard(self, account: Account, request: Request) -> Answer | None:
        try:
            return await self._ask(account, request)
        except NoAnswer:
            return None

    async def _ask(self, account: Account, request: Request) -> Answer:
        """Once more with another token when the platform refuses the first one."""
        token = await self._parts.token(account, None)
        answer = await self._signed(request, token)
        if answer.status != 401:
            return answer
        return await self._signed(request, await self._parts.token(account, token))

    async def _signed(self, request: Request, token: str) -> Answer:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        return await send(self._parts.http, replace(request, headers=headers))


def json_of(answer: Answer) -> Mapping[str, Any] | None:
    try:
        value = json.loads(answer.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def handle_of(answer: Answer, *, upload: str) -> str:
    """The session address, without the host where that is our own upload host, so that an
    upload outlives a change of address. Raises Setback."""
    location: str = answer.headers.get("Location", "")
    address, ours = urlsplit(urljoin(upload, location)), urlsplit(upload)
    if not location or address.scheme != ours.scheme:
        raise _stray("YouTube opened an upload without an address")
    if address.netloc == ours.netloc:
        return f"{address.path}?{address.query}"
    if _is_google(address.hostname) and _is_google(ours.hostname):
        return location
    raise _stray("YouTube gave an upload address on a host that is not its own")


def _stray(sentence: str) -> Setback:
    return Setback("no_upload_address", sentence, remedy=Remedy.RETRY)


def _is_google(host: str | None) -> bool:
    return host is not None and host.endswith(".googleapis.com")
