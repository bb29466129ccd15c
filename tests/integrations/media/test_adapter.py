"""The media port: from blob to blob, and nothing left behind."""

import asyncio
from pathlib import Path

import av
import numpy as np
import pytest

from domain.media import Blob, Span
from domain.platforms import Platform
from domain.ports import Media
from domain.video import MediaRefused
from integrations.media.adapter import FfmpegMedia
from integrations.media.sample import make_sample
from integrations.media.verify import check_clip
from integrations.storage import ObjectStore
from tests.integrations.media.making import chunks, lavfi, make, nothing, numbered

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


async def test_a_sample_goes_all_the_way(
    tmp_path: Path, scratch: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    port: Media = media
    await make_sample(str(tmp_path / "sample.mp4"), seconds=12)
    source = await _stored(store, tmp_path / "sample.mp4")

    probe = await port.probe(source.key)
    signals = await port.analyse(source.key, on_progress=nothing)
    clip = await port.cut(source.key, Span(start_ms=4_500, end_ms=7_500), on_progress=nothing)
    variant = await port.render(clip.key, platform=Platform.YOUTUBE, on_progress=nothing)
    poster = await port.poster(variant.key)

    assert (probe.duration_ms, probe.width, probe.height) == (12_000, 1280, 720)
    assert [shot.span.start_ms for shot in signals.shots] == [0, 4_500, 11_000]
    async with store.local_path(variant.key) as path:
        assert (await check_clip(path, 3_000)).ok
    async with store.local_path(poster.key) as path:
        assert Path(path).read_bytes().startswith(b"\xff\xd8\xff")
    assert list(scratch.iterdir()) == []


async def test_the_sample_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        await make_sample(str(tmp_path / name), seconds=6)

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


async def test_a_poster_is_neither_black_nor_sideways(
    tmp_path: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    made = make(
        tmp_path / "dark.mp4",
        *lavfi("testsrc2=s=320x180:r=25,drawbox=c=black:t=fill:enable='lt(t,3)'"),
        *("-t", "4", "-c:v", "libx264", "-g", "25", "-preset", "ultrafast"),
    )
    turned = make(tmp_path / "up.mp4", "-display_rotation", "90", "-i", str(made), "-c", "copy")
    source = await _stored(store, turned)

    poster = await media.poster(source.key)

    async with store.local_path(poster.key) as path:
        with av.open(path) as container:
            picture = next(container.decode(video=0)).to_ndarray(format="gray")
    assert picture.shape == (320, 180)
    assert float(np.mean(picture)) > 50


async def test_a_cancelled_render_kills_ffmpeg_and_leaves_nothing(
    tmp_path: Path, scratch: Path, store: ObjectStore, media: FfmpegMedia
) -> None:
    source = await _stored(store, numbered(tmp_path / "long.mp4", seconds=20))
    before = sorted(path for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    started = asyncio.Event()

    async def listen(_: float) -> None:
        started.set()

    task = asyncio.create_task(
        media.render(source.key, platform=Platform.TIKTOK, on_progress=listen)
    )
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

    with pytest.raises(MediaRefused, match="not a video"):
        await media.cut(source.key, Span(start_ms=0, end_ms=1_000), on_progress=nothing)

    assert list(scratch.iterdir()) == []
