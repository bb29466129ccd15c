"""Look after the publications that stand in the middle and that no job is looking after."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.canonical import Json
from domain.job import Job, JobQuery, NewJob, Run, entry
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.ports.resuming import publish_job
from domain.ports.seeing import watch_job
from domain.publication import Publication, PublicationStatus

_MOST = 100
_MOST_LOOKS = 500
_PAUSE = timedelta(minutes=10)
_OPEN = (
    PublicationStatus.UNKNOWN,
    PublicationStatus.UPLOADING,
    PublicationStatus.QUEUED,
    PublicationStatus.SCHEDULED,
)


async def reconcile_publications(*, run: Run, world: World) -> None:
    """Looks that are due get their job, and so does what lost its own. Raises RunSuperseded."""
    async with world.uow() as tx:
        now = world.clock.now()
        due = await tx.publications.due_for_a_look(now=now, limit=_MOST_LOOKS)
        for publication in due:
            await tx.jobs.enqueue(_look(publication, run, now=now))
        orphans = await _orphans(tx, now=now)
        for publication in orphans:
            key = f"reconcile:{publication.id}:{run.job.id}"
            await tx.jobs.enqueue(
                publish_job(publication, by=run.actor, request_key=key, at=publication.due_at)
            )
        result: dict[str, Json] = {"orphans": len(orphans), "looks": len(due)}
        job = await tx.jobs.complete(run, result=result, at=now)
        if orphans:
            await tx.ledger.append(
                entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, orphans=len(orphans))
            )


def _look(publication: Publication, run: Run, *, now: datetime) -> NewJob:
    """One that is long overdue lost its job, and needs another one with another name."""
    job = watch_job(publication, by=run.actor, at=None)
    if publication.look_at is None or now - publication.look_at < _PAUSE:
        return job
    return replace(job, request_key=f"{job.request_key}:{run.job.id}")


async def _orphans(tx: Transaction, *, now: datetime) -> list[Publication]:
    """Publications whose job ended without a word."""
    found = []
    for status in _OPEN:
        for publication in await tx.publications.recent(status=status, limit=_MOST):
            if publication.look_at is not None:
                continue
            jobs = await tx.jobs.recent(only=JobQuery(publication_id=publication.id), limit=1)
            if all(_is_over(job, now=now) for job in jobs):
                found.append(publication)
    return found


def _is_over(job: Job, *, now: datetime) -> bool:
    """A while ago: what has just ended may have another one in a moment."""
    return job.finished_at is not None and now - job.finished_at > _PAUSE
