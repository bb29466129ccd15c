"""Loudness: what platforms play, whatever the source, and never a peak above."""

from pathlib import Path

import av
import numpy as np
import pytest

from domain.media import Span
from integrations.media.cutting import Source, Stretch, locate
from integrations.media.loudness import Sounds, make_sounds, measure
from integrations.media.probe import inspect
from tests.integrations.media.making import FFMPEG, beeps_of, lavfi, make

SPEECH = (
    "0.25*(sin(2*PI*180*t)+sin(2*PI*720*t)/2)*pow(abs(sin(2*PI*1.7*t))\\,6)"
    "*(0.15+0.85*gt(mod(t\\,3)\\,2.2))"
)
"""Short syllables, now and then a shout."""
CLICKS = "0.01*sin(2*PI*300*t)+0.9*lt(mod(t\\,0.5)\\,0.002)"
TONE = "0.02*sin(2*PI*1000*t)"
LOUD = "0.99*sin(2*PI*997*t)+0.3*sin(2*PI*11987*t)"


async def _sounds(path: Path, sound: str | None) -> tuple[Sounds, Stretch]:
    heard = (*lavfi(f"aevalsrc='{sound}|{sound}':s=48000"), "-c:a", "aac") if sound else ()
    source = make(
        path / "a.mkv", *lavfi("color=black:s=64x64:r=10"), *heard,
        *("-t", "8", "-c:v", "libx264", "-preset", "ultrafast"),
    )  # fmt: skip
    inspected = Source(binary=FFMPEG, path=str(source), inspection=await inspect(str(source)))
    stretch = await locate(inspected, Span(start_ms=500, end_ms=7_500))
    return await make_sounds(inspected, stretch, str(path), own=True, even=True), stretch


@pytest.mark.parametrize("sound", [SPEECH, TONE, LOUD], ids=["dynamic", "quiet", "too loud"])
async def test_pictures_are_as_loud_as_platforms_play(tmp_path: Path, sound: str) -> None:
    sounds, stretch = await _sounds(tmp_path, sound)

    level = await measure(FFMPEG, str(sounds.even), stretch)

    assert level.lufs == pytest.approx(-14, abs=0.5)
    assert level.peak_db <= -1


async def test_no_peak_goes_through_even_where_loudness_has_to_stay_behind(
    tmp_path: Path,
) -> None:
    sounds, stretch = await _sounds(tmp_path, CLICKS)

    level = await measure(FFMPEG, str(sounds.even), stretch)

    assert level.peak_db <= -1
    assert level.lufs > -24


async def test_the_clip_itself_keeps_the_loudness_of_the_source(tmp_path: Path) -> None:
    sounds, stretch = await _sounds(tmp_path, TONE)

    level = await measure(FFMPEG, str(sounds.own), stretch)

    assert level.lufs == pytest.approx(-34, abs=1)


async def test_sound_fades_in_and_out_so_that_nothing_clicks(tmp_path: Path) -> None:
    sounds, _ = await _sounds(tmp_path, "0.5*cos(2*PI*50*t)")

    with av.open(str(sounds.own)) as container:
        frames = [np.abs(frame.to_ndarray()[0]) for frame in container.decode(audio=0)]
    samples = np.concatenate(frames)[: 7 * 48_000]
    assert max(samples[:24].max(), samples[-24:].max()) < 0.1
    assert min(samples[1_000:2_000].max(), samples[-2_000:-1_000].max()) > 0.4


async def test_silence_stays_silent(tmp_path: Path) -> None:
    sounds, stretch = await _sounds(tmp_path, "0")

    level = await measure(FFMPEG, str(sounds.even), stretch)

    assert level.lufs <= -69


async def test_a_silent_film_gets_a_silent_track_as_long_as_it_is(tmp_path: Path) -> None:
    sounds, _ = await _sounds(tmp_path, None)

    assert sounds.own is None
    assert beeps_of(str(sounds.even)) == []
    with av.open(str(sounds.even)) as container:
        assert container.duration == 7_000_000
