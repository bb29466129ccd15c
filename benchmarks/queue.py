"""What a job costs on its whole way (row, queue, ledger, fence) against the barest queue there is.

The barest queue is a table, ``FOR UPDATE SKIP LOCKED`` and nothing else: no ledger, no order within
a key, no recovery. Both run in turns on one embedded Postgres, so that the ratios hold on any
machine: ``python -m benchmarks.queue``.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
import structlog

from domain.ids import Actor
from domain.job import JobKind, NewJob, Run, entry
from domain.ledger import Kind
from domain.ports import World
from entrypoints.runs import Runs
from entrypoints.upkeep import Pace, Upkeep
from entrypoints.work_loop import WorkLoop
from integrations.clock import SystemClock, new_id
from persistence.embedded import EmbeddedPostgres
from persistence.engine import make_engine
from persistence.migrate import migrate
from persistence.queue import open_queue
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork

ROUNDS: Final = 3
JOBS: Final = 80
SINGLE: Final = 20
AT_ONCE: Final = 4
_BARE_POLL_S: Final = 0.005
_BARE: Final = "CREATE TABLE bare (id bigserial PRIMARY KEY, done boolean NOT NULL DEFAULT false)"
_BARE_ADD: Final = "INSERT INTO bare DEFAULT VALUES"
_BARE_TAKE: Final = "SELECT id FROM bare WHERE NOT done ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1"
_BARE_DONE: Final = "UPDATE bare SET done = true WHERE id = %s"


@dataclass(slots=True)
class Done:
    """When the jobs that are done were started, and a word when all that are waited for are."""

    started: list[float] = field(default_factory=list)
    wanted: int = 0
    all_there: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, started: float) -> None:
        self.started.append(started)
        if len(self.started) >= self.wanted:
            self.all_there.set()

    async def wait_for(self, count: int) -> None:
        self.wanted = len(self.started) + count
        self.all_there.clear()
        await self.all_there.wait()


@dataclass(slots=True, kw_only=True)
class Way:
    """One way of queueing, and what was measured of it."""

    name: str
    add: Callable[[], Awaitable[None]]
    working: Callable[[Done], AbstractAsyncContextManager[None]]
    per_s: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)

    async def measure(self) -> None:
        for _ in range(JOBS):
            await self.add()
        done = Done()
        async with self.working(done):
            await done.wait_for(JOBS)
            self.per_s.append((JOBS - 1) / (max(done.started) - min(done.started)))
            for _ in range(SINGLE):
                await self._one(done)

    async def _one(self, done: Done) -> None:
        waiting = asyncio.create_task(done.wait_for(1))
        # So long that the worker has nothing left to do and waits.
        await asyncio.sleep(0.02)
        asked = time.perf_counter()
        await self.add()
        await waiting
        self.waits_ms.append((done.started[-1] - asked) * 1000)


def ours(dsn: str, world: World, engine: Any, spool: Spool) -> Way:
    async def add() -> None:
        async with world.uow() as tx:
            await tx.jobs.enqueue(
                NewJob(kind=JobKind.SCORE_CLIPS, payload={}, requested_by=Actor("system"))
            )

    @asynccontextmanager
    async def working(done: Done) -> AsyncIterator[None]:
        async def do(run: Run) -> None:
            started = time.perf_counter()
            async with world.uow() as tx:
                job = await tx.jobs.complete(run, result={}, at=world.clock.now())
                await tx.ledger.append(entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))
            done.note(started)

        name, pace = new_id(), Pace()
        async with open_queue(dsn) as queue:
            runs = Runs(
                world=world,
                queue=queue,
                handlers=dict.fromkeys(JobKind, do),
                worker_id=name,
                jitter=lambda: 0.0,
            )
            upkeep = Upkeep(
                worker_id=name,
                world=world,
                engine=engine,
                spool=spool,
                queue=queue,
                stale_s=pace.stale_s,
            )
            loop = WorkLoop(queue=queue, runs=runs, upkeep=upkeep, concurrency=AT_ONCE, pace=pace)
            task = asyncio.create_task(loop.run())
            yield
            loop.stop()
            await task

    return Way(name="our path", add=add, working=working)


def bare(dsn: str, adding: psycopg.AsyncConnection[Any]) -> Way:
    async def add() -> None:
        async with adding.transaction():
            await adding.execute(_BARE_ADD)

    async def take(done: Done) -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            while True:
                async with connection.transaction():
                    row = await (await connection.execute(_BARE_TAKE)).fetchone()
                    started = time.perf_counter()
                    if row:
                        await connection.execute(_BARE_DONE, (row[0],))
                if row:
                    done.note(started)
                else:
                    await asyncio.sleep(_BARE_POLL_S)

    @asynccontextmanager
    async def working(done: Done) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(take(done)) for _ in range(AT_ONCE)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    return Way(name="bare loop", add=add, working=working)


async def compare(dsn: str, folder: Path) -> tuple[Way, Way]:
    await migrate(dsn)
    engine, spool = make_engine(dsn), Spool(folder / "spool")
    clock = SystemClock()
    uow = PostgresUnitOfWork(engine, spool=spool, clock=clock, new_id=new_id)
    world = World(uow=uow, clock=clock, new_id=new_id)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as adding:
        await adding.execute(_BARE)
        ways = ours(dsn, world, engine, spool), bare(dsn, adding)
        for _ in range(ROUNDS):
            for way in ways:
                await way.measure()
    await engine.dispose()
    return ways


def report(first: Way, second: Way) -> None:
    for way in (first, second):
        p50, p95 = _percentiles(way)
        print(
            f"{way.name:10} {statistics.median(way.per_s):7.0f} jobs/s,"
            f" from asking to starting p50 {p50:6.1f} ms, p95 {p95:6.1f} ms"
        )
    throughput = statistics.median(first.per_s) / statistics.median(second.per_s)
    wait = _percentiles(first)[0] / _percentiles(second)[0]
    print(f"ratio      {throughput:7.2f} of its jobs/s, {wait:.1f} times its p50")


def _percentiles(way: Way) -> tuple[float, float]:
    cuts = statistics.quantiles(way.waits_ms, n=20)
    return statistics.median(way.waits_ms), cuts[-1]


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder) / "postgres").join() as lease,
    ):
        report(*asyncio.run(compare(lease.dsn, Path(folder))))


if __name__ == "__main__":
    main()
