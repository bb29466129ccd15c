"""A worker that publishes for real, to the rehearsal servers, and kills itself at a given point.

Points are counted while a job is done: every answer of the outside, and every local commit, is
one. Run as a module it is such a process.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any, Final

import httpx

from domain.job import JobKind, Run
from domain.ports import Transaction, World
from domain.usecases.publish_publication import publish_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.watch_publication import watch_publication
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from entrypoints.upkeep import Pace
from entrypoints.work import work
from integrations.clock import new_id
from integrations.http import open_client
from integrations.storage import ObjectStore
from integrations.vault import FernetVault
from persistence.engine import make_engine
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork

SECRETS: Final = ("the key of the crash tests",)
QUICK: Final = Pace(
    poll_s=0.05,
    beat_s=0.1,
    stale_s=0.5,
    reap_s=0.1,
    sweep_s=0.05,
    look_s=0.1,
    replay_s=1.0,
    stop_s=2.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FastClock:
    """Time that runs ``factor`` times as fast as the wall's since ``began`` (seconds since 1970);
    the same in every process that is told the same."""

    began: float
    factor: float

    def now(self) -> datetime:
        real = time()
        fast = self.began + (real - self.began) * self.factor
        return datetime.fromtimestamp(fast, UTC)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """``dies_at`` is the point, counted from 1; None: it lives. ``notes`` is the file that its
    points are written to, a line each."""

    dsn: str
    folder: str
    rehearsal: str
    began: float
    factor: float
    dies_at: int | None
    notes: str

    @property
    def clock(self) -> FastClock:
        return FastClock(began=self.began, factor=self.factor)


class Fate:
    """Counts the points while a job is done, and ends the process at the one that was given."""

    def __init__(self, told: Told) -> None:
        self._dies_at = told.dies_at
        self._notes = Path(told.notes)
        self._passed = 0
        self.is_working = False

    def pass_by(self, name: str) -> None:
        if not self.is_working:
            return
        self._passed += 1
        with self._notes.open("a", encoding="utf-8") as file:
            file.write(f"{self._passed} {name}\n")
        if self._passed == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalTransport(httpx.AsyncBaseTransport):
    """The outside has answered, and nobody here knows it yet: that is a point."""

    def __init__(self, inner: httpx.AsyncBaseTransport, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        self._fate.pass_by(f"call {request.method} {request.url.path}")
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class MortalUnitOfWork:
    """What was saved is saved, and nobody here has gone on yet: that is a point."""

    def __init__(self, inner: PostgresUnitOfWork, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Transaction]:
        async with self._inner() as tx:
            yield tx
        self._fate.pass_by("commit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a worker stands on."""

    dsn: str
    engine: Any
    spool: Spool
    world: World
    platforms: Platforms


@asynccontextmanager
async def open_site(told: Told, fate: Fate | None = None) -> AsyncIterator[Site]:
    folder = Path(told.folder)
    async with AsyncExitStack() as stack:
        engine = make_engine(told.dsn, pool_size=4)
        stack.push_async_callback(engine.dispose)
        spool = Spool(folder / "spool")
        inner = PostgresUnitOfWork(
            engine, spool=spool, clock=told.clock, new_id=new_id, vault=FernetVault(SECRETS)
        )
        uow = inner if fate is None else MortalUnitOfWork(inner, fate)
        world = World(uow=uow, clock=told.clock, new_id=new_id)
        http = await stack.enter_async_context(_client(fate))
        footing = Footing(
            http=http,
            store=ObjectStore(f"file:{folder / 'media'}", new_id=new_id),
            world=world,
            secrets=SECRETS,
            pause=told.clock.pause,
            limited=False,
        )
        settings = Settings(data=folder, rehearsal_url=told.rehearsal)
        platforms = build_platforms(settings, footing)
        yield Site(dsn=told.dsn, engine=engine, spool=spool, world=world, platforms=platforms)


@asynccontextmanager
async def _client(fate: Fate | None) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(silence_s=10) as client:
        if fate is None:
            yield client
            return
        transport = MortalTransport(httpx.AsyncHTTPTransport(), fate)
        async with httpx.AsyncClient(
            transport=transport, timeout=client.timeout, headers=client.headers
        ) as mortal:
            yield mortal


async def _do(run: Run, site: Site) -> None:
    publishers = site.platforms.publishers
    match run.job.kind:
        case JobKind.PUBLISH:
            await publish_publication(run=run, world=site.world, publishers=publishers)
        case JobKind.WATCH_PUBLICATION:
            await watch_publication(run=run, world=site.world, publishers=publishers)
        case _:
            await reconcile_publications(run=run, world=site.world)


async def labour(told: Told) -> None:
    fate = Fate(told)
    async with open_site(told, fate) as site:

        async def do(run: Run) -> None:
            fate.is_working = True
            try:
                await _do(run, site)
            finally:
                fate.is_working = False

        await work(site, handlers=dict.fromkeys(JobKind, do), concurrency=1, pace=QUICK)


def be_worker(told: dict[str, Any]) -> None:
    """The body of the process."""
    random.seed()
    asyncio.run(labour(Told(**told)))


def as_words(told: Told) -> dict[str, Any]:
    return asdict(told)


if __name__ == "__main__":
    be_worker(json.loads(sys.argv[1]))
