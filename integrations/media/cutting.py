"""Cuts a span out exactly: the pictures are chosen by their time stamps and encoded anew."""

from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from domain.media import Span
from domain.ports import Progress
from integrations.media.children import ask
from integrations.media.ffmpeg import Work, render, safe_input
from integrations.media.probe import Inspection
from integrations.media.streams import AUDIO, FILE, VIDEO, pictures, sound

_WALL_S: Final = 120.0
_BEFORE_S: Final = 1.0
"""How far before the keyframe reading starts, for sound that is stored a little earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures of a span: ``end_s`` is when the first one after it would be shown."""

    keyframe_s: float
    first_s: float
    end_s: float
    count: int

    @property
    def duration_s(self) -> float:
        return self.end_s - self.first_s


async def cut(
    binary: str,
    path: str,
    inspection: Inspection,
    span: Span,
    output: str,
    *,
    on_progress: Progress,
) -> None:
    """Raises MediaRefused, ChildFailed, FfmpegFailed and TookTooLong."""
    chosen = await locate(path, inspection, span)
    graph = _graph(path, inspection, chosen, output)
    await render(binary, graph, work=Work(duration_ms=span.duration_ms), on_progress=on_progress)


async def locate(path: str, inspection: Inspection, span: Span) -> Pictures:
    settings = {
        "start_s": inspection.start_s,
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
    }
    return Pictures(**await ask("timing", path, wall_s=_WALL_S, settings=settings))


def _graph(path: str, inspection: Inspection, chosen: Pictures, output: str) -> Any:
    from_s = max(0.0, chosen.keyframe_s - inspection.container_start_s - _BEFORE_S)
    source = safe_input(path, ss=f"{from_s:.6f}", copyts=None, noaccurate_seek=None)
    stretch = {"first_s": chosen.first_s, "end_s": chosen.end_s}
    streams = [pictures(source, inspection, **stretch)]
    options: dict[str, Any] = {**VIDEO, **FILE, "preset": "superfast", "crf": 18}
    options |= {"fps_mode": "passthrough", "enc_time_base:v": "filter"}
    options["g"] = max(1, round(2 * inspection.probe.frame_rate))
    if inspection.audio_index is not None:
        streams.append(sound(source, inspection, **stretch))
        options |= AUDIO
    return ffmpeg.output(*streams, f"file:{output}", **options)
