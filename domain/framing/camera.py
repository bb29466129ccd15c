"""The virtual camera: from where the subject is to where the crop stands, calmly.

Where the subject stays within a dead zone the camera stands still. Where it leaves it, the
camera takes the shortest way that keeps the subject inside the zone (a string pulled taut through
a corridor), no faster than ``SPEED``, and starts and stops over ``_EASE_S``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from domain.framing.shapes import Position, Window

TICK_MS: Final = 100
SPEED: Final = 1.0
"""Crop sizes per second. Someone who walks past close to the camera is about as fast."""
_EASE_S: Final = 0.8
ACCELERATION: Final = 2 * SPEED / _EASE_S
"""Crop sizes per second and second: a mean over ``_EASE_S`` cannot turn round any faster."""
_STILL: Final = 0.16
"""How far the subject may be off the middle, in crop sizes, in a shot where the camera stands."""
_LOOSE: Final = 0.1
"""The same while the camera follows."""
_FINE: Final = 0.001
"""Of the picture: a position that bends the path by less is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where the middle of the crop is wanted at a moment, and how far off it may be."""

    at_ms: int
    x: float
    y: float
    room_x: float
    room_y: float


def follow(aims: Sequence[Aim], window: Window) -> tuple[Position, ...]:
    """The path of the crop's middle through aims at even distances of about ``TICK_MS``."""
    tick_s = (aims[-1].at_ms - aims[0].at_ms) / max(1, len(aims) - 1) / 1000
    xs = _steady([(aim.x, aim.room_x) for aim in aims], window.width, tick_s)
    ys = _steady([(aim.y, aim.room_y) for aim in aims], window.height, tick_s)
    path = [Position(at_ms=aim.at_ms, x=x, y=y) for aim, x, y in zip(aims, xs, ys, strict=True)]
    return _simplified(path)


def _steady(wishes: Sequence[tuple[float, float]], size: float, tick_s: float) -> list[float]:
    """One axis, from (middle, room). Whatever is wished, the crop stays inside the picture."""
    gates = _gates(wishes, size, _STILL * size)
    low, high = max(low for low, _ in gates), min(high for _, high in gates)
    if low <= high:
        return [min(high, max(low, median(_inside(one, size) for one, _ in wishes)))] * len(gates)
    path = _taut(_gates(wishes, size, _LOOSE * size))
    return _eased(_slowed(path, SPEED * size * tick_s))


def _gates(
    wishes: Sequence[tuple[float, float]], size: float, zone: float
) -> list[tuple[float, float]]:
    """The lowest and the highest place at each moment: in the dead zone and in the room."""
    return [
        (
            max(_inside(wish, size) - zone, _inside(wish - room, size)),
            min(_inside(wish, size) + zone, _inside(wish + room, size)),
        )
        for wish, room in wishes
    ]


def _inside(place: float, size: float) -> float:
    """The nearest place where a crop of this size does not leave the picture."""
    return min(1 - size / 2, max(size / 2, place))


def _taut(gates: Sequence[tuple[float, float]]) -> list[float]:
    """The way through the gates (low, high), one tick apart, that moves least and latest."""
    path = [_start(gates)]
    while len(path) < len(gates):
        path += _leg(path[-1], gates[len(path) - 1 :])
    return path


def _start(gates: Sequence[tuple[float, float]]) -> float:
    """Where one can stand longest; then as near as can be to where it goes on."""
    low, high = gates[0]
    for next_low, next_high in gates:
        if next_low > high:
            return high
        if next_high < low:
            return low
        low, high = max(low, next_low), min(high, next_high)
    return (low + high) / 2


def _leg(start: float, gates: Sequence[tuple[float, float]]) -> list[float]:
    """The values after ``start`` up to the gate around whose edge the string bends."""
    steepest, flattest = float("inf"), float("-inf")
    bend_up = bend_down = 1
    for ahead in range(1, len(gates)):
        low, high = ((edge - start) / ahead for edge in gates[ahead])
        if low > steepest:
            return [start + steepest * tick for tick in range(1, bend_up + 1)]
        if high < flattest:
            return [start + flattest * tick for tick in range(1, bend_down + 1)]
        if high <= steepest:
            steepest, bend_up = high, ahead
        if low >= flattest:
            flattest, bend_down = low, ahead
    slope = min(steepest, max(flattest, 0.0))
    return [start + slope * tick for tick in range(1, len(gates))]


def _slowed(path: Sequence[float], step: float) -> list[float]:
    """Moves at most ``step`` per tick: halfway between the paths that never lag and never lead."""
    above = _reach(path, step)
    below = [-value for value in _reach([-value for value in path], step)]
    return [(high + low) / 2 for high, low in zip(above, below, strict=True)]


def _reach(path: Sequence[float], step: float) -> list[float]:
    """The lowest path that moves at most ``step`` per tick and is nowhere below."""
    reached = list(path)
    for at in range(1, len(reached)):
        reached[at] = max(reached[at], reached[at - 1] - step)
    for at in range(len(reached) - 2, -1, -1):
        reached[at] = max(reached[at], reached[at + 1] - step)
    return reached


def _eased(path: Sequence[float]) -> list[float]:
    """The mean over ``_EASE_S`` around each tick; the ends are held."""
    around = round(_EASE_S * 1000 / TICK_MS / 2)
    held = [path[0]] * around + list(path) + [path[-1]] * around
    weights = [0.5, *([1.0] * (2 * around - 1)), 0.5]
    return [
        sum(w * v for w, v in zip(weights, held[at:], strict=False)) / (2 * around)
        for at in range(len(path))
    ]


def _simplified(path: Sequence[Position]) -> tuple[Position, ...]:
    """Without the positions that a straight line between the others nearly meets."""
    if max(_bend(path[0], path[0], one) for one in path) <= _FINE:
        return (path[0],)
    kept = {0, len(path) - 1}
    open_ = [(0, len(path) - 1)]
    while open_:
        first, last = open_.pop()
        between = range(first + 1, last)
        worst = max(between, key=lambda at: _bend(path[first], path[last], path[at]), default=first)
        if _bend(path[first], path[last], path[worst]) > _FINE:
            kept.add(worst)
            open_ += [(first, worst), (worst, last)]
    return tuple(path[at] for at in sorted(kept))


def _bend(first: Position, last: Position, one: Position) -> float:
    x, y = along(first, last, one.at_ms)
    return max(abs(one.x - x), abs(one.y - y))


def along(first: Position, last: Position, at_ms: int) -> tuple[float, float]:
    """Where the camera is at a moment on a straight line."""
    if last.at_ms == first.at_ms:
        return first.x, first.y
    part = (at_ms - first.at_ms) / (last.at_ms - first.at_ms)
    return first.x + (last.x - first.x) * part, first.y + (last.y - first.y) * part


def position_at(path: Sequence[Position], at_ms: int) -> tuple[float, float]:
    """Where the camera of a scene is at a moment."""
    if at_ms <= path[0].at_ms:
        return path[0].x, path[0].y
    for first, last in pairwise(path):
        if at_ms <= last.at_ms:
            return along(first, last, at_ms)
    return path[-1].x, path[-1].y
