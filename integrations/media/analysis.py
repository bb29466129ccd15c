"""Measures a whole video, stretch by stretch, two at a time; what is measured can be kept."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from domain.media import Signals, Span
from domain.ports import Progress
from integrations.media.children import ask
from integrations.media.columns import DamagedColumns
from integrations.media.ffmpeg import Work
from integrations.media.joining import join
from integrations.media.parts import Part, unpack_part
from integrations.media.probe import Inspection
from integrations.media.stretches import AT_ONCE, stretches

_READ_AROUND_MS: Final = 60_000
"""A stretch is read from a keyframe somewhere before it."""

OnPart = Callable[[bytes], Awaitable[None]]
"""Told what to keep, so that the part need not be measured again."""


async def analyse(
    path: str,
    inspection: Inspection,
    *,
    done: Sequence[bytes],
    on_part: OnPart,
    on_progress: Progress,
) -> Signals:
    """``done`` are parts that ``on_part`` was told in an earlier run, in any order.

    Raises MediaRefused and ChildFailed.
    """
    run = _Run(path=path, inspection=inspection, on_part=on_part, on_progress=on_progress)
    run.take(done)
    waiting = iter([one for one in run.wanted if one not in run.parts])
    try:
        async with asyncio.TaskGroup() as together:
            for _ in range(AT_ONCE):
                together.create_task(run.measure_all(waiting))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return join([run.parts[stretch] for stretch in run.wanted])


@dataclass(slots=True, kw_only=True)
class _Run:
    path: str
    inspection: Inspection
    on_part: OnPart
    on_progress: Progress
    wanted: tuple[Span, ...] = field(init=False)
    parts: dict[Span, Part] = field(default_factory=dict)
    _under_way: dict[Span, float] = field(default_factory=dict)
    _told: float = 0.0

    def __post_init__(self) -> None:
        self.wanted = stretches(self.inspection.probe.duration_ms)

    def take(self, done: Sequence[bytes]) -> None:
        """What cannot be read, or belongs to another cut of the video, is measured again."""
        for data in done:
            try:
                part = unpack_part(data)
            except DamagedColumns as error:
                structlog.get_logger().warning("analysis_part_damaged", error=str(error))
                continue
            if part.stretch in self.wanted:
                self.parts[part.stretch] = part

    async def measure_all(self, waiting: Iterator[Span]) -> None:
        for stretch in waiting:
            data = await self._measure(stretch)
            self.parts[stretch] = unpack_part(data)
            self._under_way.pop(stretch, None)
            await self.on_part(data)

    async def _measure(self, stretch: Span) -> bytes:
        async def listen(share: float) -> None:
            self._under_way[stretch] = share
            await self._tell()

        probe = self.inspection.probe
        settings = {
            "start_s": self.inspection.start_s,
            "start_ms": stretch.start_ms,
            "end_ms": stretch.end_ms,
            "width": probe.width,
            "height": probe.height,
            "rotation": probe.rotation,
            "audio_index": self.inspection.audio_index,
        }
        wall_s = Work(duration_ms=stretch.duration_ms + _READ_AROUND_MS).limits.wall_s
        found = await ask(
            "watching", self.path, wall_s=wall_s, settings=settings, on_progress=listen
        )
        return base64.b64decode(found["part"])

    async def _tell(self) -> None:
        done_ms = sum(stretch.duration_ms * 1.0 for stretch in self.parts)
        done_ms += sum(one.duration_ms * share for one, share in self._under_way.items())
        share = min(1.0, done_ms / self.inspection.probe.duration_ms)
        if share > self._told:
            self._told = share
            await self.on_progress(share)
