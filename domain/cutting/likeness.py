"""How much one stretch of a video looks and sounds like another."""

from math import dist, sqrt
from typing import Final

from domain.cutting.measuring import Measure, count_between
from domain.media import Signals, Span

Portrait = tuple[float, ...]

_STRANGERS: Final = 0.4
"""The mean difference (of measures from 0 to 1) from which two stretches have nothing in common."""
_QUICK_CUTS_PER_S: Final = 1.0


def resemblance(signals: Signals, one: Span, other: Span) -> float:
    """From 0 to 1, by motion, pace, loudness, light, colour, faces and speech.

    Reads all of the signals: some 50 ms for an hour of video.
    """
    measure = Measure(signals)
    return likeness(
        portrait(measure, one.start_ms, one.end_ms),
        portrait(measure, other.start_ms, other.end_ms),
    )


def likeness(one: Portrait, other: Portrait) -> float:
    return max(0.0, 1.0 - dist(one, other) / sqrt(len(one)) / _STRANGERS)


def portrait(measure: Measure, start_ms: int, end_ms: int) -> Portrait:
    seconds = max(1, end_ms - start_ms) / 1000
    cuts = count_between(measure.hard_cuts, start_ms, end_ms)
    return (
        measure.liveliness(start_ms, end_ms),
        min(1.0, cuts / seconds / _QUICK_CUTS_PER_S),
        measure.strength(start_ms, end_ms),
        measure.brightness.mean(start_ms, end_ms),
        measure.colour.mean(start_ms, end_ms),
        measure.faces.share(start_ms, end_ms),
        measure.voice.share(start_ms, end_ms),
    )
