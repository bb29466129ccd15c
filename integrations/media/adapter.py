"""The media port over ffmpeg and PyAV: from blob to blob through a private folder."""

import asyncio
import errno
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog

from domain.ids import BlobKey
from domain.media import Blob, Probe, Signals, Span
from domain.platforms import LIMITS, Platform
from domain.ports import Progress, Store
from domain.video import MAX_BYTES, MediaRefused
from integrations.media.analysis import analyse
from integrations.media.children import ChildFailed, nobody
from integrations.media.cutting import cut
from integrations.media.ffmpeg import FfmpegFailed, find_ffmpeg
from integrations.media.poster import make_poster
from integrations.media.probe import Inspection, inspect
from integrations.media.process import TookTooLong
from integrations.media.variants import render_variant

_CHUNK: Final = 1024 * 1024
_NO_SPACE: Final = "No space left on device"

Work = Callable[[str, Inspection, str], Awaitable[None]]
"""Makes the output (third) from the source (first)."""


class FfmpegMedia:
    """``folder`` is where half-made files lie; without it, the machine's own place for them."""

    def __init__(
        self, store: Store, *, ffmpeg: str | None = None, folder: Path | None = None
    ) -> None:
        self._store = store
        self._ffmpeg = find_ffmpeg(ffmpeg)
        self._folder = folder

    async def probe(self, source: BlobKey) -> Probe:
        async with self._store.local_path(source) as path:
            with _refusing():
                return (await inspect(path)).probe

    async def analyse(self, source: BlobKey, *, on_progress: Progress) -> Signals:
        async with self._store.local_path(source) as path:
            with _refusing():
                inspection = await inspect(path)
                return await analyse(self._ffmpeg, path, inspection, on_progress=on_progress)

    async def cut(self, source: BlobKey, span: Span, *, on_progress: Progress) -> Blob:
        async def work(path: str, inspection: Inspection, output: str) -> None:
            await cut(self._ffmpeg, path, inspection, span, output, on_progress=on_progress)

        return await self._make(source, "clip.mp4", work, max_bytes=MAX_BYTES)

    async def render(self, source: BlobKey, *, platform: Platform, on_progress: Progress) -> Blob:
        limits = LIMITS[platform]

        async def work(path: str, inspection: Inspection, output: str) -> None:
            await render_variant(
                self._ffmpeg, path, inspection, limits, output, on_progress=on_progress
            )

        return await self._make(source, "variant.mp4", work, max_bytes=limits.max_bytes)

    async def poster(self, source: BlobKey) -> Blob:
        async def work(path: str, inspection: Inspection, output: str) -> None:
            await make_poster(self._ffmpeg, path, inspection, output, on_progress=nobody)

        return await self._make(source, "poster.jpg", work, max_bytes=MAX_BYTES)

    async def _make(self, source: BlobKey, name: str, work: Work, *, max_bytes: int) -> Blob:
        with tempfile.TemporaryDirectory(prefix="stakazo-media-", dir=self._folder) as folder:
            output = Path(folder, name)
            async with self._store.local_path(source) as path:
                with _refusing():
                    await work(path, await inspect(path), str(output))
            return await self._store.put(_chunks(output), max_bytes=max_bytes)


@contextmanager
def _refusing() -> Iterator[None]:
    """What the tools say goes to the log; people get a sentence that they can act on."""
    try:
        yield
    except TookTooLong as error:
        raise MediaRefused("took_too_long") from error
    except (FfmpegFailed, ChildFailed) as error:
        if _NO_SPACE in str(error):
            raise OSError(errno.ENOSPC, _NO_SPACE) from error
        structlog.get_logger().warning("media_tool_failed", error=str(error))
        raise MediaRefused("broken") from error


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
