"""A child process: which pictures of a video belong to a span, by their own time stamps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from integrations.media.copying import may_start, plays_as_it_is
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

_NEAR_S: Final = Fraction(1, 20)
"""An edge goes to a picture that is this near, which at usual rates the nearest always is. A
picture that stands longer is cut in the middle of its time."""

_JITTER_S: Final = Fraction(2, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A picture as it lies in the file, in the order of the file."""

    time: int
    length: int
    usable: bool
    starts: bool
    """Everything after it can be shown without what came before."""


def locate(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``start_s`` of the video, ``start_ms`` and ``end_ms`` of the span, and whether
    it ``may_copy``.

    The span's edges go to the nearest pictures, so that spans that touch share no picture and
    lose none; but where a picture stands long, they stay within its time. Seconds
    are in the container's own time. Raises Refused.
    """
    with open_file(path) as container:
        video = video_of(container)
        base = video.time_base or Fraction(1, 1000)
        origin = Fraction(settings["start_s"])
        start = (origin + Fraction(settings["start_ms"], 1000)) / base
        end = (origin + Fraction(settings["end_ms"], 1000)) / base
        stored = _from_keyframe(container, video, start, end)
        may_copy = bool(settings["may_copy"]) and plays_as_it_is(video)
        colours = int(video.codec_context.colorspace)
        found = _chosen(stored, start, end, near=_NEAR_S / base, usual=_usual_gap(stored, video))
    even = _is_even(stored, found, base)
    return {
        "keyframe_s": float(stored[0].time * base),
        "picture_s": float(found.first * base),
        "first_s": float(found.start * base),
        "last_s": float(found.last * base),
        "end_s": float(found.end * base),
        "count": found.count,
        "even": even,
        "copied_from": found.first if may_copy and even and _is_prefix(stored, found) else None,
        "colours": colours,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """Times of the first and the last picture, and from when to when they are shown."""

    first: int
    last: int
    start: Fraction
    end: Fraction
    count: int


def _chosen(
    stored: Sequence[_Stored], start: Fraction, end: Fraction, *, near: Fraction, usual: int
) -> _Chosen:
    times = sorted({one.time for one in stored if one.usable})
    length = max(stored, key=lambda one: one.time).length or usual
    edges = [*times, times[-1] + length]
    start = max(start, Fraction(times[0]))
    at = min(_nearest(edges, start), len(times) - 1)
    if abs(edges[at] - start) <= near:
        start = Fraction(edges[at])
    else:
        at = bisect_right(times, start) - 1
    after = max(at + 1, _nearest(edges, end))
    if abs(edges[after] - end) <= near or not start < end < edges[-1]:
        end = Fraction(edges[after])
    else:
        after = bisect_left(edges, end)
    return _Chosen(first=times[at], last=times[after - 1], start=start, end=end, count=after - at)


def _from_keyframe(
    container: InputContainer, video: VideoStream, start: Fraction, end: Fraction
) -> Sequence[_Stored]:
    """All pictures from a keyframe at or before ``start`` to past ``end``."""
    base = video.time_base or Fraction(1, 1000)
    for back_s in _BACK_S:
        seek(container, video, int(start - back_s / base))
        stored = _stored(container, video, end)
        if stored and stored[0].time <= start + _usual_gap(stored, video):
            return stored
    seek(container, video, int(start - 10**6 / base))
    stored = _stored(container, video, end)
    if not stored:
        raise Refused("broken")
    return stored


def _stored(container: InputContainer, video: VideoStream, end: Fraction) -> Sequence[_Stored]:
    found: list[_Stored] = []
    past = 0
    for packet in packets_of(container, video):
        time = time_of(packet)
        if time is None or not (found or packet.is_keyframe):
            continue
        found.append(_as_stored(packet, time, video))
        past += time > end
        if past > _REORDERED:
            break
    return found


def _as_stored(packet: Packet[Any], time: int, video: VideoStream) -> _Stored:
    return _Stored(
        time=time,
        length=packet.duration or 0,
        usable=not packet.is_discard,
        starts=packet.is_keyframe and may_start(packet, video),
    )


def _is_prefix(stored: Sequence[_Stored], chosen: _Chosen) -> bool:
    """Whether the chosen pictures lie together, behind one that everything can start with."""
    at = next(number for number, one in enumerate(stored) if one.time == chosen.first)
    together = stored[at : at + chosen.count]
    return (
        chosen.start == chosen.first
        and together[0].starts
        and all(one.usable and chosen.first <= one.time < chosen.end for one in together)
    )


def _is_even(stored: Sequence[_Stored], chosen: _Chosen, base: Fraction) -> bool:
    """Whether all pictures are shown equally long, but for the ticks of the clock."""
    inside = {one.time for one in stored if chosen.first < one.time < chosen.end}
    edges = [chosen.start, *(Fraction(time) for time in sorted(inside)), chosen.end]
    lengths = [(after - before) * base for before, after in pairwise(edges)]
    return bool(max(lengths) - min(lengths) <= _JITTER_S)


def _nearest(edges: Sequence[int], wanted: Fraction) -> int:
    after = bisect_left(edges, wanted)
    near = range(max(0, after - 1), min(len(edges), after + 1))
    return min(near, key=lambda at: abs(edges[at] - wanted))


def _usual_gap(stored: Sequence[_Stored], video: VideoStream) -> int:
    times = sorted({one.time for one in stored if one.usable})
    if len(times) > 1:
        gaps = sorted(b - a for a, b in pairwise(times))
        return gaps[len(gaps) // 2]
    base = video.time_base or Fraction(1, 1000)
    return max(1, round(1 / frame_rate_of(video) / base))


if __name__ == "__main__":
    answer(locate)
