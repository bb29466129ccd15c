"""A child process: which pictures of a video belong to a span, by their own time stamps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from av.container import InputContainer
from av.video.stream import VideoStream

from integrations.media.reading import (
    Refused,
    answer,
    frame_rate_of,
    open_file,
    packets_of,
    seek,
    time_of,
    video_of,
)

_BACK_S: Final = (0, 2, 8, 32, 128)
_REORDERED: Final = 32
"""No codec shows a picture more than this many packets after it was stored."""


def locate(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``start_s`` of the video, ``start_ms`` and ``end_ms`` of the span.

    The span's edges go to the nearest pictures, so that spans that touch share no picture and
    lose none. Seconds are in the container's own time. Raises Refused.
    """
    with open_file(path) as container:
        video = video_of(container)
        base = video.time_base or Fraction(1, 1000)
        origin = Fraction(settings["start_s"])
        start = (origin + Fraction(settings["start_ms"], 1000)) / base
        end = (origin + Fraction(settings["end_ms"], 1000)) / base
        keyframe, times = _from_keyframe(container, video, start, end)
        edges = [*times, times[-1] + _usual_gap(times, video, base)]
    first = min(_nearest(edges, start), len(times) - 1)
    after = max(first + 1, _nearest(edges, end))
    return {
        "keyframe_s": float(keyframe * base),
        "first_s": float(edges[first] * base),
        "end_s": float(edges[after] * base),
        "count": after - first,
    }


def _from_keyframe(
    container: InputContainer, video: VideoStream, start: Fraction, end: Fraction
) -> tuple[int, list[int]]:
    """The times of all pictures from a keyframe at or before ``start`` to past ``end``."""
    base = video.time_base or Fraction(1, 1000)
    for back_s in _BACK_S:
        seek(container, video, int(start - back_s / base))
        keyframe, times = _times(container, video, end)
        if keyframe is not None and times and keyframe <= start + _usual_gap(times, video, base):
            return keyframe, times
    seek(container, video, int(start - 10**6 / base))
    keyframe, times = _times(container, video, end)
    if not times:
        raise Refused("broken")
    return keyframe if keyframe is not None else times[0], times


def _times(
    container: InputContainer, video: VideoStream, end: Fraction
) -> tuple[int | None, list[int]]:
    keyframe: int | None = None
    times: set[int] = set()
    past = 0
    for packet in packets_of(container, video):
        time = time_of(packet)
        if time is None:
            continue
        if packet.is_keyframe and keyframe is None:
            keyframe = time
        if keyframe is not None and not packet.is_discard:
            times.add(time)
        past += time > end
        if past > _REORDERED:
            break
    return keyframe, sorted(times)


def _nearest(edges: Sequence[int], wanted: Fraction) -> int:
    after = bisect_left(edges, wanted)
    near = range(max(0, after - 1), min(len(edges), after + 1))
    return min(near, key=lambda at: abs(edges[at] - wanted))


def _usual_gap(times: Sequence[int], video: VideoStream, base: Fraction) -> int:
    if len(times) > 1:
        gaps = sorted(b - a for a, b in pairwise(times))
        return gaps[len(gaps) // 2]
    return max(1, round(1 / frame_rate_of(video) / base))


if __name__ == "__main__":
    answer(locate)
