"""What was measured on one stretch of a video, and the bytes in which that is kept."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from domain.media import Span
from integrations.media.columns import Column, DamagedColumns, Shape, pack, unpack
from integrations.media.stretches import TICK_MS

_VERSION: Final = 1
_PER_TICK: Final = ("motion", "brightness", "lightest", "focus_x", "focus_y", "loudness", "speech")
_SHAPES: Final[dict[str, Shape]] = {
    "span": ("<i8", 1),
    **dict.fromkeys(_PER_TICK, ("<f2", 1)),
    "cuts": ("<i4", 1),
    "gradual": ("<i4", 3),
    "looks": ("<i4", 1),
    "sharpness": ("<f2", 1),
    "colourfulness": ("<f2", 1),
    "faces": ("<f4", 5),
    "face_looks": ("<i4", 1),
    "onsets": ("<i4", 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Columns with one value per tick, not a number where nothing was measured: ``motion``,
    ``brightness``, the ``lightest`` parts, ``focus_x`` and ``focus_y`` from 0 to 1, ``loudness``
    of the tick alone in LUFS, ``speech`` how much it sounds like that, from 0 to 1.

    Moments are ms of the video. ``gradual`` has rows of start, middle and end. ``sharpness`` and
    ``colourfulness`` belong to the ``looks``; each row of ``faces`` (middle, size, confidence)
    to one of the ``face_looks``.
    """

    span: Column
    motion: Column
    brightness: Column
    lightest: Column
    focus_x: Column
    focus_y: Column
    loudness: Column
    speech: Column
    cuts: Column
    gradual: Column
    looks: Column
    sharpness: Column
    colourfulness: Column
    faces: Column
    face_looks: Column
    onsets: Column

    @property
    def stretch(self) -> Span:
        return Span(start_ms=int(self.span[0]), end_ms=int(self.span[1]))


def pack_part(part: Part) -> bytes:
    return pack(_VERSION, {one.name: getattr(part, one.name) for one in fields(part)}, _SHAPES)


def unpack_part(data: bytes) -> Part:
    """Raises DamagedColumns."""
    part = Part(**unpack(_VERSION, data, _SHAPES))
    if len(part.span) != 2:
        raise DamagedColumns("a part has a start and an end")
    ticks = tick_count(part.stretch)
    right = (
        all(len(getattr(part, name)) == ticks for name in _PER_TICK),
        len(part.looks) == len(part.sharpness) == len(part.colourfulness),
        len(part.faces) == len(part.face_looks),
        all(_is_inside(part.stretch, moments) for moments in (part.looks, part.cuts)),
    )
    if not all(right):
        raise DamagedColumns("the columns do not belong together")
    return part


def _is_inside(stretch: Span, moments: Column) -> bool:
    return bool(np.all((moments >= stretch.start_ms) & (moments < stretch.end_ms)))


def tick_count(stretch: Span) -> int:
    return max(0, -(-stretch.duration_ms // TICK_MS))


def no_number(ticks: int) -> Column:
    return np.full(ticks, np.nan)
