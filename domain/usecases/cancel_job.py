"""Stop a job: at once while it waits, within seconds while it runs."""

from domain.access import Permission, Principal
from domain.ids import JobId, PublicationId
from domain.job import Job, JobKind, JobStatus, entry
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.ports.withdrawing import withdraw
from domain.publication import PublicationStatus


async def cancel_job(*, world: World, principal: Principal, job_id: JobId) -> Job:
    """A running job is told to stop and says itself when it did. A publish job takes its
    publication along, as long as nothing of it went out.

    Raises Forbidden, NotFound, JobNotCancellable, WrongMove, TooLate.
    """
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        wanted = await tx.jobs.get(job_id)
        if wanted.kind is JobKind.PUBLISH and not wanted.status.is_final:
            await _cancel_publication(tx, world, principal, wanted)
        job = await tx.jobs.request_cancel(job_id, at=world.clock.now())
        if job.status is JobStatus.CANCELLED:
            await tx.ledger.append(entry(Kind.JOB_CANCELLED, job, actor=principal.actor))
    return job


async def _cancel_publication(
    tx: Transaction, world: World, principal: Principal, job: Job
) -> None:
    principal.require(Permission.OUTWARD)
    id_ = PublicationId(job.publication_id or "")
    publication = await tx.publications.get(id_, for_update=True)
    if publication.status is not PublicationStatus.CANCELLED:
        await withdraw(tx, world, publication, actor=principal.actor)
