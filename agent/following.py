"""Waiting for a job while its progress is shown; the tool's own time stands still meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from agent.events import ActionProgress
from domain.ids import JobId
from domain.job import Job, JobStatus
from domain.ports import World
from domain.texts import Locale, say

PATIENCE_S: Final = 900.0
_LOOK_EVERY_S: Final = 0.3

_SOON: Final = timedelta(seconds=10)
"""A job that is due later than this was put off, be it until tomorrow."""

_LONGEST_QUEUED: Final = timedelta(minutes=1)
"""What others of its account hold up may be held up for hours."""

Tell = Callable[[ActionProgress], None]


class TimeLimit:
    """A deadline for a tool's own work that does not run while it waits for jobs."""

    def __init__(self, scope: asyncio.Timeout, *, seconds: float) -> None:
        self._scope = scope
        self._seconds = seconds
        self._waiting = 0

    def pause(self) -> None:
        self._waiting += 1
        self._scope.reschedule(None)

    def go_on(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._scope.reschedule(asyncio.get_running_loop().time() + self._seconds)


class Following:
    """Looks at a job's row until it ended, nobody should wait for it, or ``patience_s`` is over."""

    def __init__(
        self,
        *,
        world: World,
        locale: Locale,
        call_id: str,
        tell: Tell,
        limit: TimeLimit,
        patience_s: float,
    ) -> None:
        self._world = world
        self._locale = locale
        self._call_id = call_id
        self._tell = tell
        self._limit = limit
        self._patience_s = patience_s

    async def __call__(self, job_id: JobId) -> Job:
        """Raises NotFound."""
        self._limit.pause()
        try:
            return await self._until_final(job_id)
        finally:
            self._limit.go_on()

    async def _until_final(self, job_id: JobId) -> Job:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience_s
        told: ActionProgress | None = None
        while True:
            async with self._world.uow() as tx:
                job = await tx.jobs.get(job_id)
            progress = self._progress(job)
            if progress != told:
                self._tell(progress)
                told = progress
            if job.status.is_final or self._goes_on_alone(job) or loop.time() >= deadline:
                return job
            await asyncio.sleep(_LOOK_EVERY_S)

    def _goes_on_alone(self, job: Job) -> bool:
        """Put off, or a publication that does not get its turn: a conversation that waited for it
        would stand still."""
        if job.status is not JobStatus.PENDING:
            return False
        now, due = self._world.clock.now(), job.run_at or job.created_at
        if due > now + _SOON:
            return True
        return job.publication_id is not None and due < now - _LONGEST_QUEUED

    def _progress(self, job: Job) -> ActionProgress:
        note = say(f"agent.progress.{job.status.value}", self._locale)
        return ActionProgress(id=self._call_id, share=round(job.progress, 2), note=note)
