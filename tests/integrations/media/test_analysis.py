"""Signals: shots at their cuts, silences where it is quiet, loudness as the standard says."""

import json
from pathlib import Path

import pytest

from domain.media import Signals
from integrations.media.analysis import STEP_MS, analyse
from integrations.media.probe import inspect
from tests.integrations.media.making import FFMPEG, lavfi, make, nothing


async def _analyse(path: Path) -> Signals:
    return await analyse(FFMPEG, str(path), await inspect(str(path)), on_progress=nothing)


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


async def test_shots_begin_at_the_cuts_and_not_at_a_flash(tmp_path: Path) -> None:
    signals = await _analyse(_three_shots(tmp_path / "shots.mp4"))

    spans = [(shot.span.start_ms, shot.span.end_ms) for shot in signals.shots]
    assert spans == [(0, 2_000), (2_000, 5_000), (5_000, 7_000)]


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
    assert len(signals.motion) == len(signals.loudness) == 14
    assert all(0 <= value <= 1 for value in signals.motion)
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


async def test_without_sound_all_is_quiet_and_nothing_is_a_silence(tmp_path: Path) -> None:
    source = make(
        tmp_path / "mute.mp4", *lavfi("testsrc2=s=160x90:r=10"), "-t", "3", "-c:v", "libx264"
    )

    signals = await _analyse(source)

    assert signals.loudness == (-70.0,) * 6
    assert signals.silences == ()


async def test_progress_grows_to_near_the_end(tmp_path: Path) -> None:
    source = _three_shots(tmp_path / "shots.mp4")
    told: list[float] = []

    async def listen(share: float) -> None:
        told.append(share)

    await analyse(FFMPEG, str(source), await inspect(str(source)), on_progress=listen)

    assert told == sorted(told)
    assert told[-1] > 0.9


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
