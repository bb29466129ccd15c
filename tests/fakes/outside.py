"""The outside in memory: a store, media tools and a platform that can be told to misbehave.

Each asserts that no block is open while it is called.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from domain.account import Account, Identity
from domain.errors import NotFound
from domain.ids import BlobKey
from domain.media import Blob, Probe, Signals
from domain.ports import (
    Analysis,
    OnPart,
    Progress,
    TooBig,
)
from domain.publication import Begun, Metrics, Post, Privacy, Sighting, Stage, Standing
from domain.rendering import ClipFiles, ClipOrder, MadeClip, MadePicture
from domain.transcript import Transcript
from tests.build import a_probe, a_transcript, some_signals
from tests.fakes.memory.database import MemoryDatabase


@dataclass
class MemoryStore:
    database: MemoryDatabase
    blobs: dict[BlobKey, bytes] = field(default_factory=dict)

    async def put(self, chunks: AsyncIterator[bytes], *, max_bytes: int) -> Blob:
        assert self.database.open_blocks == 0
        content = b"".join([chunk async for chunk in chunks])
        if len(content) > max_bytes:
            raise TooBig(most=max_bytes)
        return self.keep(content)

    def keep(self, content: bytes) -> Blob:
        sha256 = hashlib.sha256(content).hexdigest()
        key = BlobKey(f"sha256/{sha256}")
        created = key not in self.blobs
        self.blobs[key] = content
        return Blob(key=key, size_bytes=len(content), sha256=sha256, created=created)

    async def size(self, key: BlobKey) -> int:
        return len(self._get(key))

    async def read(
        self, key: BlobKey, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        content = self._get(key)[start:]
        yield content if length is None else content[:length]

    @asynccontextmanager
    async def local_path(self, key: BlobKey) -> AsyncIterator[str]:
        self._get(key)
        yield key

    async def delete(self, key: BlobKey) -> None:
        self.blobs.pop(key, None)

    def _get(self, key: BlobKey) -> bytes:
        if key not in self.blobs:
            raise NotFound(what="blob", ref=key)
        return self.blobs[key]


@dataclass
class FakeMedia:
    """Makes bytes that name what they stand for. ``trouble`` is what the n-th call raises."""

    store: MemoryStore
    probed: Probe = field(default_factory=a_probe)
    found: Signals = field(default_factory=some_signals)
    trouble: dict[str, BaseException] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    orders: list[ClipOrder] = field(default_factory=list)
    resumed_from: tuple[BlobKey, ...] = ()

    async def probe(self, source: BlobKey) -> Probe:
        self._called("probe")
        return self.probed

    async def analyse(
        self, source: BlobKey, *, done: Sequence[BlobKey], on_part: OnPart, on_progress: Progress
    ) -> Analysis:
        self.resumed_from = tuple(done)
        await on_part(self.store.keep(f"part {source}".encode()))
        self._called("analyse")
        await on_progress(1.0)
        return Analysis(signals=self.found, kept=self.store.keep(f"signals {source}".encode()))

    async def signals(self, kept: BlobKey) -> Signals:
        await self.store.size(kept)
        return self.found

    async def make(self, source: BlobKey, order: ClipOrder, *, on_progress: Progress) -> MadeClip:
        self._called("make")
        await on_progress(0.5)
        self.orders.append(order)
        what = f"{source} {order.span.start_ms}-{order.span.end_ms}"
        pictures = tuple(
            MadePicture(blob=self._kept(f"{what} {picture}"), poster=self._kept(f"{what} poster"))
            for picture in order.pictures
        )
        return MadeClip(files=self._files(what) if order.clip else None, pictures=pictures)

    async def contact_sheet(self, posters: Sequence[BlobKey]) -> Blob:
        self._called("contact_sheet")
        return self._kept(" ".join(["sheet", *posters]))

    def _files(self, what: str) -> ClipFiles:
        return ClipFiles(
            blob=self._kept(f"{what} clip"),
            poster=self._kept(f"{what} poster"),
            preview=self._kept(f"{what} preview"),
        )

    def _kept(self, what: str) -> Blob:
        return self.store.keep(what.encode())

    def _called(self, name: str) -> None:
        assert self.store.database.open_blocks == 0
        self.calls.append(name)
        nth = f"{name} {self.calls.count(name)}"
        if nth in self.trouble:
            raise self.trouble[nth]


@dataclass
class FakeTranscriber:
    """Hears the same words in everything, or fails with ``trouble``."""

    database: MemoryDatabase
    transcript: Transcript = field(default_factory=a_transcript)
    trouble: BaseException | None = None

    async def transcribe(self, source: BlobKey, *, on_progress: Progress) -> Transcript:
        assert self.database.open_blocks == 0
        await on_progress(1.0)
        if self.trouble:
            raise self.trouble
        return self.transcript


@dataclass
class FakePlatform:
    """A platform with a truth of its own: what is in ``posts`` is public.

    ``trouble`` holds what the n-th call of a kind raises; with ``arrives`` the post is public all
    the same, as when only the answer was lost. ``outcome`` is how a new post stands at first.
    """

    database: MemoryDatabase
    posts: dict[str, Sighting] = field(default_factory=dict)
    trouble: dict[str, BaseException] = field(default_factory=dict)
    arrives: bool = False
    outcome: Stage = Stage.LIVE
    numbers: dict[str, float] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    async def authenticate(self, account: Account) -> Identity:
        self._called("authenticate")
        return Identity(external_id=account.external_id, handle=account.handle)

    async def preflight(self, post: Post) -> Standing:
        self._called("preflight")
        return Standing(handle=post.account.handle, privacy=tuple(Privacy))

    async def begin(self, post: Post) -> Begun:
        self._called("begin")
        number = self.calls.count("begin")
        return Begun(handle=f"session-{number}", reference=f"reference-{number}")

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        self._called("upload")
        await on_progress(1.0)

    async def publish(self, handle: str, post: Post) -> Sighting:
        if self.arrives:
            self._publish(handle)
        self._called("publish")
        return self._publish(handle)

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        self._called("status")
        return self.posts.get(handle, Sighting(stage=Stage.NOTHING))

    async def find(self, post: Post, *, since: datetime, known: Sequence[str]) -> Sighting | None:
        self._called("find")
        return next((one for one in self.posts.values() if one.stage is Stage.LIVE), None)

    async def look_after(self, post: Post, external_id: str) -> Sighting:
        self._called("look_after")
        for sighting in self.posts.values():
            if sighting.external_id == external_id:
                return sighting
        return Sighting(stage=Stage.REMOVED, external_id=external_id)

    async def metrics(self, account: Account, external_ids: Sequence[str]) -> Mapping[str, Metrics]:
        self._called("metrics")
        return {id_: Metrics(values=dict(self.numbers)) for id_ in external_ids if self.numbers}

    async def delete(self, account: Account, external_id: str) -> None:
        self._called("delete")
        self.posts = {h: s for h, s in self.posts.items() if s.external_id != external_id}

    def _publish(self, handle: str) -> Sighting:
        made = Sighting(
            stage=self.outcome, external_id=f"v-{handle}", url=f"https://example.org/{handle}"
        )
        return self.posts.setdefault(handle, made)

    def _called(self, name: str) -> None:
        assert self.database.open_blocks == 0, "the platform was called inside a transaction"
        self.calls.append(name)
        nth = f"{name} {self.calls.count(name)}"
        if nth in self.trouble:
            raise self.trouble[nth]
