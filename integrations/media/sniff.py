"""What a file is by its first bytes, whatever its name says."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from integrations.media.reading import Refused

_HEAD_BYTES: Final = 4096
_STARTS: Final = (
    ("matroska", b"\x1a\x45\xdf\xa3"),
    ("flv", b"FLV\x01"),
    ("ogg", b"OggS"),
    ("asf", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("mpeg", b"\x00\x00\x01\xba"),
    ("mxf", b"\x06\x0e\x2b\x34"),
)
_AUDIO: Final = (b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"sidx")


def sniff(path: Path) -> str:
    """The name of the container. Raises Refused for what is certainly no video."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise Refused("empty")
    if head.startswith(_AUDIO) or _riff(head, b"WAVE"):
        raise Refused("no_video_stream")
    kind = _kind(head)
    if kind is None:
        raise Refused("not_video")
    return kind


def has_box(path: Path, name: bytes) -> bool:
    """Whether an MP4 or QuickTime file has a box of this name at its top level."""
    with path.open("rb") as file:
        return any(box == name for box in _boxes(file, path.stat().st_size))


def _kind(head: bytes) -> str | None:
    for kind, start in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] in _BOXES:
        return "mov"
    if _riff(head, b"AVI "):
        return "avi"
    return "mpegts" if _is_transport_stream(head) else None


def _riff(head: bytes, kind: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == kind


def _is_transport_stream(head: bytes) -> bool:
    """A sync byte in each of the first packets: plain TS, or AVCHD with four bytes before."""
    return any(
        len(head) >= offset + 2 * size and all(head[offset + n * size] == 0x47 for n in range(2))
        for offset, size in ((0, 188), (4, 192), (0, 204))
    )


def _boxes(file: BinaryIO, end: int) -> Iterator[bytes]:
    at = 0
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        yield header[4:8]
        if size < 8:
            return
        at += size
