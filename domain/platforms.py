"""The platforms and what each accepts. A new platform starts with one entry here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Platform(StrEnum):
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final[Mapping[Platform, str]] = {
    Platform.INSTAGRAM: "Instagram",
    Platform.TIKTOK: "TikTok",
    Platform.YOUTUBE: "YouTube",
}


class Aspect(StrEnum):
    """The shape of a variant's picture."""

    VERTICAL = "9:16"
    PORTRAIT = "4:5"
    SQUARE = "1:1"
    WIDE = "16:9"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return _SIZES[self]


_SIZES: Final[Mapping[Aspect, tuple[int, int]]] = {
    Aspect.VERTICAL: (1080, 1920),
    Aspect.PORTRAIT: (1080, 1350),
    Aspect.SQUARE: (1080, 1080),
    Aspect.WIDE: (1920, 1080),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Durations in ms, sizes in bytes, captions in UTF-16 code units (YouTube: the title's
    characters). ``settles`` is how long after the call that publishes the platform may still say
    that nothing came of it; ``lists_within`` how long it may take to list a new post;
    ``max_crossings`` how often that call is made with one handle before a person is asked: with
    the same handle nothing is ever published twice."""

    min_duration_ms: int
    max_duration_ms: int
    max_bytes: int
    max_caption: int
    max_hashtags: int | None = None
    max_mentions: int | None = None
    settles: timedelta = timedelta()
    lists_within: timedelta = timedelta(hours=6)
    max_crossings: int = 10


LIMITS: Final[Mapping[Platform, Limits]] = {
    Platform.INSTAGRAM: Limits(
        min_duration_ms=3_000,
        max_duration_ms=15 * 60_000,
        max_bytes=300 * 10**6,
        max_caption=2_200,
        max_hashtags=30,
        max_mentions=20,
        settles=timedelta(minutes=2),
        max_crossings=3,
    ),
    Platform.TIKTOK: Limits(
        min_duration_ms=3_000,
        max_duration_ms=10 * 60_000,
        max_bytes=4 * 10**9,
        max_caption=2_200,
        settles=timedelta(minutes=2),
    ),
    Platform.YOUTUBE: Limits(
        min_duration_ms=1_000,
        max_duration_ms=3 * 60_000,
        max_bytes=256 * 2**30,
        max_caption=100,
    ),
}
"""From the documentation of each platform. YouTube's three minutes is what still
counts as a Short; its caption is the title, at most 100 characters without angle brackets."""
