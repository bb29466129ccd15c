"""What is measured on media: containers, shots, loudness. Times are whole milliseconds."""

from dataclasses import dataclass
from fractions import Fraction

from domain.ids import BlobKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Some bytes in the store. ``created`` is False when the same bytes were there before."""

    key: BlobKey
    size_bytes: int
    sha256: str
    created: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a container says of itself. Sizes are as shown: rotation and pixel shape applied."""

    duration_ms: int
    width: int
    height: int
    frame_rate: Fraction
    container: str
    video_codec: str
    audio_codec: str | None
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch ``[start_ms, end_ms)``."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    def overlaps(self, other: "Span") -> bool:
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot. ``motion`` and ``brightness`` are means from 0 to 1."""

    span: Span
    motion: float
    brightness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the analysis of a video found.

    ``motion`` (0 to 1) and ``loudness`` (LUFS, momentary, floor -70) hold one value per
    ``step_ms`` of the video, so that any span can be measured without decoding again.
    """

    duration_ms: int
    step_ms: int
    shots: tuple[Shot, ...]
    silences: tuple[Span, ...]
    motion: tuple[float, ...]
    loudness: tuple[float, ...]
