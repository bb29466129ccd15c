"""One clip, adjusted as a person says: longer, shorter, from here, to there, without its intro."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.cutting.intro import after_intro
from domain.cutting.measuring import Measure
from domain.cutting.request import MIN_CLIP_MS, CannotCut
from domain.cutting.stretches import Edges
from domain.media import Signals, Span, Word
from domain.texts.forms import timecode

_NEAR_MS: Final = 300
"""How far an edge may be moved out of a word or out of black: still what the person asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``start_ms`` and ``end_ms`` are moments as a person says them: see ``adjust``.

    ``longer_ms`` moves the end: positive is longer, negative shorter. ``earlier_ms`` moves the
    start: positive is earlier (the clip grows), negative later. All that is given is done, in
    the order of ``drop_intro``, ``start_ms`` and ``end_ms``, ``earlier_ms``, ``longer_ms``.
    """

    start_ms: int | None = None
    end_ms: int | None = None
    longer_ms: int = 0
    earlier_ms: int = 0
    drop_intro: bool = False
    exact: bool = False
    """``start_ms`` and ``end_ms`` are moments of the video, whatever they are."""


def adjust(span: Span, change: Change, signals: Signals, *, words: Sequence[Word] = ()) -> Span:
    """The changed span: in the video, at least MIN_CLIP_MS long.

    A moment that lies no further from the clip than the clip's own length is a moment of the
    video; one further away that is shorter than the clip is counted from the clip's start (0:05
    of a clip at 10:00 is 10:05); any other is a moment of the video. Edges that are moved fall
    exactly where they were asked, unless that is inside a word or black and a better point lies
    within 300 ms. What does not fit behind the clip at the end of the video is added before it.
    An edge that nobody moves stays. Raises CannotCut, with what is possible.
    """
    measure = Measure(signals, words)
    asked = _placed(span, change, measure)
    asked = _started(asked, change.earlier_ms)
    asked = _ended(asked, change.longer_ms, signals.duration_ms)
    settled = _settled(asked, span, measure)
    return settled if settled.duration_ms >= MIN_CLIP_MS else asked


def _placed(span: Span, change: Change, measure: Measure) -> Span:
    """After ``drop_intro``, ``start_ms`` and ``end_ms``."""
    duration_ms = measure.signals.duration_ms
    start, end = span.start_ms, min(span.end_ms, duration_ms)
    if change.drop_intro:
        start = _after_intro(measure, span)
    if change.start_ms is not None:
        start = _moment(change.start_ms, span, change)
    if change.end_ms is not None:
        end = _moment(change.end_ms, span, change)
    if start < 0 or max(start, end) > duration_ms:
        raise CannotCut("beyond_video", end=timecode(duration_ms))
    if end - start < MIN_CLIP_MS:
        latest = timecode(max(0, end - MIN_CLIP_MS))
        raise CannotCut("start_after_end", end=timecode(end), latest=latest)
    return Span(start_ms=start, end_ms=end)


def _after_intro(measure: Measure, span: Span) -> int:
    start = after_intro(measure, span)
    if start is None:
        raise CannotCut("no_intro")
    return start


def _moment(asked_ms: int, span: Span, change: Change) -> int:
    """See ``adjust`` for the rule."""
    length = span.duration_ms
    is_near = span.start_ms - length <= asked_ms <= span.end_ms + length
    is_absolute = change.exact or is_near or asked_ms > length
    return asked_ms if is_absolute else span.start_ms + asked_ms


def _started(span: Span, earlier_ms: int) -> Span:
    start = span.start_ms - earlier_ms
    if start < 0:
        raise CannotCut("not_earlier", most=span.start_ms / 1000)
    if span.end_ms - start < MIN_CLIP_MS:
        raise CannotCut("not_shorter", most=(span.duration_ms - MIN_CLIP_MS) / 1000)
    return replace(span, start_ms=start)


def _ended(span: Span, longer_ms: int, duration_ms: int) -> Span:
    length = span.duration_ms + longer_ms
    if length > duration_ms:
        raise CannotCut("not_longer", most=(duration_ms - span.duration_ms) / 1000)
    if length < MIN_CLIP_MS:
        raise CannotCut("not_shorter", most=(span.duration_ms - MIN_CLIP_MS) / 1000)
    end = min(duration_ms, span.start_ms + length)
    return Span(start_ms=min(span.start_ms, end - length), end_ms=end)


def _settled(asked: Span, before: Span, measure: Measure) -> Span:
    """The edges that were moved, out of words and black."""
    words, duration_ms = list(measure.sentences.words), measure.signals.duration_ms
    starts = Edges([*words, *((s - 1, e) for s, e in measure.black)], duration_ms=duration_ms)
    ends = Edges([*words, *((s, e + 1) for s, e in measure.black)], duration_ms=duration_ms)
    return Span(
        start_ms=_near(starts, asked.start_ms, before.start_ms),
        end_ms=_near(ends, asked.end_ms, before.end_ms),
    )


def _near(edges: Edges, asked_ms: int, before_ms: int) -> int:
    near = None if asked_ms == before_ms else edges.nearest(asked_ms, _NEAR_MS)
    return asked_ms if near is None else near
