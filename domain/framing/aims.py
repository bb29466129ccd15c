"""Who or what a shot is about, and so where its crop is wanted at each moment."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Final

from domain.framing.camera import TICK_MS, Aim
from domain.framing.shapes import Window
from domain.framing.tracks import Track
from domain.media import Face, Signals, Span

_EQUAL: Final = 0.5
"""Who weighs this much of the first must not be cut off."""
_ALSO: Final = 0.3
"""Who weighs this much of the first is taken along where there is room."""
_LARGEST: Final = 1.1
"""A face may be so much wider than the crop: the found box is a quarter wider than what one sees
of a face from the front."""
_NEAR: Final = 1.5
"""Motion within so many face sizes of a face is this person's."""
_LISTEN_MS: Final = 2_000
"""In less time motion does not tell who speaks."""
_HEAD_WIDTH: Final = 1.3
_ABOVE: Final = 0.35
_BELOW: Final = 0.1
"""A head is wider than its face, has hair above and a chin below; in face sizes."""
_EYES: Final = 0.2
"""The eyes are this much of the face's height above its middle."""
_EYE_LINE: Final = 1 / 3
_LIVELY: Final = 0.01
"""Less motion than this says nothing about where to look."""
_WINDOW_MS: Final = 1_000
"""The middle of what moves is a noisy measure: the median around each moment counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people a shot is about, the weightiest first, and who else is in it.

    ``all_fit`` is False when somebody as important stays outside the crop.
    """

    kept: tuple[Track, ...]
    others: tuple[Track, ...]
    all_fit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    eyes: float


def choose_cast(tracks: Sequence[Track], signals: Signals, crop: Window) -> Cast:
    """Of two, who moves counts for more: who speaks moves."""
    telling = len(tracks) == 2 and min(t.span.duration_ms for t in tracks) >= _LISTEN_MS
    worth = [(t.weight * (_attention(t, signals) if telling else 1), t) for t in tracks]
    (most, first), *rest = sorted(worth, key=lambda pair: -pair[0])
    kept, others, all_fit = [first], [], _is_held(first, crop)
    for weight, track in rest:
        if weight >= _ALSO * most and _fits([*kept, track], crop):
            kept.append(track)
            continue
        others.append(track)
        if weight >= _EQUAL * most and any(track.span.overlaps(one.span) for one in kept):
            all_fit = False
    return Cast(kept=tuple(kept), others=tuple(others), all_fit=all_fit)


def _is_held(track: Track, crop: Window) -> bool:
    """Whether the face has room from the brows to below the chin."""
    return track.width <= _LARGEST * crop.width and track.height * (1 + _BELOW) <= crop.height


def _attention(track: Track, signals: Signals) -> float:
    """From 0.5 where nothing of the motion is near this face to 1.5 where all of it is."""
    near = moving = 0.0
    for face in track.faces:
        at = face.at_ms // signals.step_ms
        if at < min(len(signals.motion), len(signals.focus_x)) and signals.motion[at] >= _LIVELY:
            moving += signals.motion[at]
            near += signals.motion[at] * (abs(signals.focus_x[at] - face.x) <= _NEAR * face.width)
    return 0.5 + near / moving if moving else 1.0


def _fits(tracks: Sequence[Track], crop: Window) -> bool:
    """Whether the crop holds all who are there, at nearly all moments."""
    moments = sorted({face.at_ms for track in tracks for face in track.faces})
    boxes = [box for at in moments if (box := _around(tracks, at)) is not None]
    fitting = [
        box.right - box.left <= crop.width and box.bottom - box.top <= crop.height for box in boxes
    ]
    return sum(fitting) >= 0.9 * len(fitting)


def ticks(span: Span) -> list[int]:
    count = max(1, ceil(span.duration_ms / TICK_MS))
    return [span.start_ms + round(tick * span.duration_ms / count) for tick in range(count + 1)]


def aims_at_people(cast: Cast, span: Span, crop: Window) -> list[Aim]:
    """Where nobody is found for a moment, the way goes straight on to where somebody is again."""
    moments = ticks(span)
    looks = (face.at_ms for track in cast.kept for face in track.faces)
    boxes = ((at, _somebody(cast, at)) for at in sorted({*moments, *looks}))
    return _filled([_aim(at, box, crop) for at, box in boxes if box], moments)


def _somebody(cast: Cast, at_ms: int) -> Box | None:
    """Those who are kept; while they are away, the first of the others."""
    box = _around(cast.kept, at_ms)
    others = (_around((track,), at_ms) for track in cast.others)
    return box or next((other for other in others if other is not None), None)


def _around(tracks: Sequence[Track], at_ms: int) -> Box | None:
    heads = [_head(face) for track in tracks if (face := track.at(at_ms)) is not None]
    if not heads:
        return None
    return Box(
        left=min(head.left for head in heads),
        top=min(head.top for head in heads),
        right=max(head.right for head in heads),
        bottom=max(head.bottom for head in heads),
        eyes=min(head.eyes for head in heads),
    )


def _head(face: Face) -> Box:
    return Box(
        left=face.x - face.width * _HEAD_WIDTH / 2,
        top=face.y - face.height * (0.5 + _ABOVE),
        right=face.x + face.width * _HEAD_WIDTH / 2,
        bottom=face.y + face.height * (0.5 + _BELOW),
        eyes=face.y - face.height * _EYES,
    )


def _aim(at_ms: int, box: Box, crop: Window) -> Aim:
    """The heads in the middle across; the eyes at a third of the height where it leaves the heads
    inside."""
    middle = (box.top + box.bottom) / 2
    room_y = max(0.0, (crop.height - (box.bottom - box.top)) / 2)
    y = box.eyes + (0.5 - _EYE_LINE) * crop.height
    y = min(middle + room_y, max(middle - room_y, y))
    return Aim(
        at_ms=at_ms,
        x=(box.left + box.right) / 2,
        y=y,
        room_x=max(0.0, (crop.width - (box.right - box.left)) / 2),
        room_y=room_y - abs(y - middle),
    )


def _filled(known: Sequence[Aim], moments: Sequence[int]) -> list[Aim]:
    """An aim for every moment: straight between two that are known, standing before and after."""
    times = [aim.at_ms for aim in known]
    afters = [bisect_left(times, at) for at in moments]
    return [
        _between(known[max(0, after - 1)], known[min(after, len(known) - 1)], at)
        for at, after in zip(moments, afters, strict=True)
    ]


def _between(first: Aim, last: Aim, at_ms: int) -> Aim:
    part = (at_ms - first.at_ms) / max(1, last.at_ms - first.at_ms)
    return Aim(
        at_ms=at_ms,
        x=first.x + (last.x - first.x) * part,
        y=first.y + (last.y - first.y) * part,
        room_x=min(first.room_x, last.room_x),
        room_y=min(first.room_y, last.room_y),
    )


def aims_at_motion(signals: Signals, span: Span, crop: Window) -> list[Aim]:
    """Where something moves or stands out; the middle where nothing is known."""
    return [
        Aim(
            at_ms=at,
            x=_focus(signals.focus_x, at, span, signals.step_ms),
            y=_focus(signals.focus_y, at, span, signals.step_ms),
            room_x=crop.width / 4,
            room_y=crop.height / 4,
        )
        for at in ticks(span)
    ]


def _focus(values: Sequence[float], at_ms: int, span: Span, step_ms: int) -> float:
    low = max(span.start_ms, at_ms - _WINDOW_MS) // step_ms
    high = min(span.end_ms, at_ms + _WINDOW_MS) // step_ms
    inside = values[low : high + 1]
    return median(inside) if inside else 0.5
