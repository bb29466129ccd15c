"""Made-up signals of people who stay or walk, and what becomes of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from domain.framing import Fit, Framing, Scene, frame
from domain.media import Face, Shot, Signals, Span
from domain.platforms import Aspect

WIDE = (1920, 1080)
CROP = 1080 * 9 / 16 / 1920
STEP_MS = 500


def span(start_ms: int, end_ms: int) -> Span:
    return Span(start_ms=start_ms, end_ms=end_ms)


def shots(*edges: int) -> tuple[Shot, ...]:
    return tuple(Shot(span=span(s, e), motion=0.1, brightness=0.5) for s, e in pairwise(edges))


def seen(
    at: Callable[[int], float],
    *,
    start_ms: int = 0,
    end_ms: int = 10_000,
    y: float = 0.4,
    size: float = 0.1,
    confidence: float = 0.9,
) -> tuple[Face, ...]:
    """A face at every look; ``at`` says where across at a moment."""
    return tuple(
        Face(
            at_ms=ms,
            x=at(ms),
            y=y,
            width=size,
            height=size * 16 / 9,
            confidence=confidence,
        )
        for ms in range(start_ms, end_ms, STEP_MS)
    )


def standing(x: float) -> Callable[[int], float]:
    return lambda _: x


def signals(faces: Iterable[Face] = (), **fields: Any) -> Signals:
    """Ten seconds in one shot."""
    plain = Signals(
        duration_ms=10_000,
        step_ms=500,
        shots=shots(0, 10_000),
        silences=(),
        motion=(),
        loudness=(),
        faces=tuple(sorted(faces, key=lambda face: face.at_ms)),
        face_step_ms=STEP_MS,
    )
    return replace(plain, **fields)


def framed(
    what: Signals,
    *,
    aspect: Aspect = Aspect.VERTICAL,
    fit: Fit = Fit.AUTO,
    size: tuple[int, int] = WIDE,
    of: Span | None = None,
) -> Framing:
    over = of or span(0, what.duration_ms)
    return frame(what, over, aspect=aspect, fit=fit, width=size[0], height=size[1])


def only(framing: Framing) -> Scene:
    (scene,) = framing.scenes
    return scene
