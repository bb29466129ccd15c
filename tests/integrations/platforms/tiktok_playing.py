"""A publisher that really talks to the rehearsal of TikTok, and what it is given to post."""

import random
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from domain.account import Account, AccountStatus
from domain.ids import AccountId, BlobKey, PublicationId
from domain.media import Blob
from domain.platforms import Platform
from domain.publication import Begun, Choices, Medium, Post, Privacy, Remedy, Setback, Sighting
from integrations.clock import new_id
from integrations.http import open_client
from integrations.platforms.parts import Parts, Patience, fixed_hosts
from integrations.platforms.tiktok import TikTokPublisher
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.server import Conditions, running
from integrations.storage import ObjectStore
from tests.build import NOON
from tests.fakes.clock import FixedClock

PUBLIC_ONE, PRIVATE_ONE = CAST[Platform.TIKTOK]
SCOPES = ("user.info.basic", "user.info.profile", "video.publish", "video.upload", "video.list")
FILM_S = 10
SMALL, LARGE, LARGEST = 100_000, 20_000_123, 30_000_123
"""Of one chunk, of two, and of three: the last one has 123 bytes more than it would need."""


def an_account(**fields: Any) -> Account:
    account = Account(
        id=AccountId(new_id()),
        platform=Platform.TIKTOK,
        handle=PUBLIC_ONE.handle,
        external_id=PUBLIC_ONE.external_id,
        status=AccountStatus.ACTIVE,
        rehearsal=True,
        created_at=NOON,
        scopes=SCOPES,
    )
    return replace(account, **fields)


def a_private_account(**fields: Any) -> Account:
    return an_account(handle=PRIVATE_ONE.handle, external_id=PRIVATE_ONE.external_id, **fields)


def a_medium(**fields: Any) -> Medium:
    medium = Medium(
        blob=BlobKey("none"), sha256="5" * 64, size_bytes=SMALL, duration_ms=FILM_S * 1000
    )
    return replace(medium, **fields)


def a_post(**fields: Any) -> Post:
    """To everybody, with nothing switched on."""
    post = Post(
        publication_id=PublicationId(new_id()),
        account=an_account(),
        caption="A goal in the last minute ⚽",
        privacy=Privacy.PUBLIC,
        choices=Choices(),
        medium=a_medium(),
        born_at=NOON,
    )
    return replace(post, **fields)


