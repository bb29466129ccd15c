"""Handing jobs over to the queue, in the transaction that makes them ready.

The queue knows only jobs that are due: a waiting row with a lock would hold up every job of its
key, so what is due later stays with us until its time comes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from procrastinate import PsycopgConnector
from procrastinate.jobs import Job as Queued
from procrastinate.manager import JobManager
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.job import Job, JobStatus
from persistence.driver import driver_of
from persistence.job_rows import from_row
from persistence.tables import jobs as t

TASK: Final = "run_job"
QUEUE: Final = "jobs"
_BATCH: Final = 100
_KEEP_NUMBERS: Final = (
    "UPDATE jobs SET queue_id = handed.queue_id"
    " FROM unnest(%s::uuid[], %s::bigint[]) AS handed (id, queue_id) WHERE jobs.id = handed.id"
)
# Never opened: it speaks on the connections that it is given.
_QUEUE: Final = JobManager(PsycopgConnector())

_held: Final = sa.table("procrastinate_jobs", sa.column("id"), sa.column("status", sa.Text))


async def hand_over(connection: AsyncConnection, jobs: Sequence[Job]) -> None:
    """In the order given. Belongs to the transaction of ``connection``."""
    driver = await driver_of(connection)
    queued = await _QUEUE.batch_defer_jobs_async([_queued(job) for job in jobs], connection=driver)
    numbers = [each.id for each in queued]
    await driver.execute(_KEEP_NUMBERS, ([job.id for job in jobs], numbers))


async def hand_over_due(engine: AsyncEngine, *, now: datetime) -> int:
    """Jobs whose time has come, and those whose turn of their key it may be. How many."""
    is_due = t.c.run_at.is_(None) | (t.c.run_at <= now)
    waiting = (t.c.status == JobStatus.PENDING) & t.c.queue_id.is_(None)
    return await _sweep(engine, waiting & is_due & ~_key_is_taken())


async def hand_over_lost(engine: AsyncEngine) -> int:
    """Jobs that should be in the queue and are not, which no order of events should lead to."""
    is_held = sa.exists().where(
        _held.c.id == t.c.queue_id, sa.cast(_held.c.status, sa.Text).in_(("todo", "doing"))
    )
    waiting = (t.c.status == JobStatus.PENDING) & t.c.queue_id.is_not(None)
    return await _sweep(engine, (waiting | (t.c.status == JobStatus.PROCESSING)) & ~is_held)


async def _sweep(engine: AsyncEngine, condition: sa.ColumnElement[bool]) -> int:
    """Several workers may do this at once: each job is handed over by one of them."""
    query = (
        sa.select(t)
        .where(condition)
        .order_by(t.c.priority.desc(), sa.func.coalesce(t.c.run_at, t.c.created_at), t.c.id)
        .limit(_BATCH)
        .with_for_update(of=t, skip_locked=True)
    )
    async with engine.begin() as connection:
        jobs = [from_row(row) for row in await connection.execute(query)]
        if jobs:
            await hand_over(connection, jobs)
    return len(jobs)


def _key_is_taken() -> sa.ColumnElement[bool]:
    """By one of the same key that runs or is between two attempts."""
    other = t.alias()
    has_begun = (other.c.status == JobStatus.PENDING) & other.c.started_at.is_not(None)
    return sa.and_(
        t.c.key.is_not(None),
        sa.exists().where(
            other.c.key == t.c.key,
            other.c.id != t.c.id,
            (other.c.status == JobStatus.PROCESSING) | has_begun & t.c.started_at.is_(None),
        ),
    )


def _queued(job: Job) -> Queued:
    task: dict[str, Any] = {"job_id": job.id}
    return Queued(
        id=None,
        queue=QUEUE,
        task_name=TASK,
        task_kwargs=task,
        priority=job.priority,
        lock=job.key,
        queueing_lock=None,
    )
