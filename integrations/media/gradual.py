"""Finds dissolves, fades and wipes in small grey pictures, one per tick.

While one shot gives way to the next, every point of the picture lies between what it was before
and what it will be after, and the picture comes closer to the new one all the time. What moves
inside a shot hardly ever does that. (A wipe changes the points one after the other, a dissolve
all at once, a fade has a plain picture at one end: to this rule they are the same.)
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from integrations.media.shots import Grey

LONGEST: Final = 24
"""Ticks."""

_LENGTHS: Final = (4, 8, 16, LONGEST)
_LEAST_CHANGE: Final = 0.1
_MOST_OUTSIDE: Final = 0.05
_FASTEST: Final = 0.5
"""More of the way than this in one tick is a cut."""
_BACK: Final = 0.05
_MOST_ALIKE: Final = 0.5
"""The correlation of the two ends: more is the same picture in another light."""
_PLAIN: Final = 4.0
"""A picture whose points differ less than this from each other shows nothing."""
_ENDS: Final = 0.08

Pictures = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradual:
    """In ticks from the first picture. ``middle`` is where the new shot is counted from."""

    start: int
    middle: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    change: float
    one: Gradual


def find_gradual(pictures: Grey) -> list[Gradual]:
    """In order of time, none overlapping another."""
    shown = pictures.astype(np.float32)
    found = [
        _Found(change, one)
        for length in _LENGTHS
        for at in range(len(shown) - length)
        if (change := _change(shown, at, length)) and (one := _between(shown, at, length))
    ]
    chosen: list[Gradual] = []
    for candidate in sorted(found, key=lambda each: -each.change):
        if all(candidate.one.end <= one.start or candidate.one.start >= one.end for one in chosen):
            chosen.append(candidate.one)
    return sorted(chosen, key=lambda one: one.start)


def _change(shown: Pictures, at: int, length: int) -> float:
    """How different the ends are; 0 when not enough to look closer."""
    change = float(np.abs(shown[at + length] - shown[at]).mean()) / 255
    return change if change > _LEAST_CHANGE else 0.0


def _between(shown: Pictures, at: int, length: int) -> Gradual | None:
    first, last = shown[at], shown[at + length]
    low, high = np.minimum(first, last), np.maximum(first, last)
    inside = shown[at + 1 : at + length]
    outside = (np.maximum(0, low - inside) + np.maximum(0, inside - high)).mean((1, 2))
    if outside.max() > _MOST_OUTSIDE * (high - low).mean():
        return None
    gone, left = np.abs(inside - first).mean((1, 2)), np.abs(last - inside).mean((1, 2))
    way = np.concatenate(([0.0], gone / (gone + left + 1e-6), [1.0]))
    steps = np.diff(way)
    if steps.max() > _FASTEST or steps.min() < -_BACK or _alike(first, last) > _MOST_ALIKE:
        return None
    return _placed(way, at, plain=(_is_plain(first), _is_plain(last)))


def _alike(one: Pictures, other: Pictures) -> float:
    if _is_plain(one) or _is_plain(other):
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _is_plain(picture: Pictures) -> bool:
    return float(picture.std()) < _PLAIN


def _placed(way: NDArray[np.float64], at: int, *, plain: tuple[bool, bool]) -> Gradual:
    """A fade belongs to the shot that is seen: its new shot begins at the plain end."""
    start = at + int(np.flatnonzero(way <= _ENDS)[-1])
    end = at + int(np.flatnonzero(way >= 1 - _ENDS)[0])
    middle = at + int(np.flatnonzero(way >= 0.5)[0])
    from_plain, to_plain = plain
    if from_plain != to_plain:
        middle = start if from_plain else end
    return Gradual(start=start, middle=middle, end=max(end, start + 1))
