"""How the child processes open a file with PyAV and tell their parent what they found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from integrations.media.formats import DEMUXERS, MAX_PIXELS, MAX_STREAMS, PIXELS_4K

_PIXELS: Final = {"max_pixels": str(MAX_PIXELS)}
_OPTIONS: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": DEMUXERS,
    "max_streams": str(MAX_STREAMS),
    **_PIXELS,
}
_THREADS: Final = 2


class Refused(Exception):
    """``reason`` names the text ``media_refused.<reason>``."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def answer(work: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Calls ``work`` with the path and the settings of the command line, and prints its answer."""
    path, settings = sys.argv[1], json.loads(sys.argv[2])
    try:
        tell({"found": work(path, settings)})
    except Refused as refused:
        tell({"refused": refused.reason, "values": refused.values})


def tell(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def open_file(path: str) -> InputContainer:
    """Raises av.FFmpegError."""
    return av.open(f"file:{path}", options=dict(_OPTIONS), metadata_errors="replace")


def video_of(container: InputContainer) -> VideoStream:
    """The stream that a player would show. Raises Refused."""
    if len(container.streams) == 0:
        raise Refused("broken")
    best = container.streams.best("video")
    if not isinstance(best, VideoStream) or Disposition.attached_pic in best.disposition:
        raise Refused("no_video_stream")
    if best.codec_context is None:
        raise Refused("unsupported_codec", codec=best.codec.name if best.codec else "?")
    best.codec_context.options = dict(_PIXELS)
    best.codec_context.thread_type = "AUTO"
    pixels = best.codec_context.width * best.codec_context.height
    best.codec_context.thread_count = _THREADS if pixels <= PIXELS_4K else 1
    return best


def packets_of(container: InputContainer, *streams: Any) -> Iterator[Packet[Any]]:
    """Packets up to the end of what can be read; a file cut off just ends earlier."""
    with suppress(av.FFmpegError):
        for packet in container.demux(*streams):
            if packet.size:
                yield packet


def frames_of(container: InputContainer, video: VideoStream) -> Iterator[av.VideoFrame]:
    """Frames in order of time, leaving out what is damaged, as players do."""
    for packet in packets_of(container, video):
        with suppress(av.FFmpegError):
            yield from _pictures(video, packet)
    with suppress(av.FFmpegError):
        yield from _pictures(video, None)


def _pictures(video: VideoStream, packet: Packet[Any] | None) -> Iterator[av.VideoFrame]:
    yield from video.codec_context.decode(packet)


def time_of(packet: Packet[Any]) -> int | None:
    """AVI has no presentation times; what it has is close enough."""
    return packet.dts if packet.pts is None else packet.pts


def frame_rate_of(video: VideoStream) -> Fraction:
    for rate in (video.average_rate, video.guessed_rate, video.base_rate):
        if rate and 0 < rate <= 1000:
            return Fraction(rate)
    return Fraction(25)


def seek(container: InputContainer, video: VideoStream, to: int) -> None:
    """To a keyframe at or before ``to`` (in the stream's time base), or to the start."""
    try:
        container.seek(to, stream=video, backward=True)
    except av.FFmpegError:
        with suppress(av.FFmpegError):
            container.seek(video.start_time or 0, stream=video, backward=True, any_frame=True)
