"""The media port: from blob to blob, and nothing left behind."""

import asyncio
from pathlib import Path

import pytest

from domain.clip import Look
from domain.errors import NotFound
from domain.media import Blob, Probe, Signals, Span, Transition, Word
from domain.platforms import Aspect, Platform
from domain.ports import Media
from domain.rendering import ClipOrder, Measured, order
from domain.video import MediaRefused
from integrations.media.adapter import FfmpegMedia
from integrations.media.sample import make_sample
from integrations.media.verify import check_clip
from integrations.storage import ObjectStore
from tests.build import a_probe, some_signals
from tests.integrations.media.making import chunks, nothing, numbered

MOST = 10**9


async def _stored(store: ObjectStore, path: Path) -> Blob:
    return await store.put(chunks(path), max_bytes=MOST)


def _programs_working_in(folder: Path) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _order(signals: Signals, probe: Probe, span: Span) -> ClipOrder:
    words = (Word(span=Span(start_ms=span.start_ms, end_ms=span.end_ms), text="¡Mañana! 🎉"),)
    known = Measured(probe=probe, signals=signals, words=words)
    looks = {
        Platform.YOUTUBE: Look(),
        Platform.TIKTOK: Look(),
        Platform.INSTAGRAM: Look(aspect=Aspect.SQUARE, captions=False),
    }
    return order(known, span, looks)


async def _nobody(_: Blob) -> None: ...


async def test_a_sample_goes_all_the_way(
    tmp_path: Path, scratch: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    port: Media = media
    await make_sample(str(tmp_path / "sample.mp4"), seconds=12)
    source = await _stored(store, tmp_path / "sample.mp4")

    probe = await port.probe(source.key)
    analysis = await port.analyse(source.key, done=(), on_part=_nobody, on_progress=nothing)
    wanted = _order(analysis.signals, probe, Span(start_ms=4_500, end_ms=7_500))
    made = await port.make(source.key, wanted, on_progress=nothing)
    sheet = await port.contact_sheet([made.pictures[0].poster.key] * 3)

    assert (probe.duration_ms, probe.width, probe.height) == (12_000, 1280, 720)
    cuts = [shot for shot in analysis.signals.shots if shot.begins is Transition.CUT]
    assert [cut.span.start_ms for cut in cuts] == [4_500, 11_000]
    assert await port.signals(analysis.kept.key) == analysis.signals
    assert made.files is not None
    assert len(made.pictures) == 2
    for blob in (made.files.blob, *(picture.blob for picture in made.pictures)):
        async with store.local_path(blob.key) as path:
            assert (await check_clip(path, 3_000)).ok
    for poster in (made.files.poster, sheet, *(picture.poster for picture in made.pictures)):
        async with store.local_path(poster.key) as path:
            assert Path(path).read_bytes().startswith(b"\xff\xd8\xff")
    assert list(scratch.iterdir()) == []


async def test_an_analysis_goes_on_after_the_parts_that_are_done(
    tmp_path: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    await make_sample(str(tmp_path / "sample.mp4"), seconds=10)
    source = await _stored(store, tmp_path / "sample.mp4")
    parts: list[Blob] = []

    async def keep(part: Blob) -> None:
        parts.append(part)

    first = await media.analyse(source.key, done=(), on_part=keep, on_progress=nothing)
    keys = [part.key for part in parts]
    again = await media.analyse(source.key, done=keys, on_part=keep, on_progress=nothing)

    assert again.signals == first.signals
    assert again.kept.key == first.kept.key
    assert len(parts) == len(keys)


async def test_signals_that_cannot_be_read_count_as_not_there(
    tmp_path: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    (tmp_path / "old").write_bytes(b"of another make")
    kept = await _stored(store, tmp_path / "old")

    with pytest.raises(NotFound):
        await media.signals(kept.key)


async def test_the_sample_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        await make_sample(str(tmp_path / name), seconds=6)

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


async def test_a_cancelled_render_kills_ffmpeg_and_leaves_nothing(
    tmp_path: Path, scratch: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    source = await _stored(store, numbered(tmp_path / "long.mp4", seconds=20))
    wanted = _order(some_signals(), await media.probe(source.key), Span(start_ms=0, end_ms=20_000))
    before = sorted(path for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    started = asyncio.Event()

    async def listen(_: float) -> None:
        started.set()

    task = asyncio.create_task(media.make(source.key, wanted, on_progress=listen))
    await started.wait()
    assert _programs_working_in(scratch)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(1):
            await task
    assert _programs_working_in(scratch) == []
    assert list(scratch.iterdir()) == []
    assert sorted(path for path in (tmp_path / "blobs").rglob("*") if path.is_file()) == before


async def test_a_refusal_leaves_nothing(
    tmp_path: Path, scratch: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    (tmp_path / "text.mp4").write_text("no video " * 100)
    source = await _stored(store, tmp_path / "text.mp4")

    wanted = _order(some_signals(), a_probe(), Span(start_ms=0, end_ms=3_000))
    with pytest.raises(MediaRefused, match="not a video"):
        await media.make(source.key, wanted, on_progress=nothing)

    assert list(scratch.iterdir()) == []
