"""What a span is worth to an editor: the one value that choosing goes by."""

from functools import cache
from typing import Final

from domain.cutting.choice import Choice, Reason
from domain.cutting.edges import EdgeFacts
from domain.cutting.likeness import Portrait, likeness, portrait
from domain.cutting.measuring import Measure, spans
from domain.cutting.request import CutRequest
from domain.cutting.rules import Rules
from domain.cutting.stretches import Cover
from domain.media import Span

HOOK_MS: Final = 3_000
_AT_ONCE_MS: Final = 1_500

_HOOK: Final = 0.20
_MOTION: Final = 0.17
_START: Final = 0.15
_END: Final = 0.15
_LOUDNESS: Final = 0.13
_FACES: Final = 0.08
_SPEECH: Final = 0.07
_PICTURE: Final = 0.05
_UNCLEAN: Final = 0.3
_BROKEN: Final = 0.12
_WISH: Final = 0.5

_MORE: Final = 0.55
"""A fifth above what is usual in the video (usual is 0.5) is worth mentioning."""
_STRONG: Final = 0.62
_MOSTLY: Final = 0.5
_OFTEN: Final = 0.4
_ALIKE: Final = 0.75


class Worth:
    """The value function. Every part lies from 0 to 1, and so does the value of a clean span.

    ======== ====== ======================================================================
    part     weight what it is, and why it weighs that much
    ======== ====== ======================================================================
    hook     0.20   motion, sound, and a voice or a face at once in the first three
                    seconds: most viewers who leave do so there
    motion   0.17   against the video's own mean, so that a calm video has lively spans
    start    0.15   right after a cut (0.4), at a sentence (0.4), as the sound begins
                    (0.2): a clean edge outweighs a small difference in motion
    end      0.15   on a cut (0.3), after a sentence (0.4), as the sound pauses (0.3)
    loudness 0.13   against the video's own mean
    faces    0.08   people look at people; less than the above: many videos have none
    speech   0.07   something is said; music and action stay able to win
    picture  0.05   colour and sharpness against the video's own mean: breaks ties
    ======== ====== ======================================================================

    The sum is scaled down by the share that is black, frozen or silent. An edge that only a
    relaxed rule allows costs 0.3, twice what the best edge earns: it is taken where nothing
    else is left. An edge in the middle of a sentence costs 0.12, most of what an edge can earn.
    Where clips were asked about a topic or like another one, half of the value is how far they
    are that: a dull clip on the topic beats the liveliest one beside it.
    """

    def __init__(self, measure: Measure, request: CutRequest, strict: Rules) -> None:
        self.measure = measure
        self._strict = strict
        self._edges = EdgeFacts(measure)
        self._topic = Cover(spans(request.about)) if request.about else None
        self._model = self.portrait(*spans([request.like])[0]) if request.like else None
        self.opening = cache(self._opening)
        self.ending = cache(self._ending)

    def of(self, start_ms: int, end_ms: int) -> float:
        """May be below 0 where an edge is unclean."""
        whole = self.opening(start_ms) + self.ending(end_ms) + self._body(start_ms, end_ms)
        value = whole * (1.0 - self.measure.dull.share(start_ms, end_ms))
        wishes = self._wishes(start_ms, end_ms)
        return (1 - _WISH) * value + _WISH * sum(wishes) / len(wishes) if wishes else value

    def portrait(self, start_ms: int, end_ms: int) -> Portrait:
        return portrait(self.measure, start_ms, end_ms)

    def choice(self, start_ms: int, end_ms: int) -> Choice:
        return Choice(
            span=Span(start_ms=start_ms, end_ms=end_ms),
            energy=min(1.0, max(0.0, self.of(start_ms, end_ms))),
            reasons=self._reasons(start_ms, end_ms),
        )

    def _opening(self, start_ms: int) -> float:
        edges = self._edges
        quality = (
            0.4 * edges.on_cut(start_ms)
            + 0.4 * edges.opens_sentence(start_ms)
            + 0.2 * edges.sound_begins(start_ms)
        )
        unclean = not self._strict.starts.allows(start_ms)
        broken = edges.breaks_sentence(start_ms)
        cost = _UNCLEAN * unclean + _BROKEN * broken
        return _START * quality + _HOOK * self._hook(start_ms) - cost

    def _ending(self, end_ms: int) -> float:
        edges = self._edges
        quality = (
            0.3 * edges.on_cut(end_ms)
            + 0.4 * edges.closes_sentence(end_ms)
            + 0.3 * edges.sound_ends(end_ms)
        )
        unclean = not self._strict.ends.allows(end_ms)
        return _END * quality - _UNCLEAN * unclean - _BROKEN * edges.breaks_sentence(end_ms)

    def _hook(self, start_ms: int) -> float:
        measure, end_ms = self.measure, start_ms + HOOK_MS
        at_once = max(
            measure.voice.share(start_ms, start_ms + _AT_ONCE_MS),
            measure.faces.share(start_ms, end_ms),
        )
        return (
            0.45 * measure.liveliness(start_ms, end_ms)
            + 0.3 * measure.strength(start_ms, end_ms)
            + 0.25 * at_once
        )

    def _body(self, start_ms: int, end_ms: int) -> float:
        measure, span = self.measure, (start_ms, end_ms)
        picture = measure.colour.against_usual(*span) + measure.sharpness.against_usual(*span)
        return (
            _MOTION * measure.liveliness(*span)
            + _LOUDNESS * measure.strength(*span)
            + _FACES * measure.faces.share(*span)
            + _SPEECH * measure.voice.share(*span)
            + _PICTURE * picture / 2
        )

    def _wishes(self, start_ms: int, end_ms: int) -> list[float]:
        wishes = []
        if self._topic:
            wishes.append(self._topic.share(start_ms, end_ms))
        if self._model:
            wishes.append(likeness(self._model, self.portrait(start_ms, end_ms)))
        return wishes

    def _reasons(self, start_ms: int, end_ms: int) -> tuple[Reason, ...]:
        measure, edges, span = self.measure, self._edges, (start_ms, end_ms)
        holds = {
            Reason.ON_TOPIC: self._topic is not None and self._topic.share(*span) > 0,
            Reason.LIKE_CLIP: self._model is not None
            and likeness(self._model, self.portrait(*span)) >= _ALIKE,
            Reason.STARTS_ON_CUT: edges.on_cut(start_ms),
            Reason.ENDS_ON_CUT: edges.on_cut(end_ms),
            Reason.STARTS_ON_SENTENCE: edges.opens_sentence(start_ms),
            Reason.ENDS_ON_SENTENCE: edges.closes_sentence(end_ms),
            Reason.STARTS_AFTER_SILENCE: edges.in_pause(start_ms),
            Reason.ENDS_IN_SILENCE: edges.in_pause(end_ms),
            Reason.ON_BEAT: edges.on_beat(start_ms) and edges.on_beat(end_ms),
            Reason.STRONG_START: self._hook(start_ms) >= _STRONG,
            Reason.SPEECH: measure.voice.share(*span) >= _MOSTLY,
            Reason.FACES: measure.faces.share(*span) >= _OFTEN,
            Reason.LIVELY: measure.liveliness(*span) >= _MORE,
            Reason.LOUD: measure.strength(*span) >= _MORE,
            Reason.COLOURFUL: measure.colour.against_usual(*span) >= _MORE,
        }
        return tuple(reason for reason in Reason if holds[reason])
