"""The pictures that stand for a clip and for its versions, out of a reading of one moment.

They are not made along with the rest: an output that waits for its moment makes ffmpeg hold back
what its other outputs wait for, and the pictures in between pile up in memory.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import ffmpeg

from domain.framing import Framing, Position
from domain.framing.camera import position_at
from domain.media import Span
from domain.rendering import ClipOrder
from integrations.media.children import nobody
from integrations.media.cutting import Source, locate, picture_input
from integrations.media.ffmpeg import Work, render
from integrations.media.framed import framed, frames_of, steady
from integrations.media.streams import pictures as pictures_of

_MOMENT_MS: Final = 40
_QUALITY: Final = 3


async def make_posters(
    source: Source, order: ClipOrder, *, own: str | None, pictures: Sequence[str]
) -> None:
    """``own`` and ``pictures`` are where they go. Raises as ``render``."""
    moment = Span(start_ms=order.poster_ms, end_ms=order.poster_ms + _MOMENT_MS)
    stretch = await locate(source, moment)
    frames = replace(frames_of(source.inspection, stretch), count=1)
    shown = pictures_of(picture_input(source, stretch), source.inspection, stretch)
    copies = steady(shown, frames).split()
    outputs = [_jpeg(copies[0], own)] if own else []
    for number, (wanted, path) in enumerate(zip(order.pictures, pictures, strict=True), start=1):
        framing = _at(wanted.framing, order.poster_ms)
        outputs.append(_jpeg(framed(copies[number], frames, framing), path))
    if outputs:
        work = Work(duration_ms=_MOMENT_MS)
        graph = ffmpeg.merge_outputs(*outputs)
        await render(source.binary, graph, work=work, on_progress=nobody)


def _at(framing: Framing, moment_ms: int) -> Framing:
    """What is shown at a moment, as a scene of its own."""
    scenes = framing.scenes
    scene = next((one for one in scenes if one.span.end_ms > moment_ms), scenes[-1])
    still = Span(start_ms=moment_ms, end_ms=moment_ms + _MOMENT_MS)
    path: tuple[Position, ...] = ()
    if scene.path:
        x, y = position_at(scene.path, moment_ms)
        path = (Position(at_ms=moment_ms, x=x, y=y),)
    return replace(framing, scenes=(replace(scene, span=still, path=path),))


def _jpeg(stream: Any, path: str) -> Any:
    """JPEG has colours of its own, whatever the video's are."""
    return (
        stream.filter("trim", end_frame=1)
        .filter("scale", out_range="pc", out_color_matrix="bt601")
        .filter("format", "yuv420p")
        .output(
            f"file:{path}", f="image2", update=1, vframes=1, map_metadata=-1,
            **{"q:v": _QUALITY},
        )
    )  # fmt: skip
