"""Look after the publications that stand in the middle and that no job is looking after."""

from datetime import datetime, timedelta

from domain.job import Job, JobKind, JobQuery, NewJob, Run, entry
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.publication import Publication, PublicationStatus

_MOST = 100
_PAUSE = timedelta(minutes=10)
_OPEN = (
    PublicationStatus.UNKNOWN,
    PublicationStatus.UPLOADING,
    PublicationStatus.QUEUED,
    PublicationStatus.SCHEDULED,
)


async def reconcile_publications(*, run: Run, world: World) -> None:
    """Each gets a new publish job, which looks before it sends. Raises RunSuperseded."""
    async with world.uow() as tx:
        orphans = await _orphans(tx, now=world.clock.now())
        for publication in orphans:
            await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.PUBLISH,
                    payload={},
                    requested_by=run.actor,
                    key=f"account:{publication.account_id}",
                    run_at=publication.due_at,
                    request_key=f"reconcile:{publication.id}:{run.job.id}",
                    campaign_id=publication.campaign_id,
                    publication_id=publication.id,
                )
            )
        job = await tx.jobs.complete(run, result={"orphans": len(orphans)}, at=world.clock.now())
        if orphans:
            await tx.ledger.append(
                entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, orphans=len(orphans))
            )


async def _orphans(tx: Transaction, *, now: datetime) -> list[Publication]:
    """Answers that were lost, and publications whose job ended without a word."""
    found = []
    for status in _OPEN:
        for publication in await tx.publications.recent(status=status, limit=_MOST):
            jobs = await tx.jobs.recent(only=JobQuery(publication_id=publication.id), limit=1)
            if all(_is_over(job, now=now) for job in jobs):
                found.append(publication)
    return found


def _is_over(job: Job, *, now: datetime) -> bool:
    """A while ago: a platform that just could not tell is not asked again at once."""
    return job.finished_at is not None and now - job.finished_at > _PAUSE
