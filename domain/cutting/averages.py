"""Plain averages of what was measured in a stretch of video."""

from collections.abc import Sequence
from typing import Final

from domain.media import Signals, Span

_SILENT_LUFS: Final = -70.0
_LOUD_LUFS: Final = -14.0
LOUDNESS_RANGE: Final = _LOUD_LUFS - _SILENT_LUFS
"""What a loudness share of 1 stands for, in loudness units."""


def audible(lufs: float) -> float:
    """0 at silence, 1 at the platforms' usual -14 LUFS and above."""
    return (min(_LOUD_LUFS, max(_SILENT_LUFS, lufs)) - _SILENT_LUFS) / LOUDNESS_RANGE


def slice_of(values: Sequence[float], span: Span, step_ms: int) -> Sequence[float]:
    """The values measured inside ``span``; at least one where there are any."""
    start = min(span.start_ms // step_ms, max(0, len(values) - 1))
    return values[start : max(start + 1, span.end_ms // step_ms)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def loudness_share(lufs: Sequence[float]) -> float:
    """The mean of momentary loudness, from 0 in silence to 1 at -14 LUFS and above."""
    return mean([audible(value) for value in lufs])


def cuts_inside(signals: Signals, span: Span) -> int:
    """How many shot boundaries lie strictly inside ``span``."""
    return sum(1 for shot in signals.shots if span.start_ms < shot.span.start_ms < span.end_ms)
