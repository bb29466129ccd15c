"""How long an MP4 or MOV file says that it lasts, read from its boxes alone.

ISO/IEC 14496-12: a box is a length of 4 bytes, a name of 4, and what it holds; the ``mvhd`` box in
``moov`` holds the timescale and the duration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_HEADER: Final = 8
_LONG_HEADER: Final = 16
_MOST_BOXES: Final = 1000


class NoVideo(Exception):
    """It is no file of that kind, or its index does not come before its pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    name: bytes
    start: int
    end: int


def duration_s(path: Path) -> float:
    """Raises NoVideo."""
    with path.open("rb") as file:
        outer = list(_boxes(file, 0, path.stat().st_size))
        names = [box.name for box in outer]
        if names[:1] != [b"ftyp"] or not {b"moov", b"mdat"} <= set(names):
            raise NoVideo
        if names.index(b"mdat") < names.index(b"moov"):
            raise NoVideo
        index = outer[names.index(b"moov")]
        inner = (box for box in _boxes(file, index.start, index.end) if box.name == b"mvhd")
        return _duration(file, next(inner, None))


def _duration(file: BinaryIO, box: _Box | None) -> float:
    if box is None:
        raise NoVideo
    file.seek(box.start)
    content = file.read(32)
    # Version 1 has times of 8 bytes where version 0 has 4.
    at, width = (20, 8) if content[:1] == b"\x01" else (12, 4)
    timescale = int.from_bytes(content[at : at + 4])
    length = int.from_bytes(content[at + 4 : at + 4 + width])
    if not timescale or len(content) < at + 4 + width:
        raise NoVideo
    return length / timescale


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    for _ in range(_MOST_BOXES):
        if at + _HEADER > end:
            return
        file.seek(at)
        header = file.read(_LONG_HEADER)
        size, skip = int.from_bytes(header[:4]), _HEADER
        if size == 1:
            size, skip = int.from_bytes(header[8:16]), _LONG_HEADER
        size = size or end - at
        if size < skip or at + size > end:
            raise NoVideo
        yield _Box(name=header[4:8], start=at + skip, end=at + size)
        at += size
