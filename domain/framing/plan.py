"""How a clip is to be shown in another shape, shot by shot."""

from collections.abc import Sequence
from typing import Final

from domain.framing.aims import aims_at_motion, aims_at_people, choose_cast
from domain.framing.camera import Aim, follow, position_at
from domain.framing.shapes import Fit, Framing, Position, Scene, Window, window
from domain.framing.tracks import find_tracks
from domain.media import Signals, Span
from domain.platforms import Aspect

_SHORTEST_MS: Final = 300
"""A shorter shot is a flash: it goes with the one before."""
_NEARLY: Final = 0.8
"""A crop that keeps this much of the picture is always taken: a blur for a narrow rim is worse."""
_ENOUGH: Final = 0.55
"""Where no subject is known, a crop that keeps less than this loses what the shot is about."""
_INSIDE: Final = 0.9
"""The share of a shot that its subject has to be inside the crop."""
_GATHERED: Final = 0.8
"""The share of a shot's motion whose middle must be close to the middle of the crop."""
_CLOSE: Final = 1 / 8
"""In crop sizes. Where things move all over the picture, their middle wanders further."""
_MOVING: Final = (0.02, 0.3)
"""Less motion says nothing about a subject; with more it is the camera that moves."""


def frame(
    signals: Signals, span: Span, *, aspect: Aspect, fit: Fit, width: int, height: int
) -> Framing:
    """``width`` and ``height`` are those of the picture as shown.

    With ``Fit.AUTO`` a shot is cropped

    - when its shape is nearly the wanted one;
    - to its people, when all that are important stay inside;
    - to where it moves, when the motion is in one place or can be followed;
    - to its middle, when the crop keeps most of the picture anyway;

    and is shown whole otherwise.
    """
    crop = window(aspect, width=width, height=height)
    scenes = [_scene(signals, shot, fit, crop) for shot in _shots(signals, span)]
    return Framing(aspect=aspect, scenes=_joined(scenes))


def _shots(signals: Signals, span: Span) -> list[Span]:
    """The shots of a span. Those that are too short belong to the one before, or else after."""
    edges = [span.start_ms]
    for shot in signals.shots:
        start = shot.span.start_ms
        if edges[-1] + _SHORTEST_MS <= start <= span.end_ms - _SHORTEST_MS:
            edges.append(start)
    return [
        Span(start_ms=s, end_ms=e) for s, e in zip(edges, [*edges[1:], span.end_ms], strict=True)
    ]


def _scene(signals: Signals, shot: Span, fit: Fit, crop: Window) -> Scene:
    if fit is Fit.WHOLE and crop.kept < 1:
        return Scene(span=shot)
    path, kept = _path(signals, shot, crop)
    if fit is Fit.AUTO and not (kept or crop.kept >= _NEARLY):
        return Scene(span=shot)
    return Scene(span=shot, width=crop.width, height=crop.height, path=path)


def _path(signals: Signals, shot: Span, crop: Window) -> tuple[tuple[Position, ...], bool]:
    """The camera's path, and whether it keeps what the shot is about."""
    tracks = find_tracks(signals, shot)
    if not tracks:
        aims = aims_at_motion(signals, shot, crop)
        path = follow(aims, crop)
        return path, crop.kept >= _ENOUGH or _keeps_motion(signals, shot, path, crop)
    cast = choose_cast(tracks, signals, crop)
    aims = aims_at_people(cast, shot, crop)
    path = follow(aims, crop)
    return path, cast.all_fit and _keeps_people(aims, path, crop)


def _keeps_people(aims: Sequence[Aim], path: Sequence[Position], crop: Window) -> bool:
    inside = 0
    for aim in aims:
        x, y = position_at(path, aim.at_ms)
        inside += abs(aim.x - x) <= crop.width / 2 and abs(aim.y - y) <= crop.height / 2
    return inside >= _INSIDE * len(aims)


def _keeps_motion(signals: Signals, shot: Span, path: Sequence[Position], crop: Window) -> bool:
    """Whether something moves that is not the camera, and stays in the middle of the crop."""
    first, last = shot.start_ms // signals.step_ms, -(-shot.end_ms // signals.step_ms)
    steps = range(first, min(last, len(signals.motion), len(signals.focus_x), len(signals.focus_y)))
    moving = inside = 0.0
    for step in steps:
        x, y = position_at(path, step * signals.step_ms)
        off_x = abs(signals.focus_x[step] - x) / crop.width
        off_y = abs(signals.focus_y[step] - y) / crop.height
        moving += signals.motion[step]
        inside += signals.motion[step] * (max(off_x, off_y) <= _CLOSE)
    least, most = (bound * len(steps) for bound in _MOVING)
    return 0 < least <= moving <= most and inside >= _GATHERED * moving


def _joined(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Neighbours that are shown whole are one scene."""
    joined: list[Scene] = []
    for scene in scenes:
        if joined and not joined[-1].path and not scene.path:
            start_ms = joined.pop().span.start_ms
            scene = Scene(span=Span(start_ms=start_ms, end_ms=scene.span.end_ms))
        joined.append(scene)
    return tuple(joined)
