"""The media port over ffmpeg and PyAV: from blob to blob through a private folder."""

import asyncio
import errno
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Final

import structlog

from domain.errors import NotFound
from domain.ids import BlobKey
from domain.media import Blob, Probe, Signals
from domain.ports import Analysis, OnPart, Progress, Store
from domain.rendering import ClipFiles, ClipOrder, MadeClip, MadePicture, Picture
from domain.video import MAX_BYTES, MediaRefused
from integrations.media.analysis import analyse
from integrations.media.children import ChildFailed
from integrations.media.columns import DamagedColumns
from integrations.media.cutting import Source
from integrations.media.ffmpeg import FfmpegFailed, find_ffmpeg
from integrations.media.lettering import CaptionTrack, write
from integrations.media.making import MadeFiles, make
from integrations.media.probe import Inspection, inspect
from integrations.media.process import TookTooLong, ran_out_of_memory
from integrations.media.room import encoded_bytes
from integrations.media.sheet import make_sheet
from integrations.media.signals_file import pack_signals, unpack_signals
from integrations.media.workshop import Workshop

_CHUNK: Final = 1024 * 1024
_NO_SPACE: Final = "No space left on device"
_MOST_BITS_PER_S: Final = 16_000_000
"""Of a clip or a picture, with its sound."""
_REMEMBERED: Final = 64
_SHEET_BYTES: Final = 20 * 10**6


class FfmpegMedia:
    def __init__(self, store: Store, workshop: Workshop, *, ffmpeg: str | None = None) -> None:
        self._store = store
        self._workshop = workshop
        self._ffmpeg = find_ffmpeg(ffmpeg)
        self._inspected: dict[BlobKey, Inspection] = {}

    async def probe(self, source: BlobKey) -> Probe:
        async with self._store.local_path(source) as path:
            with _refusing():
                return (await self._inspect(source, path)).probe

    async def analyse(
        self, source: BlobKey, *, done: Sequence[BlobKey], on_part: OnPart, on_progress: Progress
    ) -> Analysis:
        async def keep(part: bytes) -> None:
            await on_part(await self._keep(part))

        earlier = [await self._read(key) for key in done]
        async with self._store.local_path(source) as path, self._workshop.turn():
            with _refusing():
                inspection = await self._inspect(source, path)
                signals = await analyse(
                    path, inspection, done=earlier, on_part=keep, on_progress=on_progress
                )
        kept = await self._keep(await asyncio.to_thread(pack_signals, signals))
        return Analysis(signals=signals, kept=kept)

    async def signals(self, kept: BlobKey) -> Signals:
        try:
            return await asyncio.to_thread(unpack_signals, await self._read(kept))
        except DamagedColumns as error:
            raise NotFound(what="signals", ref=kept) from error

    async def make(self, source: BlobKey, order: ClipOrder, *, on_progress: Progress) -> MadeClip:
        async with AsyncExitStack() as stack:
            path = await stack.enter_async_context(self._store.local_path(source))
            bench = await stack.enter_async_context(self._workshop.bench(_most_bytes(order)))
            with _refusing():
                inspection = await self._inspect(source, path)
                made = await make(
                    Source(binary=self._ffmpeg, path=path, inspection=inspection),
                    order,
                    str(bench),
                    captions=await _captions(order, bench),
                    on_progress=on_progress,
                )
            return await self._stored(made)

    async def contact_sheet(self, posters: Sequence[BlobKey]) -> Blob:
        async with AsyncExitStack() as stack:
            paths = [
                await stack.enter_async_context(self._store.local_path(key)) for key in posters
            ]
            bench = await stack.enter_async_context(self._workshop.bench(_SHEET_BYTES))
            with _refusing():
                await make_sheet(paths, str(bench / "sheet.jpg"))
            return await self._put(bench / "sheet.jpg")

    async def _inspect(self, source: BlobKey, path: str) -> Inspection:
        """Looked at once for all clips of a video: bytes under a key never change."""
        known = self._inspected.get(source)
        if known is None:
            known = self._inspected[source] = await inspect(path)
            if len(self._inspected) > _REMEMBERED:
                self._inspected.pop(next(iter(self._inspected)))
        return known

    async def _stored(self, made: MadeFiles) -> MadeClip:
        files = None
        if made.clip and made.poster and made.preview:
            files = ClipFiles(
                blob=await self._put(made.clip),
                poster=await self._put(made.poster),
                preview=await self._put(made.preview),
            )
        pictures = [
            MadePicture(blob=await self._put(one.path), poster=await self._put(one.poster))
            for one in made.pictures
        ]
        return MadeClip(files=files, pictures=tuple(pictures))

    async def _put(self, path: Path | str) -> Blob:
        return await self._store.put(_chunks(Path(path)), max_bytes=MAX_BYTES)

    async def _keep(self, data: bytes) -> Blob:
        async def whole() -> AsyncIterator[bytes]:
            yield data

        return await self._store.put(whole(), max_bytes=MAX_BYTES)

    async def _read(self, key: BlobKey) -> bytes:
        return b"".join([chunk async for chunk in self._store.read(key)])


def _most_bytes(order: ClipOrder) -> int:
    """Twice the files: they lie here, and then in the store."""
    files = order.clip + len(order.pictures)
    return 2 * files * encoded_bytes(order.span.duration_ms, bits_per_s=_MOST_BITS_PER_S)


async def _captions(order: ClipOrder, bench: Path) -> list[CaptionTrack | None]:
    async def written(number: int, picture: Picture) -> CaptionTrack | None:
        return await write(
            picture.cards,
            size=picture.framing.aspect.size,
            start_ms=order.span.start_ms,
            end_ms=order.span.end_ms,
            path=str(bench / f"captions-{number}.mov"),
        )

    return [await written(number, picture) for number, picture in enumerate(order.pictures)]


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
        if ran_out_of_memory(str(error)):
            raise MediaRefused("too_heavy") from error
        structlog.get_logger().warning("media_tool_failed", error=str(error))
        raise MediaRefused("broken") from error


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
