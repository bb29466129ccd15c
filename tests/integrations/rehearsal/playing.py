"""A rehearsal server that really listens, and a publisher that really talks to it."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from domain.ids import BlobKey, PublicationId
from domain.publication import Post, Privacy
from integrations.clock import new_id
from integrations.http import open_client
from integrations.platforms.parts import Parts, Token, fixed_token
from integrations.platforms.youtube import YouTubePublisher, rehearsal
from integrations.rehearsal.server import running
from integrations.rehearsal.youtube.app import Terms
from integrations.rehearsal.youtube.library import CHANNEL_ID
from integrations.storage import ObjectStore

GRAIN = 256 * 1024
CHUNKS = 4
SIZE = (CHUNKS - 1) * GRAIN + 12_345
ANY_TOKEN = fixed_token("rehearsal")


@dataclass
class MovableClock:
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Pauses:
    """Waits no time and remembers how long it should have waited."""

    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass
class Shares:
    """A progress listener that remembers."""

    told: list[float] = field(default_factory=list)

    async def __call__(self, share: float) -> None:
        self.told.append(share)


@dataclass(kw_only=True)
class Play:
    """One rehearsal server, with the publisher, store and clock of a test."""

    url: str
    folder: Path
    http: httpx.AsyncClient
    store: ObjectStore
    clock: MovableClock
    pauses: Pauses
    publisher: YouTubePublisher

    def speaking(self, *, token: Token = ANY_TOKEN, chunk_bytes: int = GRAIN) -> YouTubePublisher:
        parts = Parts(
            http=self.http,
            store=self.store,
            token=token,
            clock=self.clock,
            pause=self.pauses,
        )
        return YouTubePublisher(parts, rehearsal(self.url), chunk_bytes=chunk_bytes)

    async def order(self, call: str, fault: str, **more: object) -> None:
        order = {"call": call, "fault": fault, **more}
        answer = await self.http.post(f"{self.url}/rehearsal/faults", json=order)
        answer.raise_for_status()

    async def heal(self) -> None:
        answer = await self.http.delete(f"{self.url}/rehearsal/faults")
        answer.raise_for_status()

    async def published(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{self.url}/rehearsal/truth")
        return [line for line in answer.raise_for_status().json() if line["event"] == "published"]

    async def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": "Bearer rehearsal", **more.pop("headers", {})}
        return await self.http.request(method, self.url + path, headers=headers, **more)

    async def put_media(self, content: bytes) -> BlobKey:
        async def whole() -> AsyncIterator[bytes]:
            yield content

        return (await self.store.put(whole(), max_bytes=len(content))).key


@asynccontextmanager
async def playing(folder: Path, *, terms: Terms | None = None) -> AsyncIterator[Play]:
    clock, pauses = MovableClock(), Pauses()
    store = ObjectStore(f"file:{folder / 'store'}", new_id=new_id)
    server = running(
        folder, run_dir=folder / "run", clock=clock, terms=terms or Terms(processing_s=60)
    )
    async with open_client(silence_s=10) as http, server as url:
        parts = Parts(
            http=http, store=store, token=fixed_token("rehearsal"), clock=clock, pause=pauses
        )
        yield Play(
            url=url,
            folder=folder,
            http=http,
            store=store,
            clock=clock,
            pauses=pauses,
            publisher=YouTubePublisher(parts, rehearsal(url), chunk_bytes=GRAIN),
        )


def a_post(*, caption: str = "A goal in the last minute", size_bytes: int = SIZE) -> Post:
    return Post(
        publication_id=PublicationId(new_id()),
        account_external_id=CHANNEL_ID,
        caption=caption,
        privacy=Privacy.UNLISTED,
        size_bytes=size_bytes,
    )


def some_bytes(size: int = SIZE) -> bytes:
    """Every block differs, so that a block sent twice or left out changes the digest."""
    blocks = (hashlib.sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]
