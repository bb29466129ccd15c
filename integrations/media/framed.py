"""What a picture shows of the clip, scene by scene: a crop that follows, or all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

import ffmpeg

from domain.framing import Framing, Scene
from integrations.media.cutting import Stretch
from integrations.media.movement import knots, window
from integrations.media.probe import Inspection
from integrations.media.streams import even_size, plain

_RATES: Final = (
    *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60)),
    *(Fraction(rate) for rate in (24, 25, 30, 50, 60)),
)
_SLOW: Final = Fraction(23)
_USUAL: Final = Fraction(30)
_SAME_SHAPE: Final = 0.03
_SMALL: Final = 10
"""The blurred copy is made this many times smaller: blurring costs nothing there."""
_DARKER: Final = "16+(val-16)*0.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """A clip as pictures at even distances; the first belongs to ``start_ms`` of the source."""

    width: int
    height: int
    rate: Fraction
    count: int
    start_ms: int


def frames_of(inspection: Inspection, stretch: Stretch) -> Frames:
    width, height = even_size(inspection)
    rate = _rate(inspection.probe.frame_rate)
    return Frames(
        width=width,
        height=height,
        rate=rate,
        count=max(1, round(stretch.duration_s * rate)),
        start_ms=round((stretch.first_s - inspection.start_s) * 1000),
    )


def _rate(rate: Fraction) -> Fraction:
    """The nearest of the usual rates; platforms take 23 to 60 pictures a second."""
    if rate < _SLOW:
        return _USUAL
    return min(_RATES, key=lambda usual: abs(usual - rate))


def steady(stream: Any, frames: Frames) -> Any:
    """The pictures of a stretch at even distances, exactly as many as ``frames`` says."""
    return (
        stream.filter("fps", str(frames.rate), start_time=0)
        .filter("tpad", stop=-1, stop_mode="clone")
        .filter("trim", end_frame=frames.count)
    )


def framed(stream: Any, frames: Frames, framing: Framing) -> Any:
    """``stream`` as one picture shows it; scenes shown alike are made in one go."""
    stretches = [
        (first, after, scenes)
        for scenes in _alike(framing.scenes)
        if (first := _edge(frames, scenes[0].span.start_ms))
        < (after := _edge(frames, scenes[-1].span.end_ms))
    ]
    if len(stretches) == 1:
        return _shown(stream, frames, framing, stretches[0][2])
    copies = stream.split()
    shown = []
    for number, (first, after, scenes) in enumerate(stretches):
        last = number == len(stretches) - 1
        end = {} if last else {"end_frame": after}
        part = copies[number].filter("trim", start_frame=first, **end)
        shown.append(_shown(part.filter("setpts", "PTS-STARTPTS"), frames, framing, scenes))
    return ffmpeg.concat(*shown, v=1, a=0)


def _edge(frames: Frames, ms: int) -> int:
    return max(0, round((ms - frames.start_ms) * frames.rate / 1000))


def _alike(scenes: Sequence[Scene]) -> Sequence[Sequence[Scene]]:
    grouped = groupby(scenes, key=lambda scene: (bool(scene.path), scene.width, scene.height))
    return [list(group) for _, group in grouped]


def _shown(stream: Any, frames: Frames, framing: Framing, scenes: Sequence[Scene]) -> Any:
    width, height = framing.aspect.size
    shape = frames.width / frames.height
    if scenes[0].path:
        stream = _cropped(stream, frames, (width, height), scenes)
    elif abs(shape * height / width - 1) < _SAME_SHAPE:
        stream = _covering(stream, width, height)
    else:
        stream = _over_blur(stream, frames, width, height)
    return plain(stream)


def _cropped(stream: Any, frames: Frames, size: tuple[int, int], scenes: Sequence[Scene]) -> Any:
    path = knots(scenes, start_ms=scenes[0].span.start_ms, rate=float(frames.rate))
    scale = max(
        size[0] / (scenes[0].width * frames.width), size[1] / (scenes[0].height * frames.height)
    )
    across = window(
        [(knot.frame, knot.x * frames.width) for knot in path],
        size=min(frames.width, size[0] / scale),
        whole=frames.width,
        output=size[0],
    )
    down = window(
        [(knot.frame, knot.y * frames.height) for knot in path],
        size=min(frames.height, size[1] / scale),
        whole=frames.height,
        output=size[1],
    )
    piece = stream.filter(
        "crop", across.piece, down.piece, across.piece_at, down.piece_at, exact=1
    ).filter("scale", across.scaled, down.scaled)
    if (across.scaled, down.scaled) == size:
        return piece
    return piece.filter("crop", size[0], size[1], across.at, down.at, exact=1)


def _over_blur(stream: Any, frames: Frames, width: int, height: int) -> Any:
    """Blur is made only where it is seen: in two bars beside or above and below the picture."""
    scale = min(width / frames.width, height / frames.height)
    inner = (_near(frames.width * scale, width), _near(frames.height * scale, height))
    whole = stream.filter("scale", *inner).split()
    small = _covering(whole[0], width // _SMALL, height // _SMALL)
    blurred = small.filter("boxblur", 4, 2).filter("lutyuv", y=_DARKER).split()
    across = inner[1] == height
    bar = ((width - inner[0]) // 2, height) if across else (width, (height - inner[1]) // 2)
    cut = (max(2, bar[0] // _SMALL), max(2, bar[1] // _SMALL))
    corners = ((0, 0), (width // _SMALL - cut[0], height // _SMALL - cut[1]))
    first, second = (
        blurred[number].filter("crop", *cut, *corner, exact=1).filter("scale", *bar)
        for number, corner in enumerate(corners)
    )
    return ffmpeg.filter([first, whole[1], second], "hstack" if across else "vstack", inputs=3)


def _near(side: float, most: int) -> int:
    """Leaves room for two bars with even sides."""
    return min(most, most - 4 * round((most - side) / 4))


def _covering(stream: Any, width: int, height: int) -> Any:
    scaled = stream.filter("scale", width, height, force_original_aspect_ratio="increase")
    return scaled.filter("crop", width, height)
