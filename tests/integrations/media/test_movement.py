"""Crops as expressions: where they stand, how finely they move, and how long they may get."""

import math
from itertools import pairwise

import pytest

from domain.framing import Position, Scene
from domain.media import Span
from integrations.media.movement import Knot, knots, window


def _scene(start_ms: int, end_ms: int, *path: tuple[int, float]) -> Scene:
    positions = tuple(Position(at_ms=at, x=x, y=0.5) for at, x in path)
    return Scene(span=Span(start_ms=start_ms, end_ms=end_ms), width=0.5, height=1, path=positions)


def _places(expression: str, frames: int) -> list[float]:
    names = {"clip": lambda v, low, high: min(max(v, low), high), "min": min, "round": round}
    names["floor"] = math.floor
    return [eval(expression, {"__builtins__": {}}, {**names, "n": n}) for n in range(frames)]


def test_knots_stand_still_before_and_after_the_positions_and_jump_between_scenes() -> None:
    scenes = [_scene(1_000, 2_000, (1_200, 0.2), (1_600, 0.4)), _scene(2_000, 3_000, (0, 0.9))]

    found = knots(scenes, start_ms=1_000, rate=10)

    assert [(knot.frame, round(knot.x, 3)) for knot in found] == [
        (0, 0.2), (2, 0.2), (6, 0.4), (9, 0.4), (10, 0.9), (19, 0.9)
    ]  # fmt: skip


def test_a_path_with_countless_bends_loses_the_smallest() -> None:
    wild = [(at, 0.5 + 0.2 * math.sin(at / 700)) for at in range(0, 180_000, 100)]

    found = knots([_scene(0, 180_000, *wild)], start_ms=0, rate=30)

    assert len(found) <= 150
    assert found[0] == Knot(frame=0, x=0.5, y=0.5)


def test_a_slow_pan_moves_by_single_pixels_of_the_output() -> None:
    moving = window([(0, 600.0), (100, 640.0)], size=607.5, whole=1920, output=1080)

    piece, at = _places(moving.piece_at, 101), _places(moving.at, 101)

    scale = moving.scaled / moving.piece
    shown = [a * scale + b for a, b in zip(piece, at, strict=True)]
    steps = [b - a for a, b in pairwise(shown)]
    assert all(value % 2 == 0 for value in piece)
    assert min(steps) > -0.6
    assert max(steps) < 2.1
    assert shown[-1] - shown[0] == pytest.approx(40 * scale, abs=1.1)
    assert max(at) + 1080 <= moving.scaled + 0.5


def test_a_crop_never_leaves_the_picture() -> None:
    moving = window([(0, 0.0), (50, 1920.0)], size=607.5, whole=1920, output=1080)

    piece = _places(moving.piece_at, 51)

    assert (min(piece), max(piece)) == (0, 1920 - moving.piece)


def test_what_does_not_move_is_cropped_once() -> None:
    still = window([(0, 960.0), (50, 960.4)], size=607.5, whole=1920, output=1080)

    assert (still.piece, still.piece_at, still.scaled, still.at) == (608, "656", 1080, "0")
