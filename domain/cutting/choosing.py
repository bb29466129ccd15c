"""From what was measured to what is cut: the pure choice of spans."""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heapreplace
from itertools import islice
from typing import Final

from domain.cutting.candidates import candidates
from domain.cutting.choice import Choice
from domain.cutting.likeness import likeness
from domain.cutting.measuring import Measure, spans
from domain.cutting.request import CannotCut, CutRequest, check, places
from domain.cutting.room import Room
from domain.cutting.rules import Rules, levels
from domain.cutting.stretches import Stretch
from domain.cutting.worth import Worth
from domain.media import Signals, Span, Word

_NEARNESS: Final = 0.25
"""What a clip loses beside another one; nothing from half of its fair share of the video on.
As much as a whole class of worth: two clips of the same two minutes must both be far better."""
_SAMENESS: Final = 0.15
"""What a clip loses that looks and sounds just like another one."""


def choose(
    signals: Signals, request: CutRequest, *, words: Sequence[Word] = ()
) -> tuple[Choice, ...]:
    """The best spans without overlap, in order of time; as many as asked for.

    No clip starts or ends inside a word. All of ``rules.levels`` are kept wherever the request
    leaves room for that. The same input gives the same spans. Raises CannotCut.
    """
    check(request, duration_ms=signals.duration_ms)
    measure = Measure(signals, words)
    free = places(request, duration_ms=signals.duration_ms)
    strict, rules, room = _room(measure, request, free)
    worth = Worth(measure, request, strict)
    chosen = _Choosing(worth, request, free).choose(candidates(worth, request, rules, free), room)
    return tuple(worth.choice(*span) for span in sorted(chosen))


def judge(signals: Signals, span: Span, *, words: Sequence[Word] = ()) -> Choice:
    """What is to be said of a span that somebody else chose."""
    length = span.duration_ms
    measure = Measure(signals, words)
    request = CutRequest(count=1, min_ms=length, max_ms=length)
    strict = next(iter(levels(measure)))
    return Worth(measure, request, strict).choice(span.start_ms, span.end_ms)


def _room(
    measure: Measure, request: CutRequest, free: Sequence[Stretch]
) -> tuple[Rules, Rules, Room]:
    """The strictest rules, those that the request can be met under, and the room they leave."""
    strict: Rules | None = None
    possible = 0
    for rules in levels(measure):
        strict = strict or rules
        room = Room(free, request, rules)
        if room.free >= request.count:
            return strict, rules, room
        possible = room.free
    raise CannotCut("between_words", possible=possible, count=possible)


class _Choosing:
    """Again and again the best span that is left, judged beside those that were taken.

    A span only ever loses by what is chosen beside it, so the best is found without judging all
    of them again: the one on top is, and is taken if it stays on top.
    """

    def __init__(self, worth: Worth, request: CutRequest, free: Sequence[Stretch]) -> None:
        self._worth = worth
        self._count = request.count
        self._others = spans(request.taken)
        fair = sum(end - start for start, end in free) / (request.count + len(self._others))
        self._apart_ms = fair / 2
        self._sameness = 0.0 if request.like else _SAMENESS
        self._portraits = [worth.portrait(*span) for span in self._others]

    def choose(self, found: Iterable[Stretch], room: Room) -> list[Stretch]:
        chosen: list[Stretch] = []
        values = {span: self._worth.of(*span) for span in found}
        heap = [(-value, span, 0) for span, value in values.items()]
        heapify(heap)
        while heap and len(chosen) < self._count:
            _, span, judged = heap[0]
            if judged < len(self._others):
                beside = values[span] - self._loss(span)
                heapreplace(heap, (-beside, span, len(self._others)))
            else:
                heappop(heap)
                if room.take(span, missing=self._count - len(chosen) - 1):
                    chosen.append(span)
                    self._others.append(span)
                    self._portraits.append(self._worth.portrait(*span))
        return [*chosen, *islice(room.rest(), self._count - len(chosen))]

    def _loss(self, span: Stretch) -> float:
        near = max(self._nearness(span, other) for other in self._others)
        if not self._sameness:
            return _NEARNESS * near
        look = self._worth.portrait(*span)
        same = max(likeness(look, other) for other in self._portraits)
        return _NEARNESS * near + self._sameness * same

    def _nearness(self, span: Stretch, other: Stretch) -> float:
        """1 for neighbours, 0 from half of a fair share of the video on."""
        gap = max(0, span[0] - other[1], other[0] - span[1])
        return max(0.0, 1.0 - gap / self._apart_ms)
