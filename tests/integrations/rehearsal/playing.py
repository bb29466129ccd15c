"""A rehearsal server that really listens, and a YouTube publisher that really talks to it."""

import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from domain.account import Account, AccountStatus
from domain.ids import AccountId, BlobKey, PublicationId
from domain.platforms import Platform
from domain.publication import Choices, Medium, Post, Privacy, Setback, Sighting
from integrations.clock import new_id
from integrations.http import open_client
from integrations.platforms import rehearsal_hosts
from integrations.platforms.parts import Parts, fixed_hosts, no_link
from integrations.platforms.youtube import YouTubePublisher
from integrations.rehearsal.app import create_rehearsal
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.connections import Connections
from integrations.storage import ObjectStore

GRAIN = 256 * 1024
CHUNKS = 4
SIZE = (CHUNKS - 1) * GRAIN + 12_345
FIRST, SECOND = (one.external_id for one in CAST[Platform.YOUTUBE])
"""The two channels."""


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


@dataclass
class Tokens:
    """Gives its tokens out in turn: the next one when the last was refused, and the last one for
    ever. ``refused`` is what came back."""

    tokens: list[str]
    refused: list[str] = field(default_factory=list)

    async def __call__(self, account: Account, refused: str | None) -> str:
        if refused is not None:
            self.refused.append(refused)
            if len(self.tokens) > 1:
                self.tokens.pop(0)
        return self.tokens[0]


@dataclass
class Purse:
    """Remembers what was spent; raises ``empty`` once it is set."""

    spent: list[tuple[str, int]] = field(default_factory=list)
    empty: Setback | None = None

    async def __call__(self, account: Account, bucket: str, units: int) -> None:
        if self.empty is not None:
            raise self.empty
        self.spent.append((bucket, units))


@dataclass(kw_only=True)
class Play:
    """The rehearsal with the publisher, store and clock of a test."""

    root: str
    folder: Path
    http: httpx.AsyncClient
    store: ObjectStore
    clock: MovableClock
    pauses: Pauses
    purse: Purse
    account: Account
    token: str = ""

    @property
    def url(self) -> str:
        """Where the app is mounted."""
        return f"{self.root}/youtube"

    @property
    def publisher(self) -> YouTubePublisher:
        return self.speaking()

    def speaking(self, *, chunk_bytes: int = GRAIN, **parts: Any) -> YouTubePublisher:
        usual = Parts(
            http=self.http,
            store=self.store,
            hosts=fixed_hosts(**rehearsal_hosts(Platform.YOUTUBE, self.root)),
            token=Tokens([self.token]),
            spend=self.purse,
            link=no_link,
            clock=self.clock,
            pause=self.pauses,
        )
        return YouTubePublisher(replace(usual, **parts), chunk_bytes=chunk_bytes)

    async def new_token(self, account: str = FIRST, **more: object) -> str:
        answer = await self.control("tokens", account=account, **more)
        return str(answer.json()["access_token"])

    async def order(self, call: str, fault: str, **more: object) -> None:
        await self.control("faults", call=call, fault=fault, **more)

    async def heal(self) -> None:
        answer = await self.http.delete(f"{self.url}/rehearsal/faults")
        answer.raise_for_status()

    async def control(self, path: str, **body: object) -> httpx.Response:
        answer = await self.http.post(f"{self.url}/rehearsal/{path}", json=body or None)
        return answer.raise_for_status()

    async def truth(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{self.url}/rehearsal/truth")
        return list(answer.raise_for_status().json())

    async def published(self) -> list[dict[str, Any]]:
        return [line for line in await self.truth() if line["event"] == "published"]

    async def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        token = more.pop("token", self.token)
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return await self.http.request(method, self.url + path, headers=headers, **more)

    async def a_medium(self, content: bytes | None = None, **fields: Any) -> Medium:
        """A file in the store."""
        content = some_bytes() if content is None else content
        blob = await self.store.put(_whole(content), max_bytes=len(content))
        medium = Medium(
            blob=blob.key, sha256=blob.sha256, size_bytes=blob.size_bytes, duration_ms=10_000
        )
        return replace(medium, **fields)

    async def a_post(self, content: bytes | None = None, **fields: Any) -> Post:
        """With its file in the store, born now."""
        medium = fields.pop("medium", None) or await self.a_medium(content)
        usual = {"account": self.account, "medium": medium, "born_at": self.clock.now()}
        return a_post(**{**usual, **fields})

    async def sent(self, post: Post) -> Sighting:
        """From the first call to the one that makes it a video."""
        begun = await self.publisher.begin(post)
        await self.publisher.upload(begun.handle, post, on_progress=quiet)
        return await self.publisher.publish(begun.handle, post)

    async def a_video(self, **fields: Any) -> str:
        """The id of one that was sent just now."""
        sighting = await self.sent(await self.a_post(some_bytes(1000), **fields))
        assert sighting.external_id is not None
        return sighting.external_id


@asynccontextmanager
async def playing(folder: Path, *, lifted: bool = False, **terms: float) -> AsyncIterator[Play]:
    clock = MovableClock()
    connections = Connections()
    app = create_rehearsal(
        folder,
        clock=clock,
        connections=connections,
        find_callback=lambda: None,
        terms={Platform.YOUTUBE: {"processing_s": 60, **terms}},
        lifted=lifted,
    )
    async with listening(app, connections) as root, open_client(silence_s=10) as http:
        play = Play(
            root=root,
            folder=folder / "youtube",
            http=http,
            store=ObjectStore(f"file:{folder / 'store'}", new_id=new_id),
            clock=clock,
            pauses=Pauses(),
            purse=Purse(),
            account=an_account(),
        )
        play.token = await play.new_token(life_s=10**8)
        yield play


def an_account(**fields: Any) -> Account:
    account = Account(
        id=AccountId("account-youtube"),
        platform=Platform.YOUTUBE,
        handle="@stakazo-rehearsal",
        external_id=FIRST,
        status=AccountStatus.ACTIVE,
        rehearsal=True,
        created_at=datetime.now(UTC),
    )
    return replace(account, **fields)


def a_post(**fields: Any) -> Post:
    post = Post(
        publication_id=PublicationId(new_id()),
        account=an_account(),
        caption="A goal in the last minute",
        privacy=Privacy.UNLISTED,
        choices=Choices(),
        medium=Medium(blob=BlobKey("none"), sha256="5" * 64, size_bytes=SIZE, duration_ms=10_000),
        born_at=datetime.now(UTC),
    )
    return replace(post, **fields)


def some_bytes(size: int = SIZE) -> bytes:
    """Every block differs, so that a block sent twice or left out changes the digest."""
    blocks = (hashlib.sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]


@asynccontextmanager
async def listening(app: FastAPI, connections: Connections) -> AsyncIterator[str]:
    """The app on a free port; gives its base URL. Without uvicorn's own loop, which takes a tenth
    of a second to see that it is over."""
    config = uvicorn.Config(app, http=connections.protocol(), log_config=None, lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        # asyncio does so only for sockets that were made with a protocol number.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await server.startup(sockets=[listener])
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await server.shutdown(sockets=[listener])


async def quiet(share: float) -> None:
    """A progress listener that needs nothing."""


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
