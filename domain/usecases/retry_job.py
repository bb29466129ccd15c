"""Give a job that failed or was cancelled another chance."""

from domain.access import Permission, Principal
from domain.ids import JobId
from domain.job import Job, entry
from domain.ledger import Kind
from domain.ports import World


async def retry_job(*, world: World, principal: Principal, job_id: JobId) -> Job:
    """Raises Forbidden, NotFound, JobNotRetryable."""
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        job = await tx.jobs.retry(job_id)
        await tx.ledger.append(entry(Kind.JOB_RETRIED, job, actor=principal.actor))
    return job
