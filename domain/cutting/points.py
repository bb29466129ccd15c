"""Where an editor would look for a start or an end: the candidates, before any judgement."""

from collections.abc import Iterator
from typing import Final

from domain.cutting.measuring import Measure
from domain.cutting.rules import DISSOLVE_MS

BREATH_MS: Final = 150
"""Before the first sound, so that its attack is whole."""
_TAIL_MS: Final = 250
_RISE: Final = 0.25
"""A change of loudness or motion (0.5 is usual) that is heard or seen as something new."""


def starting_points(measure: Measure) -> Iterator[int]:
    """In no order, some of them twice."""
    yield 0
    yield from measure.hard_cuts
    yield from (cut + DISSOLVE_MS for cut in measure.gradual_cuts)
    yield from measure.sentences.openings()
    yield from (end - BREATH_MS for _, end in measure.quiet)
    yield from (speech.start_ms - BREATH_MS for speech in measure.signals.speech)
    yield from (end for _, end in (*measure.black, *measure.frozen))
    yield from _beats(measure)
    yield from changes(measure, rising=True)


def ending_points(measure: Measure) -> Iterator[int]:
    """In no order, some of them twice."""
    yield measure.signals.duration_ms
    yield from measure.hard_cuts
    yield from (cut - DISSOLVE_MS for cut in measure.gradual_cuts)
    yield from measure.sentences.endings()
    yield from (min(start + _TAIL_MS, (start + end) // 2) for start, end in measure.quiet)
    yield from (speech.end_ms + _TAIL_MS for speech in measure.signals.speech)
    yield from (start for start, _ in (*measure.black, *measure.frozen))
    yield from _beats(measure)
    yield from changes(measure, rising=False)


def changes(measure: Measure, *, rising: bool) -> Iterator[int]:
    """The steps at which the video grows (or stops being) livelier or louder, in order."""
    step_ms = measure.signals.step_ms
    before = 0.0
    for at in range(0, measure.signals.duration_ms, step_ms):
        level = max(measure.liveliness(at, at + step_ms), measure.strength(at, at + step_ms))
        if at and (level - before if rising else before - level) >= _RISE:
            yield at
        before = level


def _beats(measure: Measure) -> Iterator[int]:
    return (beat for run in measure.beats for beat in run)
