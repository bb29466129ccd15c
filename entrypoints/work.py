"""Puts a worker together and lets it work until its process is told to stop."""

import asyncio
import faulthandler
import os
import random
import signal
import socket
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ids import short
from domain.job import JobKind
from domain.ports import World
from entrypoints.runs import Do, Runs
from entrypoints.upkeep import Pace, Upkeep
from entrypoints.work_loop import WorkLoop
from persistence.queue import open_queue
from persistence.spool import Spool

_LAST_RESORT_S: Final = 9.5


class Ground(Protocol):
    """What a worker stands on."""

    @property
    def dsn(self) -> str: ...
    @property
    def engine(self) -> AsyncEngine: ...
    @property
    def spool(self) -> Spool: ...
    @property
    def world(self) -> World: ...


async def work(
    ground: Ground, *, handlers: Mapping[JobKind, Do], concurrency: int, pace: Pace
) -> None:
    """Stopping takes at most ten seconds."""
    id_ = f"{socket.gethostname()}-{os.getpid()}-{short(ground.world.new_id())}"
    async with open_queue(ground.dsn) as queue:
        runs = Runs(
            world=ground.world,
            queue=queue,
            handlers=handlers,
            worker_id=id_,
            jitter=random.random,
        )
        upkeep = Upkeep(
            worker_id=id_,
            world=ground.world,
            engine=ground.engine,
            spool=ground.spool,
            queue=queue,
            stale_s=pace.stale_s,
        )
        loop = WorkLoop(queue=queue, runs=runs, upkeep=upkeep, concurrency=concurrency, pace=pace)
        stop_when_told(loop.stop)
        await loop.run()


def stop_when_told(stop: Callable[[], None]) -> None:
    """A process that does not end by itself after a signal to stop is ended, with a note of where
    it hangs. Its jobs are safe: they go to whoever finds it silent."""

    def told() -> None:
        faulthandler.dump_traceback_later(_LAST_RESORT_S, exit=True)
        stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told)
