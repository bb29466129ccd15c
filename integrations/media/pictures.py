"""The pictures of a stretch, decoded as cheaply as they may be for measuring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import Any, Final

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from integrations.media.reading import frame_rate_of, packets_of, seek, time_of, video_of

_BACK_MS: Final = (0, 2_000, 8_000, 32_000)
_WHOLE_VIDEO_MS: Final = 10**9
_SMOOTH: Final = 20
"""From this rate on, pictures that no other needs may be left out: a cut is still found to
within one picture."""
_MOST_LEFT_OUT: Final = 3.5
"""A wider gap (in pictures) than this, and all are decoded from there on."""
_LEAST_GAP_MS: Final = 3.9
_PAST: Final = 8
"""One wild time stamp does not end a stretch."""
_LOOK_SIDE: Final = 320

Timed = tuple[float, av.VideoFrame]
OnPacket = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The picture as it is shown. ``rotation`` is in degrees, counter-clockwise."""

    width: int
    height: int
    rotation: int

    def turn(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.rot90(picture, self.rotation // 90)

    def colour(self, scaler: VideoReformatter, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Small, upright, with square pixels."""
        scale = _LOOK_SIDE / max(self.width, self.height)
        sides = [max(16, round(side * scale)) for side in (self.width, self.height)]
        width, height = reversed(sides) if self.rotation % 180 else sides
        small = scaler.reformat(frame, width, height, "rgb24", interpolation="AREA", threads=1)
        return np.ascontiguousarray(self.turn(np.asarray(small.to_ndarray(), np.uint8)))


def pictures_of(
    container: InputContainer, start_s: float, first_ms: int, last_ms: int, *, on_packet: OnPacket
) -> Iterator[Timed]:
    """Pictures from ``first_ms`` to ``last_ms`` of the video, in order of time.

    ``on_packet`` is told the time of every picture, of those that are left out too.
    Raises Refused.
    """
    video = video_of(container)
    video.codec_context.thread_count = 1
    video.codec_context.options = {**video.codec_context.options, "skip_loop_filter": "all"}
    before, past = nan, 0  # no comparison with the one before the first ever holds
    gap_ms = _MOST_LEFT_OUT * 1000 / float(frame_rate_of(video))
    for time_ms, frame in _from(container, video, start_s, first_ms, on_packet):
        past += time_ms >= last_ms
        if past >= _PAST:
            return
        if not first_ms <= time_ms < last_ms or time_ms < before + _LEAST_GAP_MS:
            continue
        if time_ms - before > gap_ms:
            video.codec_context.skip_frame = "DEFAULT"
        before = time_ms
        yield time_ms, frame


def _from(
    container: InputContainer, video: VideoStream, start_s: float, first_ms: int, told: OnPacket
) -> Iterator[Timed]:
    """From a keyframe at or before ``first_ms``, wherever seeking may land first."""
    base = video.time_base or Fraction(1, 1000)
    for back_ms in (*_BACK_MS, _WHOLE_VIDEO_MS) if first_ms > 0 else ():
        seek(container, video, int((start_s + (first_ms - back_ms) / 1000) / base))
        decoded = _decoded(container, video, start_s, told)
        first = next(decoded, None)
        if first is not None and (first[0] <= first_ms or back_ms == _WHOLE_VIDEO_MS):
            yield first
            yield from decoded
            return
    if first_ms <= 0:
        yield from _decoded(container, video, start_s, told)


def _decoded(
    container: InputContainer, video: VideoStream, start_s: float, told: OnPacket
) -> Iterator[Timed]:
    base = float(video.time_base or Fraction(1, 1000))
    if frame_rate_of(video) >= _SMOOTH:
        video.codec_context.skip_frame = "NONREF"
    for packet in packets_of(container, video):
        time = time_of(packet)
        if time is not None and not packet.is_discard:
            told((time * base - start_s) * 1000)
        for frame in _frames(video, packet):
            yield (frame.pts * base - start_s) * 1000, frame
    for frame in _frames(video, None):
        yield (frame.pts * base - start_s) * 1000, frame


def _frames(video: VideoStream, packet: Any) -> Iterator[Any]:
    with suppress(av.FFmpegError):
        for frame in video.codec_context.decode(packet):
            if frame.pts is not None:
                yield frame
