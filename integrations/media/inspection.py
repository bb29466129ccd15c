"""A child process: what a container really holds. Decodes one picture and looks at the end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from integrations.media.formats import MAX_PIXELS
from integrations.media.reading import (
    Refused,
    answer,
    frame_rate_of,
    frames_of,
    open_file,
    packets_of,
    seek,
    time_of,
    video_of,
)
from integrations.media.sniff import has_box, sniff

_TAIL_S: Final = 3
_TOLERANCE_S: Final = 1.0
_TAIL_DECODED: Final = 300
_ODD_RATE: Final = 240
_MIN_SIDE: Final = 16
_NEARLY_SQUARE: Final = Fraction(2, 100)
_HDR: Final = (16, 18)
"""The transfer functions PQ and HLG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tail:
    """``video_end`` is when the last picture ends, ``reach_s`` the last moment of any stream."""

    video_end: int
    reach_s: float
    mean_gap: Fraction | None


def inspect(path: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises Refused."""
    kind = sniff(Path(path))
    try:
        container = open_file(path)
    except av.FFmpegError as error:
        whole = kind != "mov" or has_box(Path(path), b"moov")
        raise Refused("broken" if whole else "truncated") from error
    with container:
        return _described(path, container, video_of(container))


def _described(path: str, container: InputContainer, video: VideoStream) -> Mapping[str, Any]:
    _check_size(video)
    first = next(frames_of(container, video), None)
    if first is None or first.pts is None:
        raise Refused("broken")
    base = video.time_base or Fraction(1, 1000)
    with open_file(path) as again:
        tail = _tail(again, video_of(again))
    _check_whole(container, tail)
    duration_s = (tail.video_end - first.pts) * base
    if duration_s <= 0:
        raise Refused("no_duration")
    audio = _audio_of(container)
    return {
        "duration_ms": max(1, round(duration_s * 1000)),
        "frame_rate": str(_rate(video, tail, base)),
        "container": container.format.name,
        "video_codec": video.codec_context.codec.canonical_name,
        "audio_codec": audio.codec_context.codec.canonical_name if audio else None,
        "video_index": video.index,
        "audio_index": audio.index if audio else None,
        "start_s": float(first.pts * base),
        "container_start_s": (container.start_time or 0) / 1_000_000,
        "interlaced": first.interlaced_frame,
        "hdr": first.color_trc in _HDR,
        **_shown(video, first),
    }


def _check_size(video: VideoStream) -> None:
    width, height = video.codec_context.width, video.codec_context.height
    if min(width, height) < _MIN_SIDE:
        raise Refused("bad_dimensions", width=width, height=height)
    if width * height > MAX_PIXELS:
        raise Refused("too_many_pixels", width=width, height=height)


def _shown(video: VideoStream, frame: av.VideoFrame) -> Mapping[str, Any]:
    """The size on screen: pixel shape and rotation applied."""
    shape = Fraction(video.sample_aspect_ratio or 1)
    square = abs(shape - 1) < _NEARLY_SQUARE or not Fraction(1, 20) < shape < 20
    width, height = frame.width if square else round(frame.width * shape), frame.height
    turned = frame.rotation % 180 != 0
    return {
        "width": height if turned else width,
        "height": width if turned else height,
        "rotation": frame.rotation % 360,
        "square": square,
    }


def _tail(container: InputContainer, video: VideoStream) -> _Tail:
    """What is there at the end, read from the file rather than believed from its header."""
    base = video.time_base or Fraction(1, 1000)
    audio = _audio_of(container)
    declared = _declared_end_s(container)
    if declared is not None:
        seek(container, video, int((declared - _TAIL_S) / base))
    pictures, reach_s = _collect(container, video, audio)
    if not pictures and declared is not None:
        seek(container, video, 0)
        pictures, reach_s = _collect(container, video, audio)
    if not pictures:
        raise Refused("truncated")
    whole = pictures[0].is_keyframe and len(pictures) <= _TAIL_DECODED
    if whole and not _decodes(video, pictures):
        raise Refused("truncated")
    times = sorted(time for packet in pictures if (time := time_of(packet)) is not None)
    gap = Fraction(times[-1] - times[0], len(times) - 1) if len(times) > 1 else None
    last = max(pictures, key=lambda packet: time_of(packet) or 0)
    length = last.duration or (round(gap) if gap else round(1 / frame_rate_of(video) / base))
    return _Tail(video_end=times[-1] + length, reach_s=reach_s, mean_gap=gap)


def _collect(
    container: InputContainer, video: VideoStream, audio: AudioStream | None
) -> tuple[list[Packet[Any]], float]:
    pictures: list[Packet[Any]] = []
    reach = 0.0
    for packet in packets_of(container, *([video, audio] if audio else [video])):
        time = time_of(packet)
        if time is None or packet.is_discard:
            continue
        reach = max(reach, float((time + (packet.duration or 0)) * packet.time_base))
        if packet.stream_index == video.index:
            pictures.append(packet)
            if len(pictures) > 2 * _TAIL_DECODED:
                del pictures[:_TAIL_DECODED]
    return pictures, reach


def _decodes(video: VideoStream, pictures: list[Packet[Any]]) -> bool:
    for packet in [*pictures, None]:
        with suppress(av.FFmpegError):
            if video.codec_context.decode(packet):
                return True
    return False


def _check_whole(container: InputContainer, tail: _Tail) -> None:
    """Refuses a file whose data ends well before its header says."""
    declared = _declared_end_s(container)
    if declared is None:
        return
    missing_s = declared - tail.reach_s
    if missing_s > _TOLERANCE_S:
        length_s = (container.duration or 0) / 1_000_000
        raise Refused(
            "cut_off", has=max(0, round(length_s - missing_s)), says=max(1, round(length_s))
        )


def _declared_end_s(container: InputContainer) -> float | None:
    if container.duration is None:
        return None
    return ((container.start_time or 0) + container.duration) / 1_000_000


def _audio_of(container: InputContainer) -> AudioStream | None:
    best = container.streams.best("audio")
    if not isinstance(best, AudioStream) or best.codec_context is None:
        return None
    return best


def _rate(video: VideoStream, tail: _Tail, base: Fraction) -> Fraction:
    """The header's rate, or where that is only a clock's tick, what the last pictures show."""
    said = frame_rate_of(video)
    if said <= _ODD_RATE or not tail.mean_gap:
        return said
    return (1 / (tail.mean_gap * base)).limit_denominator(1001)


if __name__ == "__main__":
    answer(inspect)
