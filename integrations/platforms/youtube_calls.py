"""The calls of the YouTube Data API v3 that publishing needs, one method each.

https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from domain.ports.outside import PlatformUnavailable
from integrations.http import Answer, Request, send
from integrations.platforms.parts import Hosts, Parts
from integrations.platforms.youtube_errors import refusal

MEDIA_TYPE: Final = "video/*"
CALL_S: Final = 30.0
CHUNK_S: Final = 600.0


class YouTubeCalls:
    def __init__(self, parts: Parts, hosts: Hosts) -> None:
        self._parts = parts
        self._api = hosts.api.rstrip("/") + "/youtube/v3/"
        self._upload = hosts.upload.rstrip("/") + "/upload/youtube/v3/"

    async def open_session(self, video: Mapping[str, Any], *, total: int) -> Answer:
        request = Request(
            call="youtube.open",
            method="POST",
            url=self._upload + "videos",
            params={"uploadType": "resumable", "part": ",".join(video)},
            headers={
                "Content-Type": "application/json; charset=UTF-8",
                "X-Upload-Content-Length": str(total),
                "X-Upload-Content-Type": MEDIA_TYPE,
            },
            body=json.dumps(video, ensure_ascii=False).encode(),
            deadline_s=CALL_S,
        )
        return await self._ask(request)

    def handle_of(self, answer: Answer) -> str:
        """Raises PlatformUnavailable."""
        return handle_of(answer, upload=self._upload)

    async def probe(self, handle: str, *, total: int) -> Answer:
        """308 with what is stored, or the finished video."""
        request = Request(
            call="youtube.probe",
            method="PUT",
            url=self._session(handle),
            headers={"Content-Range": f"bytes */{total}", "Content-Length": "0"},
            deadline_s=CALL_S,
        )
        return await self._ask(request)

    async def put_chunk(
        self, handle: str, chunk: AsyncIterator[bytes], *, start: int, end: int, total: int
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
        return await self._signed(request)

    async def read(self, resource: str, **params: str) -> Mapping[str, Any]:
        """One page of a list. Raises NoAnswer, PlatformUnavailable and PlatformRefused."""
        request = Request(
            call=f"youtube.{resource}",
            method="GET",
            url=self._api + resource,
            params=params,
            deadline_s=CALL_S,
        )
        answer = await self._ask(request)
        page = json_of(answer)
        if answer.status != 200 or page is None:
            raise refusal(answer, now=self._parts.clock.now())
        return page

    def _session(self, handle: str) -> str:
        return urljoin(self._upload, handle)

    async def _ask(self, request: Request) -> Answer:
        """For calls that may be repeated: once more with another token when one is dead."""
        answer = await self._signed(request)
        return await self._signed(request) if answer.status == 401 else answer

    async def _signed(self, request: Request) -> Answer:
        signature = {"Authorization": f"Bearer {await self._parts.token()}"}
        signed = replace(request, headers={**request.headers, **signature})
        return await send(self._parts.http, signed)


def json_of(answer: Answer) -> Mapping[str, Any] | None:
    try:
        value = json.loads(answer.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def handle_of(answer: Answer, *, upload: str) -> str:
    """The session address, without the host where that is our own upload host, so that an
    upload outlives a change of address. Raises PlatformUnavailable."""
    location: str = answer.headers.get("Location", "")
    address, ours = urlsplit(urljoin(upload, location)), urlsplit(upload)
    if not location or address.scheme != ours.scheme:
        raise PlatformUnavailable("YouTube opened an upload without an address")
    if address.netloc == ours.netloc:
        return f"{address.path}?{address.query}"
    if _is_google(address.hostname) and _is_google(ours.hostname):
        return location
    raise PlatformUnavailable("YouTube gave an upload address on a host that is not its own")


def _is_google(host: str | None) -> bool:
    return host is not None and host.endswith(".googleapis.com")
