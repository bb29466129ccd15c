"""Which stretch of the file a span is, and how the clip itself is written."""

from dataclasses import dataclass
from typing import Any, Final

from domain.media import Span
from integrations.media.children import ask
from integrations.media.ffmpeg import safe_input
from integrations.media.formats import PIXELS_4K
from integrations.media.probe import Inspection

_WALL_S: Final = 120.0
_INDEXED: Final = ("mov", "matroska")
_BEFORE_S: Final = 1.0
"""Without an index, and for sound, which may be stored earlier, reading starts this much before."""
_JUST_AFTER_S: Final = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to work on, and the ffmpeg that does it."""

    binary: str
    path: str
    inspection: Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Seconds are in the container's own time.

    The first picture has the time stamp ``picture_s`` and is shown from ``first_s`` on, the last
    one has ``last_s`` and is shown until ``end_s``. ``copied_from`` is the first one's time stamp
    in ticks where the pictures can be copied as they lie in the file. They are ``even`` when all
    are shown equally long. ``colours`` is the number of the colour matrix that the file names.
    """

    keyframe_s: float
    picture_s: float
    first_s: float
    last_s: float
    end_s: float
    count: int
    even: bool
    copied_from: int | None
    colours: int

    @property
    def duration_s(self) -> float:
        return self.end_s - self.first_s


async def locate(source: Source, span: Span) -> Stretch:
    """Raises MediaRefused and ChildFailed."""
    inspection = source.inspection
    settings = {
        "start_s": inspection.start_s,
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "may_copy": _may_copy(inspection),
    }
    return Stretch(**await ask("timing", source.path, wall_s=_WALL_S, settings=settings))


def _may_copy(inspection: Inspection) -> bool:
    probe = inspection.probe
    return (
        _indexed(inspection)
        and probe.video_codec == "h264"
        and probe.rotation == 0
        and probe.width % 2 == probe.height % 2 == 0
        and inspection.square
        and not inspection.interlaced
        and not inspection.hdr
    )


def picture_input(source: Source, stretch: Stretch) -> Any:
    """The file, read from the keyframe before the stretch."""
    at = stretch.keyframe_s + (_JUST_AFTER_S if _indexed(source.inspection) else -_BEFORE_S)
    return _read_from(source, at)


def sound_input(source: Source, stretch: Stretch) -> Any:
    return _read_from(source, stretch.first_s - _BEFORE_S, vn=None)


def _read_from(source: Source, at_s: float, **options: Any) -> Any:
    probe = source.inspection.probe
    from_s = max(0.0, at_s - source.inspection.container_start_s)
    options |= {"ss": f"{from_s:.6f}", "copyts": None, "noaccurate_seek": None}
    if probe.width * probe.height > PIXELS_4K:
        # Each thread of a decoder holds pictures of its own.
        options["threads"] = 1
    return safe_input(source.path, **options)


def _indexed(inspection: Inspection) -> bool:
    return inspection.probe.container.startswith(_INDEXED)
