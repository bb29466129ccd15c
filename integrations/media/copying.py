"""When the pictures of a clip can be taken over as they are, without encoding them anew."""

from __future__ import annotations

from typing import Any, Final

from av.packet import Packet
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

_MARK: Final = 1
"""The first byte of the header that H.264 has in MP4 and Matroska."""
_LENGTH_AT: Final = 4
_KIND: Final = 0x1F
_IDR: Final = 5


def plays_as_it_is(video: VideoStream) -> bool:
    """H.264 that any player and any platform shows: 8 bits, 4:2:0, limited range."""
    codec = video.codec_context
    return (
        codec.name == "h264"
        and codec.pix_fmt == "yuv420p"
        and codec.color_range != ColorRange.JPEG
        and _header(video)[:1] == bytes([_MARK])
    )


def may_start(packet: Packet[Any], video: VideoStream) -> bool:
    """Whether it holds a picture that forgets all before it, which not every keyframe does."""
    header = _header(video)
    if len(header) <= _LENGTH_AT:
        return False
    size = (header[_LENGTH_AT] & 3) + 1
    stored, at = bytes(packet), 0
    while at + size < len(stored):
        if stored[at + size] & _KIND == _IDR:
            return True
        at += size + int.from_bytes(stored[at : at + size], "big")
    return False


def _header(video: VideoStream) -> bytes:
    return video.codec_context.extradata or b""
