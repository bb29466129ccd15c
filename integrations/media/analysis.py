"""Measures a whole video: pictures and sound are each decoded once, side by side."""

import asyncio
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from domain.media import Shot, Signals, Span
from domain.ports import Progress
from integrations.media.children import ask, nobody
from integrations.media.ffmpeg import Work
from integrations.media.probe import Inspection
from integrations.media.sound import hear

STEP_MS: Final = 500


async def analyse(
    binary: str, path: str, inspection: Inspection, *, on_progress: Progress
) -> Signals:
    """Raises MediaRefused, ChildFailed, FfmpegFailed and TookTooLong."""
    duration_ms = inspection.probe.duration_ms
    settings = {"start_s": inspection.start_s, "duration_ms": duration_ms, "step_ms": STEP_MS}
    wall_s = Work(duration_ms=duration_ms).limits.wall_s
    try:
        async with asyncio.TaskGroup() as both:
            seen = both.create_task(
                ask("watching", path, wall_s=wall_s, settings=settings, on_progress=on_progress)
            )
            heard = both.create_task(
                hear(binary, path, inspection, step_ms=STEP_MS, on_progress=nobody)
            )
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    sound = heard.result()
    return Signals(
        duration_ms=duration_ms,
        step_ms=STEP_MS,
        shots=_shots(seen.result()),
        silences=sound.silences,
        motion=tuple(seen.result()["motion"]),
        loudness=sound.loudness,
    )


def _shots(seen: Mapping[str, Any]) -> tuple[Shot, ...]:
    measures = zip(seen["shot_motion"], seen["shot_brightness"], strict=True)
    return tuple(
        Shot(span=Span(start_ms=start, end_ms=end), motion=motion, brightness=brightness)
        for (start, end), (motion, brightness) in zip(
            pairwise(seen["edges"]), measures, strict=True
        )
        if end > start
    )
