"""Give a job that failed or was cancelled another chance."""

from domain.access import Permission, Principal
from domain.errors import DomainError
from domain.ids import JobId
from domain.job import Job, JobKind, entry
from domain.ledger import Kind
from domain.ports import World


class PublishAgain(DomainError):
    """Going public needs a new yes, never the repeat of an old one."""

    code = "publish_again"


async def retry_job(*, world: World, principal: Principal, job_id: JobId) -> Job:
    """Raises Forbidden, NotFound, JobNotRetryable, PublishAgain."""
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        if (await tx.jobs.get(job_id)).kind is JobKind.PUBLISH:
            raise PublishAgain()
        job = await tx.jobs.retry(job_id)
        await tx.ledger.append(entry(Kind.JOB_RETRIED, job, actor=principal.actor))
    return job
