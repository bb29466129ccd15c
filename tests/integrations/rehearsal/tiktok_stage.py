"""The rehearsal of TikTok, really listening, and what a test says to it."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx

from domain.platforms import Platform
from integrations.http import open_client
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.server import Conditions, running
from tests.fakes.clock import FixedClock

PUBLIC, PRIVATE = (one.external_id for one in CAST[Platform.TIKTOK])
CHUNK = 5_000_000
SIZE = 2 * CHUNK + 12_345
"""Two chunks."""

SMALL = 400_000
"""Goes whole."""

PROCESSING_S = 60.0
MODERATION_S = 30.0
FIELDS = "id,create_time,share_url,video_description,duration,title,view_count"


@cache
def a_video(
    size: int = SIZE, *, seconds: float = 12.0, width: int = 1080, height: int = 1920
) -> bytes:
    """An MP4 whose index is in order, with pictures that are only noise, of exactly this size."""
    lasts = bytes(12) + (1000).to_bytes(4) + round(seconds * 1000).to_bytes(4) + bytes(80)
    track = bytes(76) + (width << 16).to_bytes(4) + (height << 16).to_bytes(4)
    is_video = bytes(8) + b"vide" + bytes(13)
    trak = _box(b"trak", _box(b"tkhd", track) + _box(b"mdia", _box(b"hdlr", is_video)))
    front = _box(b"ftyp", b"isom\0\0\2\0isommp41") + _box(b"moov", _box(b"mvhd", lasts) + trak)
    return front + _box(b"mdat", _noise(size - len(front) - 8))


@dataclass(kw_only=True)
class TikTok:
    """``token`` is the one of the public creator."""

    root: str
    http: httpx.AsyncClient
    clock: FixedClock
    folder: Path
    token: str = ""

    @property
    def app(self) -> str:
        return f"{self.root}/tiktok"

    async def new_token(self, account: str = PUBLIC, **more: object) -> str:
        answer = await self.control("tokens", {"account": account, **more})
        return str(answer["access_token"])

    async def call(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        method: str = "POST",
        **query: str,
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {token or self.token}",
            "Content-Type": "application/json; charset=UTF-8",
        }
        content = None if method == "GET" else json.dumps(body or {})
        url = f"{self.app}/api/v2/{path}/"
        return await self.http.request(method, url, headers=headers, content=content, params=query)

    async def init(
        self, settings: Mapping[str, Any] | None = None, *, size: int = SIZE, **more: Any
    ) -> httpx.Response:
        post = {"privacy_level": "PUBLIC_TO_EVERYONE", "title": "A goal", **(settings or {})}
        body = {"post_info": post, "source_info": a_source(size)}
        return await self.call("post/publish/video/init", body, **more)

    async def inbox_init(self, *, size: int = SIZE, **more: Any) -> httpx.Response:
        body = {"source_info": a_source(size)}
        return await self.call("post/publish/inbox/video/init", body, **more)

    async def put(
        self,
        url: str,
        content: bytes,
        first: int,
        last: int,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The bytes from ``first`` to ``last``, both included."""
        part = content[first : last + 1]
        sent = {
            "Content-Type": "video/mp4",
            "Content-Range": f"bytes {first}-{last}/{len(content)}",
            **(headers or {}),
        }
        return await self.http.put(url, content=part, headers=sent)

    async def send(self, url: str, content: bytes) -> list[int]:
        """All of it, in chunks of ``CHUNK``; the status of each."""
        count = max(1, len(content) // CHUNK)
        bounds = [n * CHUNK for n in range(count)] + [len(content)]
        return [
            (await self.put(url, content, first, after - 1)).status_code
            for first, after in pairwise(bounds)
        ]

    async def handed_in(self, content: bytes | None = None, **more: Any) -> str:
        """The publish_id of a direct post whose bytes are all there."""
        content = a_video(SMALL) if content is None else content
        begun = shown(await self.init(size=len(content), **more))
        await self.send(begun["upload_url"], content)
        return str(begun["publish_id"])

    async def shared(self, **more: Any) -> str:
        """The publish_id of a video that was delivered to the inbox."""
        begun = shown(await self.inbox_init(size=SMALL, **more))
        await self.send(begun["upload_url"], a_video(SMALL))
        self.clock.forward(seconds=PROCESSING_S)
        return str(begun["publish_id"])

    async def status(self, publish_id: str, **more: Any) -> dict[str, Any]:
        answer = await self.call("post/publish/status/fetch", {"publish_id": publish_id}, **more)
        return shown(answer)

    async def videos(self, fields: str = FIELDS, **body: int) -> dict[str, Any]:
        return shown(await self.call("video/list", body, fields=fields))

    async def control(
        self, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST"
    ) -> Any:
        url = f"{self.app}/rehearsal/{path}"
        answer = (await self.http.request(method, url, json=body)).raise_for_status()
        return answer.json() if answer.content else None

    async def order(self, call: str, fault: str, **more: object) -> None:
        await self.control("faults", {"call": call, "fault": fault, **more})

    async def truth(self, event: str = "published") -> list[dict[str, Any]]:
        lines = await self.control("truth", method="GET")
        return [line for line in lines if line["event"] == event]


@asynccontextmanager
async def tiktok(
    folder: Path,
    *,
    clock: FixedClock | None = None,
    callback: str | None = None,
    lifted: bool = False,
    **terms: float,
) -> AsyncIterator[TikTok]:
    """``callback`` is where its webhooks go."""
    clock = clock or FixedClock()
    usual = {"processing_s": PROCESSING_S, "moderation_s": MODERATION_S}
    conditions = Conditions(
        terms={Platform.TIKTOK: {**usual, **terms}},
        lifted=lifted,
        find_callback=lambda: callback,
    )
    server = running(folder, run_dir=folder / "run", clock=clock, conditions=conditions)
    async with open_client(silence_s=10) as http, server as root:
        stage = TikTok(root=root, http=http, clock=clock, folder=folder / "tiktok")
        stage.token = await stage.new_token()
        yield stage


def a_source(size: int = SIZE, chunk: int = CHUNK) -> dict[str, Any]:
    whole = size < CHUNK
    return {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": size if whole else chunk,
        "total_chunk_count": 1 if whole else size // chunk,
    }


def shown(answer: httpx.Response) -> dict[str, Any]:
    """The data of an answer that must be good."""
    body = answer.json()
    assert body["error"]["code"] == "ok", body["error"]
    return dict(body["data"])


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["error"]["code"])


def _box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + name + content


def _noise(size: int) -> bytes:
    """Every block differs, so that a block sent twice or left out changes the digest."""
    blocks = (hashlib.sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]
