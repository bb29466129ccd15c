"""The moment that stands for a clip."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from domain.cutting.measuring import face_weight, spans
from domain.cutting.rules import DISSOLVE_MS
from domain.cutting.stretches import Cover
from domain.media import Face, Signals, Span, Transition

_BESIDE_A_CUT_MS: Final = 150
"""So near to a cut, coding is at its worst and a frame may show both shots."""
_DARKEST: Final = 0.1
_BRIGHTEST: Final = 0.92
_FACE: Final = 0.45
_SHARP: Final = 0.35
_COLOUR: Final = 0.2


def poster_at(signals: Signals, span: Span) -> int:
    """The moment (ms of the source, inside ``span``) that shows best what the clip is about.

    A face that is large, certain and in the middle counts most, then sharpness, then colour.
    Black, white, cuts and dissolves are kept away from; where a clip is nothing else, its middle
    is taken.
    """
    unfit = _unfit(signals)
    faces = _faces(signals, span)
    usable = [at for at in sorted({*_steps(signals, span), *faces}) if _shows(signals, unfit, at)]
    return max(
        usable,
        key=lambda at: _FACE * faces.get(at, 0.0) + _look(signals, at),
        default=(span.start_ms + span.end_ms) // 2,
    )


def _unfit(signals: Signals) -> Cover:
    transitions = (
        (shot.span.start_ms, shot.begins) for shot in signals.shots if shot.span.start_ms > 0
    )
    margins = (
        (at, DISSOLVE_MS if begins is Transition.GRADUAL else _BESIDE_A_CUT_MS)
        for at, begins in transitions
    )
    beside = ((at - margin, at + margin) for at, margin in margins)
    return Cover((*beside, *spans(signals.black)))


def _faces(signals: Signals, span: Span) -> dict[int, float]:
    """The best face of every moment, from 0 to 1."""
    first = bisect_left(signals.faces, span.start_ms, key=_at)
    last = bisect_left(signals.faces, span.end_ms, key=_at)
    best: dict[int, float] = {}
    for face in signals.faces[first:last]:
        weight = face_weight(face) * (1.0 - abs(face.x - 0.5))
        best[face.at_ms] = max(best.get(face.at_ms, 0.0), weight)
    return best


def _at(face: Face) -> int:
    return face.at_ms


def _steps(signals: Signals, span: Span) -> Iterator[int]:
    """The middle of every measured step that lies in the span."""
    step_ms = signals.step_ms
    first = span.start_ms - span.start_ms % step_ms + step_ms // 2
    return (at for at in range(first, span.end_ms, step_ms) if at >= span.start_ms)


def _shows(signals: Signals, unfit: Cover, at_ms: int) -> bool:
    brightness = _value(signals, signals.brightness, at_ms, unknown=0.5)
    return _DARKEST <= brightness <= _BRIGHTEST and not unfit.touches(at_ms)


def _look(signals: Signals, at_ms: int) -> float:
    sharpness = _value(signals, signals.sharpness, at_ms)
    return _SHARP * sharpness + _COLOUR * _value(signals, signals.colourfulness, at_ms)


def _value(signals: Signals, values: Sequence[float], at_ms: int, *, unknown: float = 0.0) -> float:
    step = at_ms // signals.step_ms
    return values[step] if step < len(values) else unknown
