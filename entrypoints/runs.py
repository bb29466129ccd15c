"""What a worker does with a hand-off: take the job, do it, and write down how it ended."""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import structlog

from domain.errors import DomainError
from domain.job import JobKind, Run, RunSuperseded
from domain.ledger import LedgerUnavailable
from domain.ports import DiskFull, NoSpace, World
from domain.usecases.fail_job import JobBroke, fail_job
from domain.usecases.release_job import release_job
from domain.usecases.start_job import start_job
from domain.usecases.stop_job import stop_job
from persistence.queue import HandOff, Queue
from persistence.trouble import UNREACHABLE

_AGAIN_S: Final = 0.5
log = structlog.get_logger("worker")

Do = Callable[[Run], Awaitable[None]]


class Why(Enum):
    """Why a run was broken off."""

    UNWANTED = auto()
    SUPERSEDED = auto()
    STOPPING = auto()


@dataclass(slots=True, kw_only=True, eq=False)
class _Running:
    run: Run
    trace_id: str
    task: asyncio.Task[None]
    why: Why | None = None

    def break_off(self, why: Why) -> None:
        """The first reason counts."""
        if self.why is None:
            self.why = why
            self.task.cancel()


class Runs:
    """The runs of one worker. ``jitter`` gives numbers from 0 to 1, to spread retries."""

    def __init__(
        self,
        *,
        world: World,
        queue: Queue,
        handlers: Mapping[JobKind, Do],
        worker_id: str,
        jitter: Callable[[], float],
    ) -> None:
        self._world = world
        self._queue = queue
        self._handlers = handlers
        self._worker_id = worker_id
        self._jitter = jitter
        self._running: set[_Running] = set()
        self._is_stopping = False

    async def perform(self, hand_off: HandOff) -> None:
        """Comes back when the job is done, refused, or somebody else's."""
        try:
            is_settled = await self._perform(hand_off)
        except Exception:
            # It comes up again with the next look for lost jobs; the others go on meanwhile.
            log.exception("hand_off_broke", job_id=hand_off.job_id)
            is_settled = True
        if is_settled:
            await self._insist(lambda: self._queue.finish(hand_off))

    async def look(self) -> None:
        """Breaks off the runs that somebody cancelled or that another worker took over."""
        running = tuple(self._running)
        if not running:
            return
        seen = await self._queue.look([each.run.job.id for each in running])
        for each in running:
            glance = seen.get(each.run.job.id)
            if glance is None or glance.run_no != each.run.run_no:
                each.break_off(Why.SUPERSEDED)
            # One that wrote its own end is about to come back by itself.
            elif glance.is_running and glance.is_unwanted:
                each.break_off(Why.UNWANTED)

    def stop(self) -> None:
        """Breaks all runs off; their jobs go back to the queue."""
        self._is_stopping = True
        for each in self._running:
            each.break_off(Why.STOPPING)

    async def _perform(self, hand_off: HandOff) -> bool:
        """Whether the queue may forget the hand-off."""
        if self._is_stopping:
            return False
        try:
            run = await self._start(hand_off)
        except UNREACHABLE as trouble:
            log.warning("job_not_started", job_id=hand_off.job_id, error=str(trouble))
            await asyncio.sleep(_AGAIN_S)
            await self._insist(lambda: self._queue.put_back(hand_off))
            return False
        return run is None or await self._carry_out(run)

    async def _start(self, hand_off: HandOff) -> Run | None:
        if not await self._queue.is_mine(hand_off):
            return None
        return await start_job(world=self._world, job_id=hand_off.job_id, worker_id=self._worker_id)

    async def _carry_out(self, run: Run) -> bool:
        trace_id = self._world.new_id()
        with structlog.contextvars.bound_contextvars(
            trace_id=trace_id, job_id=run.job.id, actor=run.actor
        ):
            log.info("job_started", kind=run.job.kind.value, run=run.run_no)
            running = _Running(
                run=run, trace_id=trace_id, task=asyncio.create_task(self._handle(run))
            )
            self._running.add(running)
            if self._is_stopping:
                running.break_off(Why.STOPPING)
            await asyncio.wait([running.task])
            self._running.discard(running)
            return await self._insist(lambda: self._settle(running))

    async def _handle(self, run: Run) -> None:
        await self._handlers[run.job.kind](run)

    async def _settle(self, running: _Running) -> None:
        """Writes down how the run ended, unless it did so itself."""
        task = running.task
        error = None if task.cancelled() else task.exception()
        if error is None and not task.cancelled():
            log.info("job_ended", kind=running.run.job.kind.value)
            return
        try:
            if running.why is not None:
                await self._broken_off(running.run, running.why)
            else:
                await self._broke(running, error)
        except RunSuperseded:
            log.warning("run_superseded", run=running.run.run_no)

    async def _broken_off(self, run: Run, why: Why) -> None:
        log.info("run_broken_off", why=why.name.lower(), run=run.run_no)
        match why:
            case Why.UNWANTED:
                await stop_job(world=self._world, run=run)
            case Why.STOPPING:
                await release_job(world=self._world, run=run)
            case Why.SUPERSEDED:
                raise RunSuperseded

    async def _broke(self, running: _Running, error: BaseException | None) -> None:
        match error:
            case RunSuperseded():
                raise error
            case LedgerUnavailable() | NoSpace():
                await self._fail(running.run, error, may_retry=True)
            case OSError(errno=errno.ENOSPC | errno.EDQUOT):
                await self._fail(running.run, DiskFull(), may_retry=True)
            case DomainError():
                log.info("job_refused", reason=error.key)
                await self._fail(running.run, error, may_retry=False)
            case _:
                log.error("job_broke", exc_info=error)
                await self._fail(running.run, JobBroke(trace=running.trace_id), may_retry=True)

    async def _fail(self, run: Run, refusal: DomainError, *, may_retry: bool) -> None:
        await fail_job(
            world=self._world,
            run=run,
            refusal=refusal,
            may_retry=may_retry,
            jitter=self._jitter(),
        )

    async def _insist(self, action: Callable[[], Awaitable[None]]) -> bool:
        """While the database is away, what became of a job waits for it with us. False when we
        have to stop before that: the job is then found by another worker."""
        while True:
            try:
                await action()
            except (*UNREACHABLE, LedgerUnavailable) as trouble:
                if self._is_stopping:
                    log.warning("left_to_others", error=str(trouble))
                    return False
                await asyncio.sleep(_AGAIN_S)
            else:
                return True
