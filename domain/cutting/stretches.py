"""Stretches of time and points between them, looked up in the time of a bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

Stretch = tuple[int, int]
"""From and to, in ms."""


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order of time: what overlaps becomes one, what only touches stays two."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def without(stretches: Iterable[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """What is left of ``stretches`` beside ``holes``."""
    gaps = joined(holes)
    ends = [end for _, end in gaps]
    left: list[Stretch] = []
    for first, end in joined(stretches):
        start = first
        for index in range(bisect_right(ends, start), len(gaps)):
            gap_start, gap_end = gaps[index]
            if gap_start >= end:
                break
            if start < gap_start:
                left.append((start, gap_start))
            start = gap_end
        if start < end:
            left.append((start, end))
    return left


def widened(stretches: Iterable[Stretch], by_ms: int) -> Iterable[Stretch]:
    return ((start - by_ms, end + by_ms) for start, end in stretches)


class Cover:
    """How much of any span lies in the stretches."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self.stretches = joined(stretches)
        self._starts = [start for start, _ in self.stretches]
        self._before = [0, *accumulate(end - start for start, end in self.stretches)]

    def share(self, start_ms: int, end_ms: int) -> float:
        length = end_ms - start_ms
        return (self._until(end_ms) - self._until(start_ms)) / length if length > 0 else 0.0

    def touches(self, point_ms: int) -> bool:
        """Whether the point lies in a stretch or on one of its two ends."""
        last = bisect_right(self._starts, point_ms) - 1
        return last >= 0 and point_ms <= self.stretches[last][1]

    def _until(self, point_ms: int) -> int:
        last = bisect_right(self._starts, point_ms) - 1
        if last < 0:
            return 0
        start, end = self.stretches[last]
        return self._before[last] + min(point_ms, end) - start


class Edges:
    """The points at which a clip may start (or end): all that lie inside no forbidden stretch.

    The two ends of a forbidden stretch are allowed, those that lie outside the video excepted.
    """

    def __init__(self, forbidden: Iterable[Stretch], *, duration_ms: int) -> None:
        stretches = joined(forbidden)
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]
        self._duration_ms = duration_ms

    def allows(self, point_ms: int) -> bool:
        return self.next(point_ms) == point_ms

    def next(self, point_ms: int) -> int:
        """The first allowed point from this one on; may lie behind the video."""
        last = bisect_left(self._starts, point_ms) - 1
        return max(point_ms, self._ends[last]) if last >= 0 else point_ms

    def previous(self, point_ms: int) -> int:
        """The last allowed point up to this one; may lie before the video."""
        last = bisect_left(self._starts, point_ms) - 1
        return self._starts[last] if last >= 0 and point_ms < self._ends[last] else point_ms

    def nearest(self, point_ms: int, reach_ms: int) -> int | None:
        """The closest allowed point of the video, the earlier of two; None without one in reach."""
        near = [
            point
            for point in (self.previous(point_ms), self.next(point_ms))
            if 0 <= point <= self._duration_ms and abs(point - point_ms) <= reach_ms
        ]
        return min(near, key=lambda point: abs(point - point_ms), default=None)
