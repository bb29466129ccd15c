"""What a media file is, as far as anyone needs to know before working on it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.media import Probe
from domain.video import MediaRefused
from integrations.media.children import ChildFailed, ask
from integrations.media.process import ran_out_of_memory

_WALL_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The probe, and what only the tools need. Seconds are in the container's own time.

    The moment 0 ms of a video is its first picture, at ``start_s``. ``square`` says that its
    pixels are.
    """

    probe: Probe
    video_index: int
    audio_index: int | None
    start_s: float
    container_start_s: float
    square: bool
    interlaced: bool
    hdr: bool


async def inspect(path: str) -> Inspection:
    """Raises MediaRefused."""
    try:
        found = dict(await ask("inspection", path, wall_s=_WALL_S))
    except ChildFailed as error:
        reason = "too_heavy" if ran_out_of_memory(str(error)) else "broken"
        raise MediaRefused(reason) from error
    probe = Probe(
        duration_ms=found.pop("duration_ms"),
        width=found.pop("width"),
        height=found.pop("height"),
        frame_rate=Fraction(found.pop("frame_rate")),
        container=found.pop("container"),
        video_codec=found.pop("video_codec"),
        audio_codec=found.pop("audio_codec"),
        rotation=found.pop("rotation"),
    )
    return Inspection(probe=probe, **found)
