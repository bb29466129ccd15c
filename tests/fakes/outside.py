"""The outside in memory: a store, media tools and a platform that can be told to misbehave.

Each asserts that no block is open while it is called.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from domain.errors import NotFound
from domain.ids import BlobKey
from domain.media import Blob, Probe, Signals
from domain.ports import (
    Analysis,
    OnPart,
    Progress,
    Receipt,
    TooBig,
)
from domain.publication import Post
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
    the same, as when only the answer was lost.
    """

    database: MemoryDatabase
    posts: dict[str, Receipt] = field(default_factory=dict)
    trouble: dict[str, BaseException] = field(default_factory=dict)
    arrives: bool = False
    calls: list[str] = field(default_factory=list)

    async def begin(self, post: Post) -> str:
        self._called("begin")
        return f"session-{self.calls.count('begin')}"

    async def upload(
        self, handle: str, post: Post, media: BlobKey, *, on_progress: Progress
    ) -> Receipt:
        if self.arrives:
            self._publish(handle)
        self._called("upload")
        await on_progress(1.0)
        return self._publish(handle)

    async def look(self, handle: str, post: Post) -> Receipt | None:
        self._called("look")
        return self.posts.get(handle)

    def _publish(self, handle: str) -> Receipt:
        made = Receipt(external_id=f"v-{handle}", url=f"https://example.org/{handle}")
        return self.posts.setdefault(handle, made)

    def _called(self, name: str) -> None:
        assert self.database.open_blocks == 0, "the platform was called inside a transaction"
        self.calls.append(name)
        nth = f"{name} {self.calls.count(name)}"
        if nth in self.trouble:
            raise self.trouble[nth]
