"""Checks a finished clip by decoding all of it: its length, and that sound and picture agree."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import av

from integrations.media.children import ask
from integrations.media.reading import answer, frame_rate_of, frames_of, open_file, video_of

_WALL_S: Final = 600.0
_AUDIO_FRAME_MS: Final = 1024 / 48
"""AAC comes in frames of 1024 samples; the last one may be longer than the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCheck:
    """``av_offset_ms`` is the larger of how far sound and picture are apart at the two ends;
    0 without sound."""

    duration_ms: float
    frame_ms: float
    av_offset_ms: float
    ok: bool


async def check_clip(path: str, expected_ms: int) -> ClipCheck:
    """``ok``: within one frame of what was asked for, and sound and picture end to end."""
    found = await ask("verify", path, wall_s=_WALL_S)
    long_enough = abs(found["duration_ms"] - expected_ms) <= found["frame_ms"] + 1
    together = found["av_offset_ms"] <= max(found["frame_ms"], _AUDIO_FRAME_MS) + 1
    return ClipCheck(**found, ok=long_enough and together)


def measure(path: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises Refused."""
    with open_file(path) as container:
        video = video_of(container)
        base = float(video.time_base or 0)
        frame_s = float(1 / frame_rate_of(video))
        shown = [
            (frame.pts * base, frame.pts * base + (frame.duration * base or frame_s))
            for frame in frames_of(container, video)
            if frame.pts is not None
        ]
    first_s = min((start for start, _ in shown), default=0.0)
    last_s = max((end for _, end in shown), default=0.0)
    heard = _heard(path)
    offset_s = max(abs(heard[0] - first_s), abs(heard[1] - last_s)) if heard else 0.0
    return {
        "duration_ms": round((last_s - first_s) * 1000, 3),
        "frame_ms": round(frame_s * 1000, 3),
        "av_offset_ms": round(offset_s * 1000, 3),
    }


def _heard(path: str) -> tuple[float, float] | None:
    """When the sound starts and ends, in seconds."""
    times: list[tuple[float, float]] = []
    with open_file(path) as container:
        if not container.streams.audio:
            return None
        with suppress(av.FFmpegError):
            for frame in container.decode(container.streams.audio[0]):
                start = frame.time or 0.0
                times.append((start, start + frame.samples / frame.sample_rate))
    return (times[0][0], times[-1][1]) if times else None


if __name__ == "__main__":
    answer(measure)
