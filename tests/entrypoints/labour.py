"""Workers for tests: in this process, or as processes of their own that can be killed.

Run as a module it is such a process. What its handler does stands in the job's payload.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.job import Job, JobKind, JobStatus, Run, RunSuperseded, entry
from domain.ledger import Kind, Question
from domain.ports import World
from entrypoints.runs import Do, Runs
from entrypoints.upkeep import Pace, Upkeep
from entrypoints.work import work
from entrypoints.work_loop import WorkLoop
from integrations.clock import SystemClock, new_id
from persistence.engine import make_engine
from persistence.queue import open_queue
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tests.build import a_new_job

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_S = 40.0
QUICK = Pace(
    poll_s=0.1,
    beat_s=0.2,
    stale_s=1.0,
    reap_s=0.2,
    sweep_s=0.1,
    look_s=0.1,
    replay_s=1.0,
    stop_s=3.0,
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A database in real time, as a worker stands on it."""

    dsn: str
    engine: AsyncEngine
    spool: Spool
    world: World

    async def enqueue(self, **fields: Any) -> Job:
        async with self.world.uow() as tx:
            return await tx.jobs.enqueue(a_new_job(**fields))

    async def get(self, job: Job) -> Job:
        async with self.world.uow() as tx:
            return await tx.jobs.get(job.id)

    async def events(self, job: Job, kind: Kind) -> int:
        async with self.world.uow() as tx:
            return await tx.ledger.count(Question(job_id=job.id, kinds=(kind,)))

    async def until(self, job: Job, status: JobStatus, *, within_s: float = PATIENCE_S) -> Job:
        """The job as soon as it stands like that."""

        async def look() -> Job | None:
            seen = await self.get(job)
            return seen if seen.status is status else None

        return await eventually(look, within_s=within_s)


@asynccontextmanager
async def open_site(dsn: str, spool: Path) -> AsyncIterator[Site]:
    engine = make_engine(dsn, pool_size=4)
    kept, clock = Spool(spool), SystemClock()
    uow = PostgresUnitOfWork(engine, spool=kept, clock=clock, new_id=new_id)
    world = World(uow=uow, clock=clock, new_id=new_id)
    yield Site(dsn=dsn, engine=engine, spool=kept, world=world)
    await engine.dispose()


async def eventually(look: Callable[[], Awaitable[T | None]], *, within_s: float = PATIENCE_S) -> T:
    """What ``look`` finds, as soon as it finds something."""
    async with asyncio.timeout(within_s):
        while True:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.02)


@asynccontextmanager
async def a_worker(
    site: Site, do: Do, *, name: str = "w1", concurrency: int = 1, pace: Pace = QUICK
) -> AsyncIterator[WorkLoop]:
    """Works in this process until the block ends."""
    async with open_queue(site.dsn) as queue:
        runs = Runs(
            world=site.world,
            queue=queue,
            handlers=dict.fromkeys(JobKind, do),
            worker_id=name,
            jitter=lambda: 0.0,
        )
        upkeep = Upkeep(
            worker_id=name,
            world=site.world,
            engine=site.engine,
            spool=site.spool,
            queue=queue,
            stale_s=pace.stale_s,
        )
        loop = WorkLoop(queue=queue, runs=runs, upkeep=upkeep, concurrency=concurrency, pace=pace)
        working = asyncio.create_task(loop.run())
        try:
            yield loop
        finally:
            loop.stop()
            await working


async def complete(world: World, run: Run, **result: Any) -> None:
    async with world.uow() as tx:
        job = await tx.jobs.complete(run, result=result, at=world.clock.now())
        await tx.ledger.append(entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))


class Hand:
    """A worker process."""

    def __init__(self, site: Site, spool: Path, *, pace: Pace, reborn: bool) -> None:
        told = {"dsn": site.dsn, "spool": str(spool), "pace": asdict(pace), "reborn": reborn}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.entrypoints.labour", json.dumps(told)],
            cwd=PROJECT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, *, within_s: float = 15.0) -> int:
        return self._process.wait(within_s)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(15)


@contextmanager
def hands(
    site: Site, spool: Path, *, count: int = 1, pace: Pace = QUICK, reborn: bool = False
) -> Iterator[list[Hand]]:
    """Worker processes; whatever the test does to them, none is left. With ``reborn`` another one
    takes the place of each that dies."""
    started = [Hand(site, spool, pace=pace, reborn=reborn) for _ in range(count)]
    try:
        yield started
    finally:
        for hand in started:
            hand.kill()


def _scripted(site: Site) -> Do:
    async def do(run: Run) -> None:
        script = run.job.payload
        if script.get("crash"):
            os.kill(os.getpid(), signal.SIGKILL)
        if script.get("hold") == "always" or (script.get("hold") == "first" and run.run_no == 1):
            await asyncio.Event().wait()
        if script.get("stubborn_s"):
            await _last(float(str(script["stubborn_s"])))
        writing = asyncio.create_task(complete(site.world, run, pid=os.getpid()))
        while not writing.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([writing])
        try:
            writing.result()
        except RunSuperseded:
            Path(str(script["refused"])).touch()
            raise

    return do


async def _last(seconds: float) -> None:
    """However often it is told to stop."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.05)


async def _main(told: Mapping[str, Any]) -> None:
    async with open_site(told["dsn"], Path(told["spool"])) as site:
        handlers = dict.fromkeys(JobKind, _scripted(site))
        await work(site, handlers=handlers, concurrency=2, pace=Pace(**told["pace"]))


if __name__ == "__main__":
    _told = json.loads(sys.argv[1])
    while _told["reborn"] and os.fork():
        os.wait()
    asyncio.run(_main(_told))
