"""What may be asked for, and what a request that cannot be met is told instead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from domain.cutting.stretches import Stretch, joined, without
from domain.errors import DomainError
from domain.media import Span
from domain.platforms import LIMITS, Platform

MAX_COUNT: Final = 50
MIN_CLIP_MS: Final = 1_000
_CONTEXT_MS: Final = 20_000
"""How far a clip may reach beyond what was searched for: further on, it is about something else."""

_PLAY_MS: Final = 2_000
"""For the edges of a clip that must not fall into a word."""


class CannotCut(DomainError):
    """``reason`` names the text ``cannot_cut.<reason>``: what is possible instead."""

    code = "cannot_cut"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutRequest:
    """``about``: the stretches that clips should come from. ``like``: a clip that new ones should
    resemble. ``taken``: clips that exist. New clips overlap neither ``like`` nor ``taken``."""

    count: int
    min_ms: int
    max_ms: int
    about: tuple[Span, ...] = ()
    like: Span | None = None
    taken: tuple[Span, ...] = ()


def check(request: CutRequest, *, duration_ms: int) -> None:
    """Raises CannotCut for a request that no video of this length could meet."""
    if not 1 <= request.count <= MAX_COUNT:
        raise CannotCut("count", most=MAX_COUNT)
    if request.min_ms > request.max_ms:
        raise CannotCut("order", low=_seconds(request.min_ms), high=_seconds(request.max_ms))
    if request.min_ms < MIN_CLIP_MS:
        raise CannotCut("too_short", least=_seconds(MIN_CLIP_MS))
    lengths = [end - start for start, end in places(request, duration_ms=duration_ms)]
    possible = sum(length // request.min_ms for length in lengths)
    if possible < request.count:
        raise CannotCut(
            _why_not(request, possible, duration_ms),
            possible=possible,
            count=possible,
            least=_seconds(request.min_ms),
            length=round(duration_ms / 1000),
            longest=max(lengths, default=0) // 1000,
        )


def _why_not(request: CutRequest, possible: int, duration_ms: int) -> str:
    if request.min_ms > duration_ms:
        return "too_little"
    if request.about:
        return "about_room" if possible else "about_short"
    if request.taken or request.like:
        return "taken_room" if possible else "taken_short"
    return "no_room"


def _seconds(milliseconds: int) -> float:
    return milliseconds / 1000


def for_platforms(request: CutRequest, platforms: Collection[Platform]) -> CutRequest:
    """The request with its lengths narrowed to what every one of ``platforms`` accepts.

    Raises CannotCut, with the range that they accept, when nothing of the request lies in it.
    """
    if not platforms:
        return request
    low = max(LIMITS[platform].min_duration_ms for platform in platforms)
    high = min(LIMITS[platform].max_duration_ms for platform in platforms)
    if request.min_ms > high or request.max_ms < low:
        names = sorted(platform.label for platform in platforms)
        raise CannotCut(
            "platforms", platforms=", ".join(names), low=_seconds(low), high=_seconds(high)
        )
    return replace(request, min_ms=max(request.min_ms, low), max_ms=min(request.max_ms, high))


def places(request: CutRequest, *, duration_ms: int) -> list[Stretch]:
    """Where clips may lie, apart from each other and in order; every clip lies in one of them."""
    wanted = _topics(request, duration_ms) if request.about else [(0, duration_ms)]
    others = request.taken if request.like is None else (*request.taken, request.like)
    return without(wanted, ((span.start_ms, span.end_ms) for span in others))


def _topics(request: CutRequest, duration_ms: int) -> list[Stretch]:
    """The stretches asked for, with as much around them as a clip needs.

    Stretches with less than the shortest clip between them are one: any clip laid there touches
    them. A short one is widened only so far that a clip in its place still meets it, a long one
    by a quarter of a clip on each side. Places that would meet are parted in the middle.
    """
    cores = _cores(request, duration_ms)
    widths = [
        min(_CONTEXT_MS, max(request.min_ms - (end - start), request.min_ms // 4) + _PLAY_MS)
        for start, end in cores
    ]
    borders = [0, *_middles(cores), duration_ms] if cores else []
    return [
        (max(low, start - width), min(high, end + width))
        for (start, end), width, (low, high) in zip(cores, widths, pairwise(borders), strict=True)
    ]


def _cores(request: CutRequest, duration_ms: int) -> list[Stretch]:
    half = request.min_ms // 2
    return [
        (max(0, start + half), min(duration_ms, end - half))
        for start, end in joined(
            (span.start_ms - half, span.end_ms + half)
            for span in request.about
            if span.start_ms < duration_ms and span.end_ms > 0
        )
    ]


def _middles(cores: Sequence[Stretch]) -> list[int]:
    return [(end + start) // 2 for (_, end), (start, _) in pairwise(cores)]
