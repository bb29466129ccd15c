"""What lies outside the database: files, media tools, the network, the platforms."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from domain.errors import DomainError
from domain.ids import BlobKey
from domain.media import Blob, Probe, Signals
from domain.rendering import ClipOrder, MadeClip
from domain.transcript import Transcript

Progress = Callable[[float], Awaitable[None]]
"""Told the share that is done, from 0 to 1."""


class TooBig(DomainError):
    """More bytes came than may be stored; nothing of them was kept."""

    code = "too_big"


class NoSpace(DomainError):
    """Not enough room on the disk for the work; it may be tried again later."""

    code = "no_space"


class DiskFull(NoSpace):
    """The room was used up while the work went on; nothing of it was kept."""

    code = "disk_full"


class Store(Protocol):
    """Keeps bytes under keys that it makes from their SHA-256. Memory use is bounded."""

    async def put(self, chunks: AsyncIterator[bytes], *, max_bytes: int) -> Blob:
        """Stores all or nothing. Raises TooBig, and whatever ``chunks`` raises."""
        ...

    async def size(self, key: BlobKey) -> int:
        """Raises NotFound."""
        ...

    def read(
        self, key: BlobKey, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """Raises NotFound at the first step."""
        ...

    def local_path(self, key: BlobKey) -> AbstractAsyncContextManager[str]:
        """A readable local file with the bytes, for as long as the block lasts."""
        ...

    async def delete(self, key: BlobKey) -> None:
        """Nothing happens when it is not there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """``kept`` is where the store keeps the signals."""

    signals: Signals
    kept: Blob


OnPart = Callable[[Blob], Awaitable[None]]
"""Told where a part of a long piece of work is kept, so that it need not be done again."""


class Media(Protocol):
    """Measures and renders. Every call can be cancelled, and then leaves nothing behind.

    All raise MediaRefused for a file that cannot be used, and NoSpace.
    """

    async def probe(self, source: BlobKey) -> Probe: ...

    async def analyse(
        self, source: BlobKey, *, done: Sequence[BlobKey], on_part: OnPart, on_progress: Progress
    ) -> Analysis:
        """One pass over the video, beginning after the parts that are ``done``."""
        ...

    async def signals(self, kept: BlobKey) -> Signals:
        """What an analysis found. Raises NotFound."""
        ...

    async def make(self, source: BlobKey, order: ClipOrder, *, on_progress: Progress) -> MadeClip:
        """Everything of one span out of one reading of the source: to the frame, with sound."""
        ...

    async def contact_sheet(self, posters: Sequence[BlobKey]) -> Blob:
        """One JPEG with all of the posters, in their order."""
        ...


class TranscriberUnavailable(Exception):
    """Nobody could hear the words now. The message is a reason: its text is
    ``transcriber.<reason>``."""


class Transcriber(Protocol):
    async def transcribe(self, source: BlobKey, *, on_progress: Progress) -> Transcript:
        """The words of a video that has sound. Raises TranscriberUnavailable,
        MediaRefused, NoSpace."""
        ...


class Fetcher(Protocol):
    def fetch(self, source: str) -> AsyncIterator[bytes]:
        """The bytes behind a public URL, or of the file with that bare name in the inbox folder.

        Raises MediaRefused for addresses that may not be asked, too many redirects, silence,
        answers that are not a file, and names that are not in the inbox.
        """
        ...


class PasswordHasher(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hash_: str) -> bool: ...
