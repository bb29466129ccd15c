"""One writer per thread, whatever the number of processes: a lease in the database, renewed while
the writer works through the thread's messages in order of arrival."""

import asyncio
from typing import Final

import structlog
from langgraph.errors import GraphDrained

from agent.desk import Claim, Desk
from agent.flow import Flow
from agent.held import wake_settled
from agent.turns import Turns
from domain.ids import ThreadId

_RENEW_EVERY_S: Final = 5.0

logger = structlog.get_logger()


class Writers:
    def __init__(self, *, desk: Desk, flow: Flow, turns: Turns) -> None:
        self._desk = desk
        self._flow = flow
        self._turns = turns
        self._tasks: dict[ThreadId, asyncio.Task[None]] = {}
        self._works: set[asyncio.Task[None]] = set()
        self._asked_again: set[ThreadId] = set()
        self._draining = False

    def is_busy(self, thread_id: ThreadId) -> bool:
        """Whether this process writes to the thread now."""
        return thread_id in self._tasks

    @property
    def is_draining(self) -> bool:
        return self._draining

    @property
    def count(self) -> int:
        return len(self._tasks)

    def ensure(self, thread_id: ThreadId, *, abandoned: bool = False) -> None:
        """Somebody works on the thread from now on: this process, or whoever has it.

        ``abandoned`` also looks for a turn whose approval was decided while nobody listened.
        """
        if self._draining:
            return
        if thread_id in self._tasks:
            self._asked_again.add(thread_id)
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
            logger.error("thread writer broke", thread_id=thread_id, exc_info=error)
            self._asked_again.discard(thread_id)
        elif thread_id in self._asked_again:
            self._asked_again.discard(thread_id)
            self.ensure(thread_id)

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
