"""What is measured on media: containers, shots, loudness. Times are whole milliseconds."""

from dataclasses import dataclass
from enum import StrEnum
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


class Transition(StrEnum):
    """How a shot begins."""

    START = "start"
    """With the video."""
    CUT = "cut"
    GRADUAL = "gradual"
    """A dissolve, a fade or a wipe; the shot is counted from its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot. The measures are means from 0 to 1."""

    span: Span
    motion: float
    brightness: float
    sharpness: float = 0.0
    colourfulness: float = 0.0
    begins: Transition = Transition.CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face seen at one moment. Its middle and its size are shares of the shown picture."""

    at_ms: int
    x: float
    y: float
    width: float
    height: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A spoken word, as it is written (with its punctuation)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the analysis of a video found.

    The tuples of numbers hold one value per ``step_ms`` of the video, so that any span can be
    measured without decoding again: ``motion``, ``brightness``, ``sharpness`` and
    ``colourfulness`` from 0 to 1, ``loudness`` in LUFS (momentary, floor -70), ``focus_x`` and
    ``focus_y`` the middle of what moves or stands out, as shares of the shown picture.
    ``onsets`` are the moments (ms) at which sounds begin suddenly: beats, words, blows.
    ``faces`` are in order of time; ``face_step_ms`` is how often was looked for them.
    """

    duration_ms: int
    step_ms: int
    shots: tuple[Shot, ...]
    silences: tuple[Span, ...]
    motion: tuple[float, ...]
    loudness: tuple[float, ...]
    brightness: tuple[float, ...] = ()
    sharpness: tuple[float, ...] = ()
    colourfulness: tuple[float, ...] = ()
    focus_x: tuple[float, ...] = ()
    focus_y: tuple[float, ...] = ()
    speech: tuple[Span, ...] = ()
    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    onsets: tuple[int, ...] = ()
    faces: tuple[Face, ...] = ()
    face_step_ms: int = 500
