"""Waiting for a job on behalf of a person, and saying how it ended."""

from domain.errors import DomainError, sentence
from domain.ids import JobId, short
from domain.job import Job, JobStatus
from domain.texts import Locale, say
from tools.context import ToolContext


class JobFailed(DomainError):
    """Says why the job itself failed."""

    code = "job_failed"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job

    def text(self, locale: Locale) -> str:
        if self.job.status is JobStatus.CANCELLED:
            return say("error.job_was_cancelled", locale)
        return sentence(self.job.error_code or "error.refused", locale, self.job.error_values)


async def follow(context: ToolContext, job_id: JobId) -> Job | None:
    """The completed job; None when it still goes on. Raises JobFailed."""
    job = await context.follow(job_id)
    if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise JobFailed(job)
    return job if job.status is JobStatus.COMPLETED else None


async def going_on(context: ToolContext, job_id: JobId) -> str:
    """What to tell a person whose patience ran out before the job ended."""
    async with context.world.uow() as tx:
        job = await tx.jobs.get(job_id)
    return say(
        "jobs.going_on",
        context.locale,
        percent=round(job.progress * 100),
        kind=say(f"job_kind.{job.kind}", context.locale),
        short=short(job.id),
    )
