"""Jobs in memory, with the same fence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

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
from domain.ledger import Kind
from domain.ports import Clock, Ledger, NewId
from tests.fakes.memory.rows import Rows


@dataclass
class MemoryJobs:
    clock: Clock
    new_id: NewId
    ledger: Ledger
    rows: Rows[Job] = field(default_factory=lambda: Rows("job"))

    async def enqueue(self, new: NewJob) -> Job:
        if new.request_key is not None:
            known = self.rows.find(lambda job: job.request_key == new.request_key)
            if known:
                return known
        job = _job(new, id_=JobId(self.new_id()), at=self.clock.now())
        self.rows.put(job)
        await self.ledger.append(entry(Kind.JOB_CREATED, job, actor=job.requested_by))
        return job

    async def get(self, id_: JobId) -> Job:
        return self.rows.get(id_)

    async def recent(
        self, *, limit: int = 20, before: str | None = None, only: JobQuery = EVERYBODYS
    ) -> Sequence[Job]:
        return self.rows.newest(
            lambda job: (
                (only.scheduled or job.requested_by != SCHEDULER)
                and only.status in (None, job.status)
                and only.video_id in (None, job.video_id)
                and only.publication_id in (None, job.publication_id)
            ),
            limit=limit,
            before=before,
        )

    async def start(self, id_: JobId, *, worker_id: str, at: datetime) -> Run | None:
        job = self.rows.get(id_)
        if job.status.is_final:
            return None
        if job.cancel_requested_at is not None:
            ended = replace(job, status=JobStatus.CANCELLED, finished_at=at)
            self.rows.save(ended)
            actor = Actor(f"worker:{worker_id}")
            await self.ledger.append(entry(Kind.JOB_CANCELLED, ended, actor=actor))
            return None
        if (job.run_at is not None and job.run_at > at) or self._has_to_wait(job):
            return None
        started = replace(
            job,
            status=JobStatus.PROCESSING,
            run_no=job.run_no + 1,
            attempts=job.attempts + 1,
            worker_id=worker_id,
            started_at=at,
            progress=0.0,
            error_code=None,
            error_values={},
        )
        self.rows.save(started)
        return Run(job=started, run_no=started.run_no, worker_id=worker_id)

    async def progress(self, run: Run, share: float) -> None:
        self._write(run, progress=share)

    async def hold(self, run: Run) -> None:
        self._write(run)

    async def complete(self, run: Run, *, result: dict[str, Json], at: datetime) -> Job:
        return self._write(
            run, status=JobStatus.COMPLETED, result=result, progress=1.0, finished_at=at
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
        if retry_at is not None:
            return self._write(
                run,
                status=JobStatus.PENDING,
                error_code=code,
                error_values=values,
                run_at=retry_at,
                worker_id=None,
            )
        return self._write(
            run, status=JobStatus.FAILED, error_code=code, error_values=values, finished_at=at
        )

    async def cancelled(self, run: Run, *, at: datetime) -> Job:
        return self._write(run, status=JobStatus.CANCELLED, finished_at=at)

    async def postpone(self, run: Run, *, until: datetime, keeps_turn: bool) -> Job:
        return self._write(
            run,
            status=JobStatus.PENDING,
            attempts=max(0, run.job.attempts - 1),
            worker_id=None,
            started_at=self.rows.get(run.job.id).started_at if keeps_turn else None,
            run_at=until,
        )

    async def release(self, run: Run) -> Job:
        return self._write(
            run,
            status=JobStatus.PENDING,
            attempts=max(0, run.job.attempts - 1),
            worker_id=None,
            progress=0.0,
        )

    async def request_cancel(self, id_: JobId, *, at: datetime) -> Job:
        job = self.rows.get(id_)
        if job.status.is_final:
            raise JobNotCancellable
        if job.status is JobStatus.PENDING:
            changed = replace(
                job, status=JobStatus.CANCELLED, cancel_requested_at=at, finished_at=at
            )
        else:
            changed = replace(job, cancel_requested_at=job.cancel_requested_at or at)
        self.rows.save(changed)
        return changed

    async def retry(self, id_: JobId) -> Job:
        job = self.rows.get(id_)
        if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            raise JobNotRetryable
        pending = replace(
            job,
            status=JobStatus.PENDING,
            attempts=0,
            progress=0.0,
            run_at=None,
            error_code=None,
            error_values={},
            worker_id=None,
            started_at=None,
            finished_at=None,
            cancel_requested_at=None,
        )
        self.rows.save(pending)
        return pending

    def _has_to_wait(self, job: Job) -> bool:
        """Whether another job of the same key is at work."""
        return job.key is not None and any(
            other.key == job.key and other.id != job.id and other.status is JobStatus.PROCESSING
            for other in self.rows
        )

    def _write(self, run: Run, **changes: Any) -> Job:
        job = self.rows.get(run.job.id)
        if job.run_no != run.run_no or job.status is not JobStatus.PROCESSING:
            raise RunSuperseded
        changed: Job = replace(job, **changes)
        self.rows.save(changed)
        return changed


def _job(new: NewJob, *, id_: JobId, at: datetime) -> Job:
    return Job(
        id=id_,
        kind=new.kind,
        status=JobStatus.PENDING,
        payload=new.payload,
        priority=new.priority,
        requested_by=new.requested_by,
        created_at=at,
        key=new.key,
        request_key=new.request_key,
        run_at=new.run_at,
        max_attempts=new.max_attempts,
        video_id=new.video_id,
        campaign_id=new.campaign_id,
        publication_id=new.publication_id,
    )
