"""Pictures of a clip: the wanted shape and place, usual rates, captions, posters, a preview."""

import asyncio
import resource
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from domain.captions import Card
from domain.framing import Framing, Position, Scene
from domain.media import Span, Word
from domain.platforms import Aspect, Platform
from domain.rendering import Picture
from domain.video import MediaRefused
from integrations.media.lettering import CaptionTrack, write
from integrations.media.probe import inspect
from integrations.media.verify import check_clip
from tests.integrations.media.making import (
    beeps_of,
    flash_and_beep,
    flashes_of,
    lavfi,
    made,
    make,
    numbered,
)

BARS = 8
"""The test picture's vertical stripes, from black to white."""


def _striped(path: Path, *, size: str = "640x360", rate: str = "25", seconds: int = 3) -> Path:
    width = size.split("x")[0]
    grey = f"16+floor(X*{BARS}/{width})*28"
    return make(
        path, *lavfi(f"color=black:s={size}:r={rate}:d={seconds},geq=lum='{grey}':cb=128:cr=128"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )  # fmt: skip


def _whole(span: Span, aspect: Aspect = Aspect.VERTICAL) -> Picture:
    framing = Framing(aspect=aspect, scenes=(Scene(span=span),))
    return Picture(platforms=(Platform.YOUTUBE,), framing=framing)


def _cropped(aspect: Aspect, *scenes: Scene) -> Picture:
    return Picture(platforms=(Platform.YOUTUBE,), framing=Framing(aspect=aspect, scenes=scenes))


def _grey(path: str) -> list[np.ndarray]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def _stripe(picture: np.ndarray, x: float = 0.5) -> float:
    """Which stripe stands there, in parts of one where an edge runs through."""
    height, width = picture.shape
    column = picture[height // 2 - 20 : height // 2 + 20, int(x * width)]
    return (float(column.mean()) * 219 / 255 + 16 - 16) / 28


@pytest.mark.parametrize(
    ("size", "rate", "aspect", "wanted"),
    [
        ("320x180", "30", Aspect.VERTICAL, 30),
        ("180x320", "90", Aspect.VERTICAL, 60),
        ("200x200", "10", Aspect.WIDE, 30),
        ("180x320", "25", Aspect.SQUARE, 25),
        ("320x180", "24000/1001", Aspect.PORTRAIT, 24000 / 1001),
    ],
)
async def test_any_shape_and_rate_fills_the_platforms_frame(
    tmp_path: Path, size: str, rate: str, aspect: Aspect, wanted: float
) -> None:
    source = _striped(tmp_path / "a.mp4", size=size, rate=rate, seconds=2)
    span = Span(start_ms=200, end_ms=1_300)

    files = await made(source, span, clip=False, pictures=[_whole(span, aspect)])

    assert (files.clip, files.poster, files.preview) == (None, None, None)
    picture = files.pictures[0]
    probe = (await inspect(picture.path)).probe
    assert (probe.width, probe.height) == aspect.size
    assert float(probe.frame_rate) == pytest.approx(wanted, abs=0.01)
    assert (probe.video_codec, probe.audio_codec) == ("h264", "aac")
    assert (await check_clip(picture.path, 1_100)).ok
    assert Image.open(picture.poster).size == aspect.size


async def test_a_crop_moves_from_position_to_position_and_jumps_between_scenes(
    tmp_path: Path,
) -> None:
    source = _striped(tmp_path / "a.mp4")
    span, share = Span(start_ms=0, end_ms=2_000), 9 / 16 * 9 / 16
    moving = Scene(
        span=Span(start_ms=0, end_ms=1_000), width=share, height=1.0,
        path=(Position(at_ms=0, x=0.2, y=0.5), Position(at_ms=1_000, x=0.8, y=0.5)),
    )  # fmt: skip
    standing = Scene(
        span=Span(start_ms=1_000, end_ms=2_000), width=share, height=1.0,
        path=(Position(at_ms=1_500, x=1 / BARS * 3.5, y=0.5),),
    )  # fmt: skip
    picture = _cropped(Aspect.VERTICAL, moving, standing)

    files = await made(source, span, clip=False, pictures=[picture])

    stripes = [_stripe(shown) for shown in _grey(files.pictures[0].path)]
    for frame in (2, 6, 12, 20):
        wanted = int((0.2 + 0.6 * frame / 25) * BARS)
        assert stripes[frame] == pytest.approx(wanted, abs=1.01)
    assert np.diff(stripes[:25]).min() > -0.1
    assert stripes[25:] == pytest.approx([3] * 25, abs=0.2)


async def test_scenes_with_and_without_a_crop_follow_each_other_to_the_picture(
    tmp_path: Path,
) -> None:
    source = _striped(tmp_path / "a.mp4")
    span = Span(start_ms=0, end_ms=2_000)
    close = (Position(at_ms=0, x=1 / BARS * 6.5, y=0.5),)
    scenes = (
        Scene(span=Span(start_ms=0, end_ms=800)),
        Scene(span=Span(start_ms=800, end_ms=1_400), width=0.1, height=0.1 * 16 / 9, path=close),
        Scene(span=Span(start_ms=1_400, end_ms=2_000)),
    )

    files = await made(source, span, clip=False, pictures=[_cropped(Aspect.SQUARE, *scenes)])

    left = [_stripe(shown, 0.02) for shown in _grey(files.pictures[0].path)]
    assert left == pytest.approx([0] * 20 + [6] * 15 + [0] * 15, abs=0.3)


async def test_a_whole_picture_stands_over_its_own_darker_blur(tmp_path: Path) -> None:
    source = _striped(tmp_path / "a.mp4", seconds=1)
    span = Span(start_ms=0, end_ms=1_000)

    files = await made(source, span, clip=False, pictures=[_whole(span)])

    picture = _grey(files.pictures[0].path)[10]
    inside, above = picture[1900 // 2], picture[200]
    assert inside[-40:].mean() > 200 > above[-40:].mean() > 40
    assert np.abs(np.diff(above.astype(int))).max() < 8


async def test_captions_stand_where_they_belong_and_posters_have_none(tmp_path: Path) -> None:
    source = make(
        tmp_path / "black.mp4", *lavfi("color=black:s=320x180:r=25:d=2"), "-c:v", "libx264"
    )
    band = make(
        tmp_path / "band.mov", *lavfi("color=white:s=200x100:r=25:d=2,format=rgba"), "-vf",
        "colorchannelmixer=aa=1", "-c:v", "qtrle",
    )  # fmt: skip
    track = CaptionTrack(path=str(band), x=400, y=1200, width=200, height=100, left_out=0)
    span = Span(start_ms=500, end_ms=1_500)

    files = await made(source, span, pictures=[_whole(span)], captions=[track])

    picture = _grey(files.pictures[0].path)[5]
    assert picture[1210:1290, 410:590].min() > 220
    assert picture[:1190].max() < 30
    assert np.asarray(Image.open(files.pictures[0].poster)).max() < 30


async def test_the_poster_is_the_wanted_moment_and_the_preview_is_short_and_small(
    tmp_path: Path,
) -> None:
    source = make(
        tmp_path / "noise.mp4", *lavfi("color=gray:s=640x360:r=25:d=5,noise=alls=100:allf=t"),
        *("-vf", "drawbox=color=white:t=fill:enable='eq(n,75)'"),
        *("-c:v", "libx264", "-preset", "ultrafast"),
    )  # fmt: skip

    files = await made(source, Span(start_ms=1_000, end_ms=5_000))

    assert files.poster and files.preview
    with Image.open(files.poster) as poster:
        assert poster.size == (640, 360)
        assert np.asarray(poster).mean() > 250
    with Image.open(files.preview) as preview:
        assert (preview.format, getattr(preview, "n_frames", 1)) == ("WEBP", 24)
    assert Path(files.preview).stat().st_size < 400_000


async def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    source = flash_and_beep(tmp_path / "flash.mp4", seconds=4)
    span = Span(start_ms=470, end_ms=3_300)

    files = await made(source, span, clip=False, pictures=[_whole(span)])

    path = files.pictures[0].path
    flashes, beeps = flashes_of(path), beeps_of(path)
    assert len(flashes) == len(beeps) == 3
    assert max(abs(a - b) for a, b in zip(flashes, beeps, strict=True)) < 0.017


async def test_colours_are_those_that_platforms_expect(tmp_path: Path) -> None:
    source = make(
        tmp_path / "old.mp4", *lavfi("color=0x4080c0:s=320x180:r=25:d=2,format=yuvj420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-colorspace", "smpte170m"),
    )  # fmt: skip
    span = Span(start_ms=0, end_ms=1_000)

    files = await made(source, span, pictures=[_whole(span)])

    for path in (files.clip, files.pictures[0].path):
        with av.open(str(path)) as container:
            codec = container.streams.video[0].codec_context
            frame = next(container.decode(video=0))
            assert (codec.color_range, codec.colorspace, codec.color_primaries) == (1, 1, 1)
            middle = frame.to_ndarray(format="rgb24")[frame.height // 2, frame.width // 2]
            assert middle == pytest.approx((0x40, 0x80, 0xC0), abs=6)
    poster = np.asarray(Image.open(str(files.poster)).convert("RGB"))
    assert poster[90, 160] == pytest.approx((0x40, 0x80, 0xC0), abs=6)


@pytest.mark.parametrize("clip", [True, False])
async def test_progress_goes_up_to_the_end(tmp_path: Path, clip: bool) -> None:
    source = _striped(tmp_path / "a.mp4", seconds=2)
    span, told = Span(start_ms=0, end_ms=1_500), [0.0]

    async def note(share: float) -> None:
        told.append(share)

    pictures = [_whole(span), _whole(span, Aspect.SQUARE)]
    await made(source, span, clip=clip, pictures=pictures, on_progress=note)

    assert told == sorted(told)
    assert told[-1] > 0.9


async def test_what_no_platform_takes_is_refused_before_any_work(tmp_path: Path) -> None:
    source = _striped(tmp_path / "a.mp4", seconds=2)
    span = Span(start_ms=0, end_ms=900)

    with pytest.raises(MediaRefused) as refused:
        await made(source, span, pictures=[_whole(span)])

    assert refused.value.values == {
        "reason": "clip_too_short", "platform": "YouTube", "seconds": 1
    }  # fmt: skip
    assert not list(source.with_name("made-0-900").iterdir())


async def test_captions_do_not_make_a_long_clip_pile_up_in_memory(tmp_path: Path) -> None:
    """Ten seconds of 1080x1920 are a gigabyte when they have to wait."""
    source = numbered(tmp_path / "a.mp4", seconds=10)
    span = Span(start_ms=0, end_ms=10_000)
    word = Word(span=Span(start_ms=8_000, end_ms=9_000), text="late")
    band = await write(
        [Card(words=(word,))],
        size=Aspect.VERTICAL.size,
        start_ms=0,
        end_ms=10_000,
        path=str(tmp_path / "captions.mov"),
    )

    peaks: list[int] = []
    watching = asyncio.create_task(_watch_memory(tmp_path, peaks))
    await made(source, span, pictures=[_whole(span)], captions=[band])
    watching.cancel()

    assert 0 < max(peaks) < 600 * 2**20


async def _watch_memory(folder: Path, found: list[int]) -> None:
    """Bytes that each program at work in the folder holds, again and again."""
    page = resource.getpagesize()
    while True:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(FileNotFoundError, ProcessLookupError):
                if str(folder).encode() in (process / "cmdline").read_bytes():
                    found.append(int((process / "statm").read_text().split()[1]) * page)
        await asyncio.sleep(0.05)