@cache
def a_film(size: int) -> bytes:
    """The boxes of an MP4 and nothing to be seen; no two chunks of it are alike."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + name + content

    times = struct.pack(">IIIII", 0, 0, 0, 1000, FILM_S * 1000)
    screen = bytes(76) + struct.pack(">II", 1080 << 16, 1920 << 16)
    track = box(b"tkhd", screen) + box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(13)))
    moov = box(b"moov", box(b"mvhd", times + bytes(80)) + box(b"trak", track))
    head = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + moov
    return head + box(b"mdat", random.Random(size).randbytes(size - len(head) - 8))


@dataclass
class PassingTime:
    """Waits no time: the clock moves instead."""

    clock: FixedClock
    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.forward(seconds=seconds)


@dataclass
class Shares:
    """A progress listener that remembers."""

    told: list[float] = field(default_factory=list)

    async def __call__(self, share: float) -> None:
        self.told.append(share)


@dataclass(kw_only=True)
class TikTokPlay:
    """One rehearsal server, with the publisher, store and clock of a test. ``spent`` is every unit
    of a bucket, ``refused`` every token that came back; a refused one is replaced, unless
    ``tokens_are_over``. ``full`` is a bucket with no room left."""

    root: str
    http: httpx.AsyncClient
    store: ObjectStore
    clock: FixedClock
    pauses: PassingTime
    spent: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tokens_are_over: bool = False
    full: str | None = None
    _told_before: int = 0

    @property
    def publisher(self) -> TikTokPublisher:
        """A fresh one each time: nothing may be remembered from call to call."""
        return self.speaking(tries=4)

    def speaking(self, *, tries: int) -> TikTokPublisher:
        parts = Parts(
            http=self.http,
            store=self.store,
            hosts=fixed_hosts(api=f"{self.root}/tiktok/api", site=f"{self.root}/tiktok"),
            token=self.token,
            spend=self.spend,
            link=_no_link,
            clock=self.clock,
            pause=self.pauses,
            patience=Patience(tries=tries),
        )
        return TikTokPublisher(parts)

    async def token(self, account: Account, refused: str | None) -> str:
        if refused is not None:
            self.refused.append(refused)
        if account.external_id not in self.tokens or (refused and not self.tokens_are_over):
            self.tokens[account.external_id] = await self.mint(account.external_id)
        return self.tokens[account.external_id]

    async def spend(self, account: Account, bucket: str, units: int) -> None:
        if bucket == self.full:
            raise Setback(bucket, "there is no room left", remedy=Remedy.WAIT)
        self.spent.extend([bucket] * units)

    async def mint(self, external_id: str, **order: Any) -> str:
        answer = await self.control("POST", "/tokens", json={"account": external_id, **order})
        return str(answer.json()["access_token"])

    async def post(self, size: int = SMALL, **fields: Any) -> Post:
        """A post whose film is in the store."""
        film = await self.put(a_film(size))
        medium = a_medium(blob=film.key, sha256=film.sha256, size_bytes=film.size_bytes)
        return a_post(**{"medium": medium, "born_at": self.clock.now(), **fields})

    async def put(self, content: bytes) -> Blob:
        async def whole() -> AsyncIterator[bytes]:
            yield content

        return await self.store.put(whole(), max_bytes=len(content))

    async def ready(self, post: Post) -> Begun:
        """With everything done but the last bytes."""
        begun = await self.publisher.begin(post)
        await self.publisher.upload(begun.handle, post, on_progress=Shares())
        return begun

    async def publish(self, post: Post) -> Sighting:
        return await self.publisher.publish((await self.ready(post)).handle, post)

    async def published(self, **fields: Any) -> tuple[Post, str]:
        """A post that everybody can see, with its id."""
        post = await self.post(**fields)
        begun = await self.ready(post)
        await self.publisher.publish(begun.handle, post)
        self.clock.forward(seconds=30)
        seen = await self.status(begun, post)
        assert seen.external_id is not None
        return post, seen.external_id

    async def status(self, begun: Begun, post: Post, *, known: tuple[str, ...] = ()) -> Sighting:
        return await self.publisher.status(
            begun.handle, post, crossed_at=self.clock.now(), known=known
        )

    async def order(self, call: str, fault: str, **more: object) -> None:
        await self.control("POST", "/faults", json={"call": call, "fault": fault, **more})

    async def truth(self, event: str = "published") -> list[dict[str, Any]]:
        """What happened since the test began."""
        lines = (await self.control("GET", "/truth")).json()
        return [line for line in lines[self._told_before :] if line["event"] == event]

    async def assert_posted_once(self, post: Post) -> None:
        [line] = await self.truth()
        assert line["sha256"] == post.medium.sha256
        assert line["size_bytes"] == post.medium.size_bytes

    async def begin_anew(self) -> None:
        """As if nothing had happened: another day, nothing ordered, nothing remembered."""
        self.clock.forward(days=2)
        await self.control("DELETE", "/faults")
        for one in (PUBLIC_ONE, PRIVATE_ONE):
            usual = {"is_private": one.is_private, "is_banned": False, **_NOTHING_DISABLED}
            await self.control("PATCH", f"/accounts/{one.external_id}", json=usual)
        self._told_before = len((await self.control("GET", "/truth")).json())
        self.spent, self.tokens, self.refused = [], {}, []
        self.pauses.waits, self.tokens_are_over, self.full = [], False, None

    async def control(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = f"{self.root}/tiktok/rehearsal{path}"
        return (await self.http.request(method, url, **more)).raise_for_status()


_NOTHING_DISABLED = {
    "comment_disabled": False,
    "duet_disabled": False,
    "stitch_disabled": False,
    "max_video_post_duration_sec": 600,
}


@asynccontextmanager
async def playing(
    folder: Path, *, terms: Mapping[str, float] | None = None
) -> AsyncIterator[TikTokPlay]:
    clock = FixedClock()
    conditions = Conditions(terms={Platform.TIKTOK: terms or {}}, find_callback=lambda: None)
    server = running(folder, run_dir=folder / "run", clock=clock, conditions=conditions)
    async with open_client(silence_s=10) as http, server as root:
        yield TikTokPlay(
            root=root,
            http=http,
            store=ObjectStore(f"file:{folder / 'store'}", new_id=new_id),
            clock=clock,
            pauses=PassingTime(clock),
        )


async def _no_link(post: Post) -> str:
    raise LookupError("TikTok is sent the bytes")
