"""One writer per thread, whatever the number of processes: a lease in the database, renewed while
the writer works through the thread's messages in order of arrival."""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog
from langgraph.errors import GraphDrained

from agent.desk import Claim, Desk
from agent.flow import Flow
from agent.held import wake_settled
from agent.turns import Turns
from domain.errors import DomainError
from domain.ids import ThreadId

_RENEW_EVERY_S: Final = 5.0
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
_FORGET_AFTER_S: Final = 600.0

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """After a writer broke. ``until`` is on the loop's clock."""

    error: BaseException
    length_s: float
    until: float


class Writers:
    def __init__(self, *, desk: Desk, flow: Flow, turns: Turns) -> None:
        self._desk = desk
        self._flow = flow
        self._turns = turns
        self._tasks: dict[ThreadId, asyncio.Task[None]] = {}
        self._works: set[asyncio.Task[None]] = set()
        self._asked_again: set[ThreadId] = set()
        self._pauses: dict[ThreadId, Pause] = {}
        self._draining = False

    def is_busy(self, thread_id: ThreadId) -> bool:
        """Whether this process writes to the thread now."""
        return thread_id in self._tasks

    def may_begin(self, thread_id: ThreadId) -> bool:
        """Whether nobody writes here now, and a writer that broke has paused long enough."""
        pause = self._pauses.get(thread_id)
        rested = pause is None or asyncio.get_running_loop().time() >= pause.until
        return rested and not self.is_busy(thread_id)

    def refusal(self, thread_id: ThreadId) -> DomainError | None:
        """What stopped the last writer from storing how a turn ended. It is tried again."""
        pause = self._pauses.get(thread_id)
        return pause.error if pause and isinstance(pause.error, DomainError) else None

    @property
    def is_draining(self) -> bool:
        return self._draining

    @property
    def count(self) -> int:
        return len(self._tasks)

    def ensure(self, thread_id: ThreadId, *, abandoned: bool = False) -> None:
        """Somebody works on the thread from now on: this process, or whoever has it. Does nothing
        while a writer that broke pauses: who waits asks again, and so does the upkeep.

        ``abandoned`` also looks for a turn whose approval was decided while nobody listened.
        """
        if self._draining:
            return
        if thread_id in self._tasks:
            self._asked_again.add(thread_id)
            return
        if not self.may_begin(thread_id):
            return
        task = asyncio.create_task(
            self._write(thread_id, abandoned=abandoned), name=f"thread {thread_id}"
        )
        self._tasks[thread_id] = task
        task.add_done_callback(lambda _: self._ended(thread_id))

    async def drain(self, *, grace_s: float) -> None:
        """No new turns; the running ones get ``grace_s`` to reach the end of a step. The threads'
        leases are given back either way."""
        self._draining = True
        self._flow.drain()
        if not self._tasks:
            return
        tasks = list(self._tasks.values())
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for work in self._works:
            work.cancel()
        if late:
            await asyncio.wait(late)

    async def idle(self) -> None:
        """Until no thread is written to by this process."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0)

    def _ended(self, thread_id: ThreadId) -> None:
        task = self._tasks.pop(thread_id)
        if not task.cancelled() and (error := task.exception()):
            self._asked_again.discard(thread_id)
            self._pause(thread_id, error)
            return
        self._pauses.pop(thread_id, None)
        if thread_id in self._asked_again:
            self._asked_again.discard(thread_id)
            self.ensure(thread_id)

    def _pause(self, thread_id: ThreadId, error: BaseException) -> None:
        """Twice as long each time. Only the first of them comes with its traceback."""
        now = asyncio.get_running_loop().time()
        # Another process may have ended the turn, and then nobody comes back to the thread here.
        recent = {k: v for k, v in self._pauses.items() if now < v.until + _FORGET_AFTER_S}
        last = recent.get(thread_id)
        length_s = min(2 * last.length_s, _LONGEST_PAUSE_S) if last else _FIRST_PAUSE_S
        recent[thread_id] = Pause(error=error, length_s=length_s, until=now + length_s)
        self._pauses = recent
        logger.error(
            "thread writer broke",
            thread_id=thread_id,
            error=type(error).__name__,
            pause_s=length_s,
            exc_info=None if last else error,
        )

    async def _write(self, thread_id: ThreadId, *, abandoned: bool) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(thread_id=thread_id)
        if abandoned:
            await self._look_for_decisions(thread_id)
        free = False
        try:
            while not (free or self._draining):
                claim = await self._desk.claim(thread_id)
                free = claim is None
                if claim and not await self._one_turn(claim):
                    break
        finally:
            if not free:
                await self._desk.release(thread_id)

    async def _look_for_decisions(self, thread_id: ThreadId) -> None:
        if await self._desk.keep(thread_id):
            await wake_settled(thread_id, flow=self._flow, desk=self._desk)

    async def _one_turn(self, claim: Claim) -> bool:
        """False when it was stopped before its end."""
        message = claim.message
        structlog.contextvars.bind_contextvars(trace_id=message.id, actor=message.author_id)
        work = asyncio.create_task(self._turns.run(claim))
        self._works.add(work)
        renewing = asyncio.create_task(self._renew(message.thread_id, work))
        try:
            await asyncio.wait([work])
        finally:
            self._works.discard(work)
            work.cancel()
            renewing.cancel()
            await asyncio.wait([work, renewing])
        if work.cancelled():
            return False
        if isinstance(work.exception(), GraphDrained):
            return False
        work.result()
        return True

    async def _renew(self, thread_id: ThreadId, work: asyncio.Task[None]) -> None:
        """Stops the work when the lease was lost: somebody else may be at it already."""
        while True:
            await asyncio.sleep(_RENEW_EVERY_S)
            if not await self._desk.keep(thread_id):
                logger.error("lease lost")
                work.cancel()
                return
