"""Vertical versions: the platform's frame, usual rates, even loudness, sound in step."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.platforms import LIMITS, Limits, Platform
from integrations.media.probe import inspect
from integrations.media.sound import hear
from integrations.media.variants import render_variant
from integrations.media.verify import check_clip
from tests.integrations.media.making import (
    FFMPEG,
    beeps_of,
    flash_and_beep,
    flashes_of,
    lavfi,
    make,
    nothing,
)

INSTAGRAM = LIMITS[Platform.INSTAGRAM]


async def _render(source: Path, limits: Limits = INSTAGRAM) -> Path:
    output = source.with_name("variant.mp4")
    inspection = await inspect(str(source))
    await render_variant(FFMPEG, str(source), inspection, limits, str(output), on_progress=nothing)
    return output


def _made(path: Path, *, size: str, rate: str, volume: float = 0.05) -> Path:
    return make(
        path,
        *lavfi(f"testsrc2=s={size}:r={rate}"),
        *lavfi(f"aevalsrc='{volume}*sin(2*PI*1000*t)|{volume}*sin(2*PI*1000*t)':s=48000"),
        *("-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    )


@pytest.mark.parametrize(
    ("size", "rate", "wanted"),
    [("320x180", "30", 30), ("180x320", "90", 60), ("200x200", "10", 30)],
    ids=["wide", "tall and fast", "square and slow"],
)
async def test_any_shape_and_rate_fills_the_platforms_frame(
    tmp_path: Path, size: str, rate: str, wanted: int
) -> None:
    output = await _render(_made(tmp_path / "a.mp4", size=size, rate=rate))

    probe = (await inspect(str(output))).probe
    assert (probe.width, probe.height) == (1080, 1920)
    assert probe.frame_rate == wanted
    assert (probe.video_codec, probe.audio_codec) == ("h264", "aac")
    assert (await check_clip(str(output), 2_000)).ok


@pytest.mark.parametrize("volume", [0.03, 0.9], ids=["too quiet", "too loud"])
async def test_loudness_comes_to_what_platforms_play(tmp_path: Path, volume: float) -> None:
    output = await _render(_made(tmp_path / "a.mp4", size="320x180", rate="10", volume=volume))

    sound = await hear(
        FFMPEG, str(output), await inspect(str(output)), step_ms=500, on_progress=nothing
    )
    assert sound.loudness[1] == pytest.approx(-14, abs=1)


async def test_silence_stays_silent(tmp_path: Path) -> None:
    output = await _render(_made(tmp_path / "a.mp4", size="320x180", rate="10", volume=0))

    assert beeps_of(str(output)) == []


async def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    output = str(await _render(flash_and_beep(tmp_path / "flash.mp4", seconds=3)))

    flashes, beeps = flashes_of(output), beeps_of(output)
    assert len(flashes) == len(beeps) == 3
    assert max(abs(a - b) for a, b in zip(flashes, beeps, strict=True)) < 0.022


async def test_a_tight_size_is_kept(tmp_path: Path) -> None:
    tight = replace(INSTAGRAM, max_bytes=250_000)
    source = make(
        tmp_path / "busy.mp4",
        *lavfi("testsrc2=s=320x180:r=30,noise=alls=60:allf=t"),
        *("-t", "3", "-c:v", "libx264", "-preset", "ultrafast"),
    )

    output = await _render(source, tight)

    assert output.stat().st_size <= tight.max_bytes
