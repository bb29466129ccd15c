"""How many bits a picture may have, so that the file is inside every platform's limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.media import Span
from domain.platforms import LIMITS, Limits, Platform
from domain.rendering import Picture
from domain.video import MediaRefused

_MOST_BITS_PER_S: Final = 12_000_000
_LEAST_BITS_PER_S: Final = 300_000
"""Less than this cannot be looked at."""
_AUDIO_BITS_PER_S: Final = 200_000
_SAFE_SHARE: Final = 0.95
"""The container takes a little too."""
BUFFER_S: Final = 2
"""How much of the rate x264 may be ahead, which the end of a file may have to pay for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the strictest of several platforms leaves."""

    most_bytes: int
    bits_per_s: int


def room(picture: Picture, span: Span, limits: Mapping[Platform, Limits] = LIMITS) -> Room:
    """Raises MediaRefused for what no file could fit."""
    for platform in picture.platforms:
        _check_length(platform, limits[platform], span)
    most_bytes = min(limits[platform].max_bytes for platform in picture.platforms)
    seconds = span.duration_ms / 1000
    bits = most_bytes * 8 * _SAFE_SHARE - _AUDIO_BITS_PER_S * seconds
    per_s = min(_MOST_BITS_PER_S, int(bits / (seconds + BUFFER_S)))
    if per_s < _LEAST_BITS_PER_S:
        least = (_LEAST_BITS_PER_S + _AUDIO_BITS_PER_S) / 8 / _SAFE_SHARE
        raise MediaRefused("clip_too_big", seconds=max(1, int(most_bytes / least) - BUFFER_S))
    return Room(most_bytes=most_bytes, bits_per_s=per_s)


def _check_length(platform: Platform, limits: Limits, span: Span) -> None:
    if span.duration_ms > limits.max_duration_ms:
        raise MediaRefused(
            "clip_too_long", platform=platform.label, seconds=limits.max_duration_ms // 1000
        )
    if span.duration_ms < limits.min_duration_ms:
        raise MediaRefused(
            "clip_too_short", platform=platform.label, seconds=limits.min_duration_ms // 1000
        )
