"""Keeps the schedule: one process leads, the others stand ready to take over.

Should two lead for a moment, each due time still gives one job.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from functools import partial
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain.ports import World
from domain.usecases.fire_schedule import fire_schedule
from entrypoints.schedule import GRACE, Tick
from entrypoints.work import stop_when_told
from persistence.leadership import Leadership, NotLeader, leadership
from persistence.trouble import UNREACHABLE

_AGAIN_S: Final = 1.0
log = structlog.get_logger("scheduler")


async def keep_time(dsn: str, *, world: World, ticks: Sequence[Tick]) -> None:
    """Until the process is told to stop."""
    stopping = asyncio.Event()
    stop_when_told(stopping.set)
    candidate = asyncio.create_task(_stand(dsn, world, ticks))
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait([candidate, told], return_when=asyncio.FIRST_COMPLETED)
    for task in (candidate, told):
        task.cancel()
    await asyncio.wait([candidate, told])
    if not candidate.cancelled():
        candidate.result()


async def _stand(dsn: str, world: World, ticks: Sequence[Tick]) -> None:
    while True:
        try:
            async with leadership(dsn, of="schedule") as lead:
                log.info("scheduler_leads")
                await _lead(world, ticks, lead)
                log.warning("scheduler_lost_the_lead")
        except (NotLeader, *UNREACHABLE):
            await asyncio.sleep(_AGAIN_S)


async def _lead(world: World, ticks: Sequence[Tick], lead: Leadership) -> None:
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "misfire_grace_time": GRACE.total_seconds()},
    )
    for tick in ticks:
        scheduler.add_job(partial(_fire, world, tick), tick.when, name=tick.name)
    scheduler.start()
    try:
        # What came due while nobody led; what was done already is not done again.
        async with asyncio.TaskGroup() as group:
            for tick in ticks:
                group.create_task(_fire(world, tick))
        await lead.until_lost()
    finally:
        scheduler.shutdown(wait=False)


async def _fire(world: World, tick: Tick) -> None:
    due_at = tick.last_due_at(world.clock.now())
    while due_at is not None and world.clock.now() - due_at < GRACE:
        try:
            await fire_schedule(world=world, name=tick.name, kind=tick.kind, due_at=due_at)
        except UNREACHABLE:
            await asyncio.sleep(_AGAIN_S)
        else:
            return
