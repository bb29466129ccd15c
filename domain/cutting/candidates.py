"""The spans worth judging: good starts with good ends, a bounded number of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import pairwise
from typing import Final

from domain.cutting.points import ending_points, starting_points
from domain.cutting.request import CutRequest
from domain.cutting.rules import Rules
from domain.cutting.stretches import Edges, Stretch
from domain.cutting.worth import Worth

_SLOTS: Final = 1_500
_SLOT_MS: Final = 1_000
_PER_SLOT: Final = 2
"""A video is looked at in at most 1,500 slots of at least a second; each gives its two best
starts and ends. So a day of video costs little more than an hour, and no part is forgotten."""
_ENDS: Final = 6
"""For each start: the best end in each sixth of the allowed lengths, so that none is preferred."""
_NUDGE_MS: Final = 400
"""How far a point may be moved out of a word and still be the same moment."""


Value = Callable[[int], float]


def candidates(
    worth: Worth, request: CutRequest, rules: Rules, places: Sequence[Stretch]
) -> Iterator[Stretch]:
    """Spans of an allowed length inside ``places``, with allowed edges; some of them twice."""
    slot_ms = max(_SLOT_MS, sum(end - start for start, end in places) // _SLOTS)
    ends = _thinned(_allowed(ending_points(worth.measure), rules.ends), worth.ending, slot_ms)
    starts = sorted(
        {*_allowed(starting_points(worth.measure), rules.starts), *_before(ends, request, rules)}
    )
    rated = [(worth.ending(end), -end) for end in ends]
    for low, high in places:
        grid = (rules.starts.next(at) for at in range(low, high, slot_ms))
        inside = starts[bisect_left(starts, low) : bisect_right(starts, high)]
        for start in _thinned({*inside, *grid}, worth.opening, slot_ms):
            allowed = (start + request.min_ms, min(start + request.max_ms, high))
            yield from ((start, end) for end in _ends(ends, rated, allowed, rules.ends))


def _allowed(points: Iterable[int], edges: Edges) -> set[int]:
    moved = (edges.nearest(point, _NUDGE_MS) for point in set(points))
    return {point for point in moved if point is not None}


def _before(ends: Iterable[int], request: CutRequest, rules: Rules) -> Iterator[int]:
    """Where lengths leave hardly any choice: the starts that lead to the best ends."""
    if request.max_ms - request.min_ms < _SLOT_MS:
        starts = (end - length for end in ends for length in {request.min_ms, request.max_ms})
        yield from (start for start in starts if rules.starts.allows(start))


def _thinned(points: Iterable[int], value: Value, slot_ms: int) -> list[int]:
    """The best of each slot, the earlier where two are as good; in order."""
    slots = defaultdict(list)
    for point in points:
        slots[point // slot_ms].append((value(point), -point))
    best = (-point for slot in slots.values() for _, point in nlargest(_PER_SLOT, slot))
    return sorted(best)


def _ends(
    ends: Sequence[int], rated: Sequence[tuple[float, int]], allowed: Stretch, edges: Edges
) -> set[int]:
    """The best end of each sixth, and the shortest and the longest clip that are allowed."""
    low, high = allowed
    borders = [low + (high + 1 - low) * part // _ENDS for part in range(_ENDS + 1)]
    places = [bisect_left(ends, border) for border in borders]
    best = {-max(rated[first:last])[1] for first, last in pairwise(places) if first < last}
    limits = {edges.next(low), edges.previous(high)}
    return best | {end for end in limits if low <= end <= high}
