"""Stop a job: at once while it waits, within seconds while it runs."""

from domain.access import Permission, Principal
from domain.ids import JobId
from domain.job import Job, JobStatus, entry
from domain.ledger import Kind
from domain.ports import World


async def cancel_job(*, world: World, principal: Principal, job_id: JobId) -> Job:
    """A running job is told to stop and says itself when it did. Raises Forbidden, NotFound,
    JobNotCancellable."""
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        job = await tx.jobs.request_cancel(job_id, at=world.clock.now())
        if job.status is JobStatus.CANCELLED:
            await tx.ledger.append(entry(Kind.JOB_CANCELLED, job, actor=principal.actor))
    return job
