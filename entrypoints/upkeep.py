"""The chores of a worker: saying that it is there, and looking after the queue for everybody."""

import asyncio
import os
import socket
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ledger import Kind
from domain.ports import World
from domain.usecases.record_worker import record_worker
from persistence.hand_over import hand_over_due, hand_over_lost
from persistence.queue import Queue
from persistence.replay import replay
from persistence.spool import Spool
from persistence.workers import Workers

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds. ``stale_s`` of silence make a worker dead to the others; ``stop_s`` is how long
    runs may take to break off when the worker is told to stop."""

    poll_s: float = 0.5
    beat_s: float = 5.0
    stale_s: float = 15.0
    reap_s: float = 3.0
    sweep_s: float = 0.5
    look_s: float = 0.5
    replay_s: float = 5.0
    stop_s: float = 6.0


class Upkeep:
    """Everything here raises what ``persistence.trouble.UNREACHABLE`` lists."""

    def __init__(
        self,
        *,
        worker_id: str,
        world: World,
        engine: AsyncEngine,
        spool: Spool,
        queue: Queue,
        stale_s: float,
    ) -> None:
        self.worker_id = worker_id
        self.seat = 0
        self._world = world
        self._engine = engine
        self._spool = spool
        self._queue = queue
        self._stale_s = stale_s
        self._workers = Workers(engine)
        self._beaten_at = self._steady_since = 0.0

    async def come(self) -> None:
        self.seat = await self._queue.join()
        self._beaten_at = self._steady_since = _monotonic()
        await self._workers.register(
            self.worker_id, host=socket.gethostname(), pid=os.getpid(), now=self._now()
        )
        await record_worker(world=self._world, worker_id=self.worker_id, kind=Kind.WORKER_STARTED)

    async def go(self) -> None:
        await self._queue.leave(self.seat)
        await self._workers.stopped(self.worker_id, now=self._now())
        await record_worker(world=self._world, worker_id=self.worker_id, kind=Kind.WORKER_STOPPED)

    async def beat(self) -> None:
        """A seat that was taken away is replaced: what was on it belongs to others now."""
        if not await self._queue.beat(self.seat):
            self.seat = await self._queue.join()
            log.warning("seat_lost", worker_id=self.worker_id)
        now = _monotonic()
        if now - self._beaten_at > self._stale_s:
            self._steady_since = now
        self._beaten_at = now
        await self._workers.seen(self.worker_id, now=self._now())

    async def sweep(self) -> None:
        while await hand_over_due(self._engine, now=self._now()):
            await asyncio.sleep(0)

    async def reap(self) -> None:
        """Silence proves nothing for as long as we may have been deaf ourselves: after a pause of
        this process or an absence of the database, the others get time to speak first."""
        now = _monotonic()
        if now - self._beaten_at > self._stale_s or now - self._steady_since < self._stale_s:
            return
        freed = await self._queue.reap(stale_s=self._stale_s)
        lost = await hand_over_lost(self._engine)
        if freed or lost:
            log.warning("jobs_recovered", freed=freed, lost=lost)

    async def replay(self) -> None:
        await replay(self._engine, self._spool)

    def _now(self) -> datetime:
        return self._world.clock.now()


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
