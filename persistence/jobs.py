"""Jobs in Postgres. The row is the truth; the queue only says whose turn it is to look at it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.canonical import Json
from domain.ids import Actor, JobId
from domain.job import (
    EVERYBODYS,
    SCHEDULER,
    Job,
    JobNotCancellable,
    JobNotRetryable,
    JobQuery,
    JobStatus,
    NewJob,
    Run,
    RunSuperseded,
    entry,
)
from domain.ledger import Kind, Severity
from domain.ports import Clock, Ledger, NewId
from persistence.hand_over import hand_over
from persistence.job_rows import from_row, goes_first, is_due, new_row
from persistence.lookup import get_row, known_id, wait_for_turn
from persistence.tables import jobs as t

_CRASHED: Final = "error.job_crashed"
_SPARE_RUNS: Final = 2
"""So many more runs than attempts may end with the death of their worker."""


class PostgresJobs:
    """Every write of a run carries its number, and is refused once there is a newer one."""

    def __init__(
        self, connection: AsyncConnection, *, clock: Clock, new_id: NewId, ledger: Ledger
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._new_id = new_id
        self._ledger = ledger

    async def enqueue(self, new: NewJob) -> Job:
        now = self._clock.now()
        insert = pg.insert(t).values(new_row(new, id_=self._new_id(), at=now))
        fresh = insert.on_conflict_do_nothing(index_elements=[t.c.request_key]).returning(t)
        row = (await self._connection.execute(fresh)).one_or_none()
        if row is None:
            same = sa.select(t).where(t.c.request_key == new.request_key)
            return from_row((await self._connection.execute(same)).one())
        job = from_row(row)
        await self._ledger.append(entry(Kind.JOB_CREATED, job, actor=job.requested_by))
        if is_due(job, now):
            await hand_over(self._connection, [job])
        return job

    async def get(self, id_: JobId) -> Job:
        return from_row(await get_row(self._connection, t, "job", id_))

    async def recent(
        self, *, limit: int = 20, before: str | None = None, only: JobQuery = EVERYBODYS
    ) -> Sequence[Job]:
        query = sa.select(t).where(*_wanted(only)).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("job", before))
        return [from_row(row) for row in await self._connection.execute(query)]

    async def start(self, id_: JobId, *, worker_id: str, at: datetime) -> Run | None:
        row = await get_row(self._connection, t, "job", id_, lock=True)
        job = from_row(row)
        if job.status.is_final:
            return None
        if job.cancel_requested_at is not None:
            await self._end_cancelled(job, worker_id=worker_id, at=at)
            return None
        if not is_due(job, at) or await self._has_to_wait(job, at):
            await self._change(id_, queue_id=None)
            return None
        if job.attempts >= job.max_attempts + _SPARE_RUNS:
            await self._end_crashed(job, worker_id=worker_id, at=at)
            return None
        begun = await self._change(
            id_,
            status=JobStatus.PROCESSING,
            run_no=t.c.run_no + 1,
            attempts=t.c.attempts + 1,
            worker_id=worker_id,
            started_at=at,
            progress=0.0,
            error_code=None,
            error_values={},
        )
        return Run(job=begun, run_no=begun.run_no, worker_id=worker_id)

    async def progress(self, run: Run, share: float) -> None:
        await self._write(run, progress=min(1.0, max(0.0, share)))

    async def hold(self, run: Run) -> None:
        query = sa.select(t.c.id).where(*_is_newest(run)).with_for_update()
        if (await self._connection.execute(query)).one_or_none() is None:
            raise _superseded(run)

    async def complete(self, run: Run, *, result: dict[str, Json], at: datetime) -> Job:
        return await self._write(
            run,
            status=JobStatus.COMPLETED,
            progress=1.0,
            result=result,
            finished_at=at,
            queue_id=None,
        )

    async def fail(
        self,
        run: Run,
        *,
        code: str,
        values: Mapping[str, Json],
        retry_at: datetime | None,
        at: datetime,
    ) -> Job:
        said = {"error_code": code, "error_values": dict(values), "queue_id": None}
        if retry_at is None:
            return await self._write(run, status=JobStatus.FAILED, finished_at=at, **said)
        # One that was told to stop comes up at once, only to be cancelled.
        asked = t.c.cancel_requested_at.is_not(None)
        run_at = sa.case((asked, sa.literal(at)), else_=sa.literal(retry_at))
        return await self._write(
            run, status=JobStatus.PENDING, worker_id=None, run_at=run_at, **said
        )

    async def cancelled(self, run: Run, *, at: datetime) -> Job:
        return await self._write(run, status=JobStatus.CANCELLED, finished_at=at, queue_id=None)

    async def postpone(self, run: Run, *, until: datetime, keeps_turn: bool) -> Job:
        asked = t.c.cancel_requested_at.is_not(None)
        return await self._write(
            run,
            status=JobStatus.PENDING,
            attempts=sa.func.greatest(t.c.attempts - 1, 0),
            worker_id=None,
            started_at=t.c.started_at if keeps_turn else None,
            run_at=sa.case((asked, sa.literal(self._clock.now())), else_=sa.literal(until)),
            queue_id=None,
        )

    async def release(self, run: Run) -> Job:
        job = await self._write(
            run,
            status=JobStatus.PENDING,
            attempts=sa.func.greatest(t.c.attempts - 1, 0),
            worker_id=None,
            progress=0.0,
        )
        await hand_over(self._connection, [job])
        return job

    async def request_cancel(self, id_: JobId, *, at: datetime) -> Job:
        job = from_row(await get_row(self._connection, t, "job", id_, lock=True))
        if job.status.is_final:
            raise JobNotCancellable
        if job.status is JobStatus.PENDING:
            return await self._change(
                id_,
                status=JobStatus.CANCELLED,
                cancel_requested_at=at,
                finished_at=at,
                queue_id=None,
            )
        return await self._change(
            id_, cancel_requested_at=sa.func.coalesce(t.c.cancel_requested_at, at)
        )

    async def retry(self, id_: JobId) -> Job:
        job = from_row(await get_row(self._connection, t, "job", id_, lock=True))
        if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            raise JobNotRetryable
        again = await self._change(
            id_,
            status=JobStatus.PENDING,
            attempts=0,
            progress=0.0,
            error_code=None,
            error_values={},
            run_at=None,
            worker_id=None,
            started_at=None,
            finished_at=None,
            cancel_requested_at=None,
        )
        await hand_over(self._connection, [again])
        return again

    async def _has_to_wait(self, job: Job, at: datetime) -> bool:
        if job.key is None:
            return False
        await wait_for_turn(self._connection, "job", job.key)
        before = goes_first(job, at).limit(1)
        return (await self._connection.execute(before)).first() is not None

    async def _end_cancelled(self, job: Job, *, worker_id: str, at: datetime) -> None:
        ended = await self._change(
            job.id, status=JobStatus.CANCELLED, finished_at=at, queue_id=None
        )
        await self._ledger.append(entry(Kind.JOB_CANCELLED, ended, actor=_actor(worker_id)))

    async def _end_crashed(self, job: Job, *, worker_id: str, at: datetime) -> None:
        ended = await self._change(
            job.id,
            status=JobStatus.FAILED,
            error_code=_CRASHED,
            error_values={"runs": job.run_no},
            finished_at=at,
            queue_id=None,
        )
        await self._ledger.append(
            entry(
                Kind.JOB_PROCESSING_FAILED,
                ended,
                actor=_actor(worker_id),
                severity=Severity.ERROR,
                code=_CRASHED,
                retry=False,
            )
        )

    async def _change(self, id_: JobId, **values: Any) -> Job:
        """For a row that this block has locked."""
        change = sa.update(t).where(t.c.id == id_).values(values).returning(t)
        return from_row((await self._connection.execute(change)).one())

    async def _write(self, run: Run, **values: Any) -> Job:
        change = sa.update(t).where(*_is_newest(run)).values(values).returning(t)
        row = (await self._connection.execute(change)).one_or_none()
        if row is None:
            raise _superseded(run)
        return from_row(row)


def _wanted(only: JobQuery) -> list[sa.ColumnElement[bool]]:
    wanted = [] if only.scheduled else [t.c.requested_by != SCHEDULER]
    if only.status is not None:
        wanted.append(t.c.status == only.status)
    if only.video_id is not None:
        wanted.append(t.c.video_id == known_id("video", only.video_id))
    if only.publication_id is not None:
        wanted.append(t.c.publication_id == known_id("publication", only.publication_id))
    return wanted


def _is_newest(run: Run) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        t.c.id == run.job.id,
        t.c.run_no == run.run_no,
        t.c.status == JobStatus.PROCESSING,
    )


def _superseded(run: Run) -> RunSuperseded:
    return RunSuperseded(f"run {run.run_no} of job {run.job.id} is over")


def _actor(worker_id: str) -> Actor:
    return Actor(f"worker:{worker_id}")
