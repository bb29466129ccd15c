"""How long a video lasts and how large its picture is, read from the boxes of the file alone.

MP4 and MOV after ISO/IEC 14496-12: a box is a length of 4 bytes, a name of 4, and what it holds.
WebM after RFC 8794 and RFC 9559: an element is an id and a length of variable width.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import unpack
from typing import BinaryIO, Final

_MOST_INDEX_BYTES: Final = 64 * 10**6
_WEBM: Final = b"\x1a\x45\xdf\xa3"
_WEBM_HEAD_BYTES: Final = 4 * 10**6
"""The length of a WebM stands near its beginning, before the pictures."""
_SEGMENT: Final = b"\x18\x53\x80\x67"
_ABOUT: Final = b"\x15\x49\xa9\x66"
_SCALE: Final = b"\x2a\xd7\xb1"
_DURATION: Final = b"\x44\x89"
_UNKNOWN_LENGTH: Final = (1 << 56) - 1
_NANOSECOND: Final = 1e-9


class NoVideo(Exception):
    """It is no video, or not all of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """``width`` and ``height`` are 0 where the file does not say them outside of its pictures."""

    duration_s: float
    width: int = 0
    height: int = 0


def look(path: Path) -> Film:
    """Raises NoVideo."""
    with path.open("rb") as file:
        if file.read(4) == _WEBM:
            return _webm(_WEBM + file.read(_WEBM_HEAD_BYTES), path.stat().st_size)
        return _film(_index(file, path.stat().st_size))


def _index(file: BinaryIO, end: int) -> bytes:
    """What the ``moov`` box holds, in a file that has its pictures too and is all there."""
    found: bytes | None = None
    names = []
    at = 0
    while at < end:
        file.seek(at)
        header = file.read(16)
        size, name = int.from_bytes(header[:4]), header[4:8]
        skip = 16 if size == 1 else 8
        size = {0: end - at, 1: int.from_bytes(header[8:16])}.get(size, size)
        if size < skip or at + size > end:
            raise NoVideo
        names.append(name)
        if name == b"moov" and size <= _MOST_INDEX_BYTES:
            file.seek(at + skip)
            found = file.read(size - skip)
        at += size
    if found is None or names[0] != b"ftyp" or b"mdat" not in names:
        raise NoVideo
    return found


def _film(moov: bytes) -> Film:
    lasts = _first(moov, b"mvhd")
    # Version 1 has times of 8 bytes where version 0 has 4.
    at, width = (20, 8) if lasts[:1] == b"\x01" else (12, 4)
    timescale = int.from_bytes(lasts[at : at + 4])
    for track in (content for name, content in _boxes(moov) if name == b"trak"):
        if _first(_first(track, b"mdia"), b"hdlr")[8:12] == b"vide" and timescale:
            # The last 8 bytes are the width and the height, with 16 bits after the point.
            across, down = unpack(">II", _first(track, b"tkhd")[-8:])
            length = int.from_bytes(lasts[at + 4 : at + 4 + width])
            return Film(duration_s=length / timescale, width=across >> 16, height=down >> 16)
    raise NoVideo


def _first(parent: bytes, wanted: bytes) -> bytes:
    for name, content in _boxes(parent):
        if name == wanted and len(content) >= 8:
            return content
    raise NoVideo


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        if size < 8 or at + size > len(content):
            raise NoVideo
        yield content[at + 4 : at + 8], content[at + 8 : at + size]
        at += size


def _webm(head: bytes, end: int) -> Film:
    """``head`` is how the file begins, ``end`` how long it is."""
    _, start, after = _element(head, 0)
    if b"webm" not in head[start:after]:
        raise NoVideo
    name, start, after = _element(head, after)
    if name != _SEGMENT or (after > end and after - start != _UNKNOWN_LENGTH):
        raise NoVideo
    for name, begins, ends in _elements(head, start):
        if name == _ABOUT:
            return Film(duration_s=_ticks(head[begins:ends]) * _NANOSECOND)
    raise NoVideo


def _ticks(about: bytes) -> float:
    """The duration in nanoseconds; 0 when it is not said."""
    said = {name: about[at:after] for name, at, after in _elements(about, 0)}
    scale_ns = int.from_bytes(said[_SCALE]) if _SCALE in said else 1_000_000
    ticks = said.get(_DURATION, b"")
    if len(ticks) not in (4, 8):
        return 0.0
    return float(unpack(">f" if len(ticks) == 4 else ">d", ticks)[0]) * scale_ns


def _elements(content: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    while at < len(content):
        element = _element(content, at)
        yield element
        at = element[2]


def _element(content: bytes, at: int) -> tuple[bytes, int, int]:
    """Its id, and where what it holds begins and ends."""
    begins = at + _width(content, at)
    start = begins + _width(content, begins)
    length = int.from_bytes(content[begins:start]) & ((1 << 7 * (start - begins)) - 1)
    return content[at:begins], start, start + length


def _width(content: bytes, at: int) -> int:
    """As many bytes as there are zeros before the first one, and one more."""
    if at >= len(content) or not content[at]:
        raise NoVideo
    return 9 - content[at].bit_length()
