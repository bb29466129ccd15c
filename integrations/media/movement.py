"""How a crop moves, as expressions that ffmpeg evaluates for each picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.framing import Position, Scene

_FINEST: Final = 0.0003
"""Of the picture: bends smaller than this are left out from the start."""
_MOST_KNOTS: Final = 150
"""A command line has an end. Where a path bends more often, its smallest bends are left out."""
_MARGIN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """Where the middle of the crop stands at a picture; shares of the shown picture."""

    frame: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One direction of a moving crop: first a piece of the picture in steps of two pixels, so that
    it is always scaled alike, then the exact place in the scaled piece, to the pixel."""

    piece: int
    piece_at: str
    scaled: int
    at: str


def knots(scenes: Sequence[Scene], *, start_ms: int, rate: float) -> Sequence[Knot]:
    """Of scenes that follow each other, with a jump between them. The first picture is 0."""
    tolerance = _FINEST
    while True:
        found = [
            knot for scene in scenes for knot in _simpler(_knots(scene, start_ms, rate), tolerance)
        ]
        if len(found) <= max(_MOST_KNOTS, 2 * len(scenes)):
            return found
        tolerance *= 2


def window(values: Sequence[tuple[int, float]], *, size: float, whole: int, output: int) -> Window:
    """``values`` are the places of the crop's middle (picture, pixel), ``size`` is how much of
    ``whole`` pixels the crop takes, ``output`` how many it becomes."""
    lefts = [(frame, min(max(0.0, value - size / 2), whole - size)) for frame, value in values]
    if max(left for _, left in lefts) - min(left for _, left in lefts) < 1:
        piece = min(whole, _even(size))
        at = min(whole - piece, _even(lefts[0][1]))
        return Window(piece=piece, piece_at=str(at), scaled=output, at="0")
    piece = min(whole, _even(size) + _MARGIN)
    scaled = _even(piece * output / size)
    left = _line(lefts)
    coarse = f"min(2*floor(({left})/2),{whole - piece})"
    fine = f"round((({left})-{coarse})*{scaled / piece:.6f})"
    return Window(piece=piece, piece_at=coarse, scaled=scaled, at=fine)


def _knots(scene: Scene, start_ms: int, rate: float) -> Sequence[Knot]:
    first = round((scene.span.start_ms - start_ms) * rate / 1000)
    last = max(first, round((scene.span.end_ms - start_ms) * rate / 1000) - 1)
    frames = {round((at.at_ms - start_ms) * rate / 1000) for at in scene.path}
    wanted = sorted({first, last, *(frame for frame in frames if first < frame < last)})
    return [_at(scene.path, frame, start_ms + frame * 1000 / rate) for frame in wanted]


def _at(path: Sequence[Position], frame: int, at_ms: float) -> Knot:
    for before, after in pairwise(path):
        if before.at_ms <= at_ms < after.at_ms:
            share = (at_ms - before.at_ms) / (after.at_ms - before.at_ms)
            x = before.x + share * (after.x - before.x)
            return Knot(frame=frame, x=x, y=before.y + share * (after.y - before.y))
    end = path[0] if at_ms < path[0].at_ms else path[-1]
    return Knot(frame=frame, x=end.x, y=end.y)


def _simpler(path: Sequence[Knot], tolerance: float) -> Sequence[Knot]:
    """Douglas and Peucker: the ends, and where the path is furthest from the line between them."""
    if len(path) <= 2:
        return path
    offs = [_off(path[0], path[-1], knot) for knot in path]
    furthest = max(range(len(path)), key=lambda at: offs[at])
    if offs[furthest] <= tolerance:
        return [path[0], path[-1]]
    return [
        *_simpler(path[: furthest + 1], tolerance)[:-1],
        *_simpler(path[furthest:], tolerance),
    ]


def _off(first: Knot, last: Knot, knot: Knot) -> float:
    share = (knot.frame - first.frame) / (last.frame - first.frame)
    x = first.x + share * (last.x - first.x)
    return max(abs(knot.x - x), abs(knot.y - first.y - share * (last.y - first.y)))


def _line(values: Sequence[tuple[int, float]]) -> str:
    """Straight lines between the values. A sum, because deep nesting has an end in ffmpeg."""
    terms = [f"{values[0][1]:.3f}"]
    for (frame, value), (next_frame, next_value) in pairwise(values):
        steps = next_frame - frame
        if steps and next_value != value:
            slope = (next_value - value) / steps
            terms.append(f"{slope:+.6f}*clip(n-{frame},0,{steps})")
    return "".join(terms)


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2)) if value >= 1 else 0
