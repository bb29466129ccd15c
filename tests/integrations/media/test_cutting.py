"""Cuts: the right pictures, the right sound, from sources of every kind."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from domain.media import Span
from integrations.media.cutting import cut
from integrations.media.probe import inspect
from integrations.media.verify import check_clip
from tests.integrations.media.making import (
    FFMPEG,
    beeps_of,
    flash_and_beep,
    flashes_of,
    lavfi,
    make,
    nothing,
    numbered,
    numbers_of,
)


async def _cut(source: Path, start_ms: int, end_ms: int) -> str:
    output = source.with_name("cut.mp4")
    span = Span(start_ms=start_ms, end_ms=end_ms)
    inspection = await inspect(str(source))
    await cut(FFMPEG, str(source), inspection, span, str(output), on_progress=nothing)
    return str(output)


@pytest.mark.parametrize(("rate", "name"), [("30", "a.mp4"), ("30000/1001", "b.mkv")])
async def test_random_spans_hold_exactly_their_pictures(
    tmp_path: Path, rate: str, name: str
) -> None:
    source = numbered(tmp_path / name, rate=rate)
    chance = random.Random(7)

    for _ in range(6):
        start = chance.randrange(0, 9_000)
        end = start + chance.randrange(1_000, 3_000)
        output = await _cut(source, start, end)

        first, after = (round(Fraction(ms, 1000) * Fraction(rate)) for ms in (start, end))
        assert numbers_of(output) == list(range(first, after))
        assert (await check_clip(output, end - start)).ok


async def test_spans_that_touch_share_no_picture_and_lose_none(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.mp4", seconds=4)

    one = numbers_of(await _cut(source, 500, 1_517))
    other = numbers_of(await _cut(source, 1_517, 2_300))

    assert one + other == list(range(15, 69))


async def test_a_transport_stream_with_rare_keyframes_is_cut_exactly(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.ts", gop=250)

    output = await _cut(source, 9_500, 11_000)

    assert numbers_of(output) == list(range(285, 330))


async def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    source = flash_and_beep(tmp_path / "flash.mp4")

    output = await _cut(source, 1_470, 6_250)

    flashes, beeps = flashes_of(output), beeps_of(output)
    assert len(flashes) == len(beeps) == 5
    assert max(abs(a - b) for a, b in zip(flashes, beeps, strict=True)) < 0.022


async def test_where_the_source_has_no_sound_yet_there_is_silence(tmp_path: Path) -> None:
    source = make(
        tmp_path / "late.mkv",
        *lavfi("testsrc2=s=320x180:r=25"),
        *("-itsoffset", "2"),
        *lavfi("sine=frequency=440:sample_rate=48000"),
        *("-t", "5", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    )

    before = await _cut(source, 200, 1_600)
    assert beeps_of(before) == []
    assert (await check_clip(before, 1_400)).ok

    across = await _cut(source, 1_000, 4_000)
    assert beeps_of(across)[0] == pytest.approx(1.0, abs=0.03)
    assert (await check_clip(across, 3_000)).ok


async def test_changing_frame_rates_keep_their_times(tmp_path: Path) -> None:
    source = make(
        tmp_path / "vfr.mkv",
        *lavfi("testsrc2=s=320x180:r=30"),
        *lavfi("sine=frequency=440:sample_rate=48000"),
        *("-vf", "select='if(lt(t,2),1,not(mod(n,3)))'", "-fps_mode", "vfr"),
        *("-t", "6", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    )

    output = await _cut(source, 1_000, 4_000)

    check = await check_clip(output, 3_000)
    assert abs(check.duration_ms - 3_000) <= 101
    assert check.av_offset_ms <= 101


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

    output = await _cut(source, 0, 1_000)

    probe = (await inspect(output)).probe
    assert (probe.width, probe.height, probe.audio_codec) == (*shown, None)


async def test_a_turned_phone_video_is_cut_upright(tmp_path: Path) -> None:
    flat = make(
        tmp_path / "flat.mp4", *lavfi("testsrc2=s=320x180:r=25"), "-t", "2", "-c:v", "libx264"
    )
    source = make(tmp_path / "turned.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")

    output = await _cut(source, 0, 1_000)

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

    output = await _cut(source, 200, 1_200)

    check = await check_clip(output, 1_000)
    longest = max(check.frame_ms, 1000 / float((await inspect(str(source))).probe.frame_rate))
    assert abs(check.duration_ms - 1_000) <= longest + 1
