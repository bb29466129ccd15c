"""Cuts: the right pictures, the right sound, from sources of every kind."""

import random
from fractions import Fraction
from pathlib import Path

import av
import pytest

from integrations.media.probe import inspect
from integrations.media.verify import check_clip
from tests.integrations.media.making import (
    beeps_of,
    clip_of,
    flash_and_beep,
    flashes_of,
    lavfi,
    make,
    numbered,
    numbered_unevenly,
    numbers_of,
    times_of,
)


@pytest.mark.parametrize(("rate", "name"), [("30", "a.mp4"), ("30000/1001", "b.mkv")])
async def test_random_spans_hold_exactly_their_pictures(
    tmp_path: Path, rate: str, name: str
) -> None:
    source = numbered(tmp_path / name, rate=rate)
    chance = random.Random(7)

    for _ in range(6):
        start = chance.randrange(0, 9_000)
        end = start + chance.randrange(1_000, 3_000)
        output = await clip_of(source, start, end)

        first, after = (round(Fraction(ms, 1000) * Fraction(rate)) for ms in (start, end))
        assert numbers_of(output) == list(range(first, after))
        assert (await check_clip(output, end - start)).ok


async def test_spans_that_touch_share_no_picture_and_lose_none(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.mp4", seconds=4)

    one = numbers_of(await clip_of(source, 500, 1_517))
    other = numbers_of(await clip_of(source, 1_517, 2_300))

    assert one + other == list(range(15, 69))


async def test_a_transport_stream_with_rare_keyframes_is_cut_exactly(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.ts", gop=250)

    output = await clip_of(source, 9_500, 11_000)

    assert numbers_of(output) == list(range(285, 330))


async def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    source = flash_and_beep(tmp_path / "flash.mp4")

    output = await clip_of(source, 1_470, 6_250)

    flashes, beeps = flashes_of(output), beeps_of(output)
    assert len(flashes) == len(beeps) == 5
    assert max(abs(a - b) for a, b in zip(flashes, beeps, strict=True)) < 0.01


async def test_where_the_source_has_no_sound_yet_there_is_silence(tmp_path: Path) -> None:
    source = make(
        tmp_path / "late.mkv",
        *lavfi("testsrc2=s=320x180:r=25"),
        *("-itsoffset", "2"),
        *lavfi("sine=frequency=440:sample_rate=48000"),
        *("-t", "5", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    )

    before = await clip_of(source, 200, 1_600)
    assert beeps_of(before) == []
    assert (await check_clip(before, 1_400)).ok

    across = await clip_of(source, 1_000, 4_000)
    assert beeps_of(across)[0] == pytest.approx(1.0, abs=0.03)
    assert (await check_clip(across, 3_000)).ok


async def test_uneven_pictures_keep_their_times_and_the_clip_its_length(tmp_path: Path) -> None:
    source = numbered_unevenly(tmp_path / "vfr.mkv", seconds=7)

    output = await clip_of(source, 1_000, 5_660)

    times = times_of(output)
    kept = [n for n in range(30, 170) if n % 90 < 30 or n % (2 if n % 90 < 60 else 4) == 0]
    assert numbers_of(output) == kept
    assert times[:-1] == pytest.approx([(n - 30) / 30 for n in kept], abs=0.002)
    assert times[-1] == pytest.approx(4.66, abs=0.002)
    assert (await check_clip(output, 4_660)).duration_ms == pytest.approx(4_660, abs=2)


async def test_a_picture_that_stands_long_is_cut_in_the_middle_of_its_time(
    tmp_path: Path,
) -> None:
    source = make(
        tmp_path / "slides.mkv", "-i", str(numbered(tmp_path / "a.mp4", seconds=6)),
        *("-vf", "select='lt(n,30)+eq(n,60)+gte(n,150)'", "-fps_mode", "vfr"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-an"),
    )  # fmt: skip

    output = await clip_of(source, 3_000, 4_500)

    assert numbers_of(output) == [60]
    assert times_of(output) == pytest.approx([0, 1.5], abs=0.002)


async def test_pictures_are_copied_where_nothing_needs_encoding(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.mp4", seconds=8)

    output = await clip_of(source, 50 * 1000 // 30 + 1, 5_000)

    assert numbers_of(output) == list(range(50, 150))
    assert _hashes(output) == _hashes(str(source))[50:150]
    assert (await check_clip(output, 3_333)).ok


async def test_encoded_pictures_are_not_those_of_the_source(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.mp4", seconds=3)

    output = await clip_of(source, 1_000, 2_000)

    assert numbers_of(output) == list(range(30, 60))
    assert _hashes(output) != _hashes(str(source))[30:60]


def _hashes(path: str) -> list[int]:
    with av.open(path) as container:
        return [hash(frame.to_ndarray().tobytes()) for frame in container.decode(video=0)]


@pytest.mark.parametrize(
    ("size", "options", "shown"),
    [
        ("321x181", (), (320, 180)),
        ("320x180", ("-vf", "setsar=2"), (640, 180)),
    ],
    ids=["odd sides", "wide pixels"],
)
async def test_any_shape_becomes_a_shape_that_plays_everywhere(
    tmp_path: Path, size: str, options: tuple[str, ...], shown: tuple[int, int]
) -> None:
    source = make(
        tmp_path / "shape.mkv", *lavfi(f"testsrc2=s={size}:r=25"), "-t", "2", *options,
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p"),
    )  # fmt: skip

    output = await clip_of(source, 0, 1_000)

    probe = (await inspect(output)).probe
    assert (probe.width, probe.height, probe.audio_codec) == (*shown, None)


async def test_a_turned_phone_video_is_cut_upright(tmp_path: Path) -> None:
    flat = make(
        tmp_path / "flat.mp4", *lavfi("testsrc2=s=320x180:r=25"), "-t", "2", "-c:v", "libx264"
    )
    source = make(tmp_path / "turned.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")

    output = await clip_of(source, 0, 1_000)

    probe = (await inspect(output)).probe
    assert (probe.width, probe.height, probe.rotation) == (180, 320, 0)


@pytest.mark.parametrize(
    "name",
    [
        "odd/hdr10-av1.mp4",
        "odd/mv_with_2_top_shots.mp4",
        "odd/sample_sef_slow_motion.mp4",
        "synthetic/fps1.mp4",
        "synthetic/fps240.mp4",
        "synthetic/it's odd, [brackets] & ünïcode 视频.mp4",
        "synthetic/ts_near_wrap.ts",
        "synthetic/video_starts_late_750ms.mp4",
        "synthetic/xvid.avi",
    ],
)
async def test_awkward_files_are_cut_within_a_frame(
    given_media: Path, tmp_path: Path, name: str
) -> None:
    source = tmp_path / Path(name).name
    source.symlink_to(given_media / name)

    output = await clip_of(source, 200, 1_200)

    check = await check_clip(output, 1_000)
    longest = max(check.frame_ms, 1000 / float((await inspect(str(source))).probe.frame_rate))
    assert abs(check.duration_ms - 1_000) <= longest + 1
