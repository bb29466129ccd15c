"""Look after the publications that stand in the middle and that no job is looking after."""

from domain.job import JobKind, JobQuery, NewJob, Run, entry
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.publication import Publication, PublicationStatus

_MOST = 100


async def reconcile_publications(*, run: Run, world: World) -> None:
    """Each gets a new publish job, which looks before it sends. Raises RunSuperseded."""
    async with world.uow() as tx:
        orphans = await _orphans(tx)
        for publication in orphans:
            await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.PUBLISH,
                    payload={},
                    requested_by=run.actor,
                    key=f"account:{publication.account_id}",
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


async def _orphans(tx: Transaction) -> list[Publication]:
    """Answers that were lost, and uploads whose job ended without a word."""
    found = []
    for status in (PublicationStatus.UNKNOWN, PublicationStatus.UPLOADING):
        for publication in await tx.publications.recent(status=status, limit=_MOST):
            jobs = await tx.jobs.recent(only=JobQuery(publication_id=publication.id), limit=1)
            if all(job.status.is_final for job in jobs):
                found.append(publication)
    return found
