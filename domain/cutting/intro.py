"""Where a clip begins in earnest, after its introduction."""

from collections.abc import Iterator
from typing import Final

from domain.cutting.measuring import Measure
from domain.cutting.points import BREATH_MS, changes
from domain.cutting.request import MIN_CLIP_MS
from domain.cutting.rules import levels
from domain.media import Span

_SHORTEST_INTRO_MS: Final = 800
_NUDGE_MS: Final = 300


def after_intro(measure: Measure, span: Span) -> int | None:
    """The first good start within the clip's first third; None when there is no such.

    A new sentence or the end of a pause comes before a cut, a cut before a mere rise of motion
    or loudness: where somebody speaks, what is said decides.
    """
    latest = min(span.start_ms + span.duration_ms // 3, span.end_ms - MIN_CLIP_MS)
    allowed = next(levels(measure)).starts
    for points in (_spoken(measure), measure.hard_cuts, changes(measure, rising=True)):
        moved = (allowed.nearest(point, _NUDGE_MS) for point in points)
        good = [
            point
            for point in moved
            if point is not None and span.start_ms + _SHORTEST_INTRO_MS <= point <= latest
        ]
        if good:
            return min(good)
    return None


def _spoken(measure: Measure) -> Iterator[int]:
    yield from measure.sentences.openings()
    yield from (end - BREATH_MS for _, end in measure.quiet)
    yield from (speech.start_ms - BREATH_MS for speech in measure.signals.speech)
