"""A worker at work: as many jobs at a time as it may, and the chores beside them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import structlog

from entrypoints.runs import Runs
from entrypoints.upkeep import Pace, Upkeep
from persistence.queue import HandOff, Queue
from persistence.trouble import UNREACHABLE

_FAREWELL_S: Final = 2.0
log = structlog.get_logger("worker")


class WorkLoop:
    """``run`` comes back after ``stop``, when everything unfinished was given back."""

    def __init__(
        self, *, queue: Queue, runs: Runs, upkeep: Upkeep, concurrency: int, pace: Pace
    ) -> None:
        self._queue = queue
        self._runs = runs
        self._upkeep = upkeep
        self._pace = pace
        self._free = asyncio.Semaphore(concurrency)
        self._busy: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._is_reachable = True

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not await self._try(self._upkeep.come):
            await asyncio.sleep(self._pace.poll_s)
        log.info("worker_started", worker_id=self._upkeep.worker_id)
        try:
            async with asyncio.TaskGroup() as group:
                loops = [group.create_task(self._fetch())]
                loops += [group.create_task(self._often(*chore)) for chore in self._chores()]
                await self._stopping.wait()
                for loop in loops:
                    loop.cancel()
        finally:
            await self._go()

    def _chores(self) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        pace, upkeep = self._pace, self._upkeep
        return [
            (pace.poll_s, partial(self._queue.listen, self._news.set)),
            (pace.look_s, self._runs.look),
            (pace.beat_s, upkeep.beat),
            (pace.sweep_s, upkeep.sweep),
            (pace.reap_s, upkeep.reap),
            (pace.replay_s, upkeep.replay),
        ]

    async def _often(self, every_s: float, chore: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._try(chore)
            await asyncio.sleep(every_s)

    async def _try(self, chore: Callable[[], Awaitable[None]]) -> bool:
        """False when the database could not be reached, which is said once each time it goes."""
        try:
            await chore()
        except UNREACHABLE as trouble:
            if self._is_reachable:
                log.warning("database_unreachable", error=str(trouble))
            self._is_reachable = False
            return False
        if not self._is_reachable:
            log.info("database_reachable_again")
        self._is_reachable = True
        return True

    async def _fetch(self) -> None:
        while True:
            await self._free.acquire()
            self._news.clear()
            taken: list[HandOff] = []
            await self._try(partial(self._take, taken))
            if taken:
                self._begin(taken[0])
            else:
                self._free.release()
                await self._wait_for_news()

    async def _take(self, taken: list[HandOff]) -> None:
        hand_off = await self._queue.fetch(self._upkeep.seat)
        if hand_off is not None:
            taken.append(hand_off)

    def _begin(self, hand_off: HandOff) -> None:
        task = asyncio.create_task(self._runs.perform(hand_off))
        self._busy.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        """What it held is free for others, a key perhaps, and nobody else tells us of that."""
        self._busy.discard(task)
        self._free.release()
        self._news.set()

    async def _wait_for_news(self) -> None:
        try:
            async with asyncio.timeout(self._pace.poll_s):
                await self._news.wait()
        except TimeoutError:
            return

    async def _go(self) -> None:
        """Runs that do not break off in time are left to the worker that finds us silent."""
        self._runs.stop()
        if self._busy:
            await asyncio.wait(self._busy, timeout=self._pace.stop_s)
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._try(self._upkeep.go)
        except TimeoutError:
            log.warning("left_without_farewell")
        log.info("worker_stopped", worker_id=self._upkeep.worker_id, left=len(self._busy))
