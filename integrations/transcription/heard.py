"""What one stretch of sound gave, and who can hear it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.media import Word

UNKNOWN: Final = "und"
"""The language of silence, as ISO 639 calls what cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Times are those of the stretch."""

    language: str = UNKNOWN
    words: tuple[Word, ...] = ()


Hear = Callable[[Path, float], Awaitable[Heard]]
"""Hears the words of a sound file that lasts so many seconds. Raises TranscriberUnavailable."""
