"""Where music keeps a steady beat, found in the moments at which sounds begin."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from domain.cutting.stretches import Stretch

_FASTEST_MS: Final = 250
_SLOWEST_MS: Final = 1_000
_TOLERANCE_MS: Final = 40
_LEAST_BEATS: Final = 8
"""Two bars. Fewer steady onsets happen by chance, in speech or in applause."""
_EARLY_MS: Final = 60
_LATE_MS: Final = 20
"""How far from a beat still sounds like on the beat; late cuts off the attack."""


def beats(onsets: Sequence[int]) -> list[list[int]]:
    """Runs of at least eight steady beats, each run in order of time."""
    moments = sorted(onsets)
    runs: list[list[int]] = []
    first = 0
    while first < len(moments):
        run = max(_runs(moments, first), key=len, default=[])
        if len(run) >= _LEAST_BEATS:
            runs.append(run)
            first = bisect_left(moments, run[-1])
        first += 1
    return runs


def near_beats(run: Sequence[int]) -> Iterator[Stretch]:
    return ((beat - _EARLY_MS, beat + _LATE_MS) for beat in run)


def between_beats(run: Sequence[int]) -> Iterator[Stretch]:
    return ((one + _LATE_MS, other - _EARLY_MS) for one, other in pairwise(run))


def _runs(moments: Sequence[int], first: int) -> Iterator[list[int]]:
    """From one onset on: what each of the possible tempos finds."""
    start = moments[first]
    low = bisect_left(moments, start + _FASTEST_MS, lo=first)
    high = bisect_left(moments, start + _SLOWEST_MS, lo=low)
    return (_follow(moments, [start, moments[second]]) for second in range(low, high))


def _follow(moments: Sequence[int], run: list[int]) -> list[int]:
    period = float(run[1] - run[0])
    while period > 2 * _TOLERANCE_MS:
        beat = _near(moments, run[-1] + period)
        if beat is None:
            break
        period += 0.2 * (beat - run[-1] - period)
        run.append(beat)
    return run


def _near(moments: Sequence[int], expected: float) -> int | None:
    place = bisect_left(moments, expected)
    near = min(moments[max(0, place - 1) : place + 1], key=lambda beat: abs(beat - expected))
    return near if abs(near - expected) <= _TOLERANCE_MS else None
