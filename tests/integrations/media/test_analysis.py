"""Signals: shots at their cuts, silences where it is quiet, loudness as the standard says."""

import asyncio
import json
from pathlib import Path

import pytest

from domain.media import Signals, Transition
from integrations.media.analysis import analyse
from integrations.media.parts import unpack_part
from integrations.media.probe import inspect
from integrations.media.stretches import STEP_MS
from tests.integrations.media.making import lavfi, make, nothing


async def unkept(_: bytes) -> None:
    """A part that nobody keeps."""


async def _analyse(path: Path) -> Signals:
    inspection = await inspect(str(path))
    return await analyse(str(path), inspection, done=(), on_part=unkept, on_progress=nothing)


def _three_shots(path: Path) -> Path:
    """Cuts at 2 s and 5 s, a flash of two pictures at 3.5 s; a pause from 3 s to 4 s."""
    return make(
        path,
        *lavfi("testsrc2=s=320x180:r=30:d=2"),
        *lavfi("mandelbrot=s=320x180:r=30"),
        *lavfi("smptebars=s=320x180:r=30:d=2"),
        *lavfi("sine=frequency=1000:sample_rate=48000:d=7"),
        "-filter_complex",
        "[1:v]trim=end_frame=90,setpts=PTS-STARTPTS,"
        "drawbox=c=white:t=fill:enable='between(n,45,46)'[m];"
        "[0:v][m][2:v]concat=n=3,fps=30[v];"
        "[3:a]volume=0:enable='between(t,3,4)'[a]",
        *("-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


def _long_enough_for_parts(path: Path) -> Path:
    """Thirteen seconds with a cut every 1.6 s, B-frames, and a beep every 0.75 s."""
    scenes = [f"color=c={name}:s=160x90:r=25:d=1.6,noise=alls=40" for name in (
        "red", "blue", "white", "green", "orange", "black", "yellow", "purple"
    )]  # fmt: skip
    inputs = [word for scene in scenes for word in lavfi(scene)]
    return make(
        path,
        *inputs,
        *lavfi("aevalsrc='0.4*sin(2*PI*700*t)*lt(mod(t,0.75),0.1)':s=48000:d=12.8"),
        *("-filter_complex", f"concat=n={len(scenes)}[v]", "-map", "[v]", "-map", f"{len(scenes)}"),
        *("-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "60"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


async def test_shots_begin_at_the_cuts_and_not_at_a_flash(tmp_path: Path) -> None:
    signals = await _analyse(_three_shots(tmp_path / "shots.mp4"))

    spans = [(shot.span.start_ms, shot.span.end_ms) for shot in signals.shots]
    assert spans == [(0, 2_000), (2_000, 5_000), (5_000, 7_000)]
    assert [shot.begins for shot in signals.shots] == [
        Transition.START,
        Transition.CUT,
        Transition.CUT,
    ]


async def test_a_pause_is_a_silence_and_a_still_picture_does_not_move(tmp_path: Path) -> None:
    signals = await _analyse(_three_shots(tmp_path / "shots.mp4"))

    (pause,) = signals.silences
    assert pause.start_ms == pytest.approx(3_000, abs=110)
    assert pause.end_ms == pytest.approx(4_000, abs=110)
    assert signals.shots[2].motion == pytest.approx(0, abs=0.005)
    assert signals.shots[1].motion > 0.01


async def test_there_is_one_value_for_each_step(tmp_path: Path) -> None:
    signals = await _analyse(_three_shots(tmp_path / "shots.mp4"))

    assert signals.step_ms == STEP_MS
    shares = (
        *(signals.motion, signals.brightness, signals.sharpness, signals.colourfulness),
        *(signals.focus_x, signals.focus_y),
    )
    assert {len(values) for values in (*shares, signals.loudness)} == {14}
    assert all(0 <= value <= 1 for values in shares for value in values)
    assert all(-70 <= value <= 0 for value in signals.loudness)


async def test_loudness_is_what_the_standard_says(tmp_path: Path) -> None:
    """A 1 kHz sine on both sides at -23 dBFS is -23 LUFS, by EBU Tech 3341."""
    source = make(
        tmp_path / "sine.mkv", *lavfi("testsrc2=s=160x90:r=10"),
        *lavfi("aevalsrc='0.0708*sin(2*PI*1000*t)|0.0708*sin(2*PI*1000*t)':s=48000"),
        *("-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le"),
    )  # fmt: skip

    signals = await _analyse(source)

    assert signals.loudness[1:-1] == pytest.approx((-23.0,) * 6, abs=0.2)
    assert signals.speech == ()


async def test_without_sound_all_is_quiet_and_nothing_is_a_silence(tmp_path: Path) -> None:
    source = make(
        tmp_path / "mute.mp4", *lavfi("testsrc2=s=160x90:r=10"), "-t", "3", "-c:v", "libx264"
    )

    signals = await _analyse(source)

    assert signals.loudness == (-70.0,) * 6
    assert signals.silences == ()


async def test_black_and_frozen_pictures_are_told(tmp_path: Path) -> None:
    source = make(
        tmp_path / "still.mp4",
        *lavfi("testsrc2=s=160x90:r=25:d=2"),
        *lavfi("color=black:s=160x90:r=25:d=1"),
        *lavfi("smptebars=s=160x90:r=25:d=3"),
        *("-filter_complex", "concat=n=3", "-c:v", "libx264", "-pix_fmt", "yuv420p"),
    )

    signals = await _analyse(source)

    assert [(span.start_ms, span.end_ms) for span in signals.black] == [(2_000, 3_000)]
    (frozen,) = signals.frozen
    assert frozen.start_ms == pytest.approx(3_000, abs=200)
    assert frozen.end_ms == 6_000


async def test_beeps_are_onsets_where_they_begin(tmp_path: Path) -> None:
    signals = await _analyse(_long_enough_for_parts(tmp_path / "parts.mp4"))

    beeps = [750 * count for count in range(1, 18)]
    assert [at for at in signals.onsets if at > 100] == pytest.approx(beeps, abs=20)


async def test_the_middle_of_what_moves_is_where_it_is_shown(tmp_path: Path) -> None:
    """A white square on the right moves up and down; the file says to turn the picture around."""
    upright = make(
        tmp_path / "upright.mp4",
        *lavfi("color=gray:s=320x180:r=25:d=2"),
        *lavfi("color=white:s=30x30:r=25:d=2"),
        *("-filter_complex", "overlay=x=260:y='75+50*sin(6*t)'"),
        *("-c:v", "libx264", "-pix_fmt", "yuv420p"),
    )
    turned = make(
        tmp_path / "turned.mp4", "-display_rotation", "180", "-i", str(upright), "-c", "copy"
    )

    signals, other = await _analyse(upright), await _analyse(turned)

    assert signals.focus_x[1] == pytest.approx(275 / 320, abs=0.05)
    assert other.focus_x[1] == pytest.approx(1 - 275 / 320, abs=0.05)


async def test_progress_grows_to_near_the_end(tmp_path: Path) -> None:
    source = str(_three_shots(tmp_path / "shots.mp4"))
    told: list[float] = []

    async def listen(share: float) -> None:
        told.append(share)

    await analyse(source, await inspect(source), done=(), on_part=unkept, on_progress=listen)

    assert told == sorted(told)
    assert told[-1] > 0.9


async def test_a_resumed_run_finds_the_same_and_measures_only_the_rest(tmp_path: Path) -> None:
    source = str(_long_enough_for_parts(tmp_path / "parts.mp4"))
    inspection = await inspect(source)
    parts: list[bytes] = []
    again: list[bytes] = []

    async def keep(part: bytes) -> None:
        parts.append(part)

    async def keep_again(part: bytes) -> None:
        again.append(part)

    whole = await analyse(source, inspection, done=(), on_part=keep, on_progress=nothing)
    resumed = await analyse(
        source, inspection, done=(parts[1], b"damaged"), on_part=keep_again, on_progress=nothing
    )

    assert len(parts) == 2
    assert [unpack_part(part).stretch for part in again] == [unpack_part(parts[0]).stretch]
    assert resumed == whole
    begins = [shot.span.start_ms for shot in whole.shots]
    assert begins == pytest.approx(range(0, 12_800, 1_600), abs=40)


async def test_cancelling_ends_it_soon(tmp_path: Path) -> None:
    source = make(
        tmp_path / "long.mp4", *lavfi("testsrc2=s=1280x720:r=30"), "-t", "20",
        *("-c:v", "libx264", "-preset", "ultrafast"),
    )  # fmt: skip
    begun = asyncio.Event()

    async def listen(_: float) -> None:
        begun.set()

    inspection = await inspect(str(source))
    work = asyncio.create_task(
        analyse(str(source), inspection, done=(), on_part=unkept, on_progress=listen)
    )
    await begun.wait()
    work.cancel()

    async with asyncio.timeout(2):
        with pytest.raises(asyncio.CancelledError):
            await work


async def test_most_hard_cuts_of_real_video_are_found(given_media: Path, tmp_path: Path) -> None:
    truth = json.loads((given_media / "gt" / "montage_720p.cuts.json").read_text())
    montage = str(given_media / "real" / "montage_720p.mp4")
    part = make(tmp_path / "part.mp4", "-t", "30", "-i", montage, "-c", "copy")

    signals = await _analyse(part)

    found = [shot.span.start_ms / 1000 for shot in signals.shots[1:]]
    hard = [cut["t"] for cut in truth["hard"] if cut["t"] < 29.5]
    unclear = [*truth["gradual"], *truth["ambiguous"]]
    missed = [cut for cut in hard if all(abs(cut - at) > 0.05 for at in found)]
    wrong = [
        at
        for at in found
        if all(abs(cut - at) > 0.05 for cut in hard)
        and not any(low - 0.1 <= at <= high + 0.1 for low, high in unclear)
    ]
    assert len(missed) <= 0.1 * len(hard)
    assert len(wrong) <= 1
