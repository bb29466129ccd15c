"""Where a clip may start and end: what an editor never does, from the strictest rules down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from domain.cutting.beats import between_beats
from domain.cutting.measuring import Measure, spans
from domain.cutting.stretches import Edges, Stretch, widened, without

DISSOLVE_MS: Final = 600
"""Half of a long dissolve. The signals know its middle, not its length."""
_FLASH_MS: Final = 400
"""Less than this of the shot before or after reads as a mistake, not as a picture."""
LEAD_IN_MS: Final = 500
"""The quiet that may come before the first sound."""
_KNOWN_BY_WORDS_MS: Final = 500
"""So near to a word the transcript knows better than the sound where speech pauses."""


@dataclass(frozen=True, slots=True)
class Rules:
    starts: Edges
    ends: Edges


def levels(measure: Measure) -> Iterator[Rules]:
    """Strictest first; a later one is for requests that an earlier one leaves no room for.

    No level lets a clip start or end inside a word. The second still keeps out of dissolves and
    off black and frozen beginnings; the first also keeps out of speech and silence, on the beat,
    and leaves no flash of a neighbouring shot.
    """
    words = list(measure.sentences.words)
    dissolves = [(cut - DISSOLVE_MS, cut + DISSOLVE_MS) for cut in measure.gradual_cuts]
    sound = [*_untranscribed(measure, words), *_off_beat(measure, words)]
    nothing_seen = list(_nothing_seen(measure))
    black = [(start, end + 1) for start, end in measure.black]
    duration_ms = measure.signals.duration_ms

    def rules(starts: Iterable[Stretch], ends: Iterable[Stretch]) -> Rules:
        return Rules(
            starts=Edges(chain(words, starts), duration_ms=duration_ms),
            ends=Edges(chain(words, ends), duration_ms=duration_ms),
        )

    yield rules(
        chain(dissolves, sound, nothing_seen, _silent(measure), _flashes_before(measure)),
        chain(dissolves, sound, black, _flashes_after(measure)),
    )
    yield rules(chain(dissolves, nothing_seen), dissolves)
    yield rules((), ())


def _untranscribed(measure: Measure, words: Sequence[Stretch]) -> list[Stretch]:
    return without(spans(measure.signals.speech), widened(words, _KNOWN_BY_WORDS_MS))


def _off_beat(measure: Measure, words: Sequence[Stretch]) -> list[Stretch]:
    """Over music that somebody speaks to, the words decide."""
    between = (stretch for run in measure.beats for stretch in between_beats(run))
    voices = widened(chain(words, spans(measure.signals.speech)), _KNOWN_BY_WORDS_MS)
    return without(between, voices)


def _nothing_seen(measure: Measure) -> Iterator[Stretch]:
    return ((start - 1, end) for start, end in chain(measure.black, measure.frozen))


def _silent(measure: Measure) -> Iterator[Stretch]:
    return ((start - 1, end - LEAD_IN_MS) for start, end in measure.quiet)


def _flashes_before(measure: Measure) -> Iterator[Stretch]:
    for before, cut in pairwise([-1, *measure.hard_cuts]):
        yield (max(before, cut - _FLASH_MS), cut)


def _flashes_after(measure: Measure) -> Iterator[Stretch]:
    for cut, after in pairwise([*measure.hard_cuts, measure.signals.duration_ms + 1]):
        yield (cut, min(after, cut + _FLASH_MS))
