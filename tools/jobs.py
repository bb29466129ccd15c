"""Tools about jobs."""

from typing import Final

from pydantic import BaseModel, Field

from domain.ids import short
from domain.job import Job, JobQuery, JobStatus, error_text
from domain.texts import Locale, say
from domain.usecases.cancel_job import cancel_job as cancel
from domain.usecases.retry_job import retry_job as retry
from tools.context import ToolContext
from tools.references import find_job
from tools.spec import Answer, AnyTool, Risk, tool


class JobView(BaseModel):
    id: str
    kind: str
    status: str
    progress: float
    error: str | None


class Jobs(Answer):
    jobs: list[JobView]


class ListJobs(BaseModel):
    status: JobStatus | None = None
    limit: int = Field(default=10, ge=1, le=100)


@tool(
    risk=Risk.READ,
    examples=(
        "list jobs",
        "show me the jobs",
        "what jobs are running",
        "lista los trabajos",
        "enséñame los trabajos",
        "qué trabajos hay en marcha",
    ),
)
async def list_jobs(args: ListJobs, context: ToolContext) -> Jobs:
    """List the newest background jobs and how far they are."""
    async with context.world.uow() as tx:
        jobs = await tx.jobs.recent(limit=args.limit, only=JobQuery(status=args.status))
    if not jobs:
        return Jobs(summary=say("jobs.none", context.locale), jobs=[])
    lines = "\n".join(_said("jobs.line", job, context.locale) for job in jobs)
    summary = say("jobs.list", context.locale, count=len(jobs), lines=lines)
    return Jobs(summary=summary, jobs=[_view(job, context.locale) for job in jobs])


class OneJob(BaseModel):
    job: str = Field(default="last", description='An id, a short id, or "last".')


class ShownJob(Answer):
    job: JobView


@tool(
    risk=Risk.READ,
    examples=(
        "show job {job}",
        "how is job {job} going",
        "how is it going",
        "enséñame el trabajo {job}",
        "cómo va el trabajo {job}",
        "cómo va",
    ),
)
async def show_job(args: OneJob, context: ToolContext) -> ShownJob:
    """Show how a job is going, and why it failed if it did."""
    async with context.world.uow() as tx:
        job = await find_job(tx, args.job)
    return _answer("jobs.shown", job, context.locale)


class NamedJob(BaseModel):
    job: str = Field(description='An id, a short id, or "last".')


@tool(
    risk=Risk.WRITE,
    examples=(
        "retry job {job}",
        "retry the job {job}",
        "repite el trabajo {job}",
        "reintenta el trabajo {job}",
    ),
)
async def retry_job(args: NamedJob, context: ToolContext) -> ShownJob:
    """Give a failed or cancelled job another chance."""
    async with context.world.uow() as tx:
        found = await find_job(tx, args.job)
    job = await retry(world=context.world, principal=context.principal, job_id=found.id)
    return _answer("jobs.retried", job, context.locale)


@tool(
    risk=Risk.WRITE,
    examples=(
        "cancel job {job}",
        "cancel the job {job}",
        "stop job {job}",
        "cancela el trabajo {job}",
        "para el trabajo {job}",
    ),
)
async def cancel_job(args: NamedJob, context: ToolContext) -> ShownJob:
    """Cancel a job that waits or runs."""
    async with context.world.uow() as tx:
        found = await find_job(tx, args.job)
    job = await cancel(world=context.world, principal=context.principal, job_id=found.id)
    key = "jobs.cancelled" if job.status is JobStatus.CANCELLED else "jobs.cancelling"
    return _answer(key, job, context.locale)


def _answer(key: str, job: Job, locale: Locale) -> ShownJob:
    return ShownJob(summary=_said(key, job, locale), job=_view(job, locale))


def _said(key: str, job: Job, locale: Locale) -> str:
    percent = f" ({job.progress:.0%})" if job.status is JobStatus.PROCESSING else ""
    error = error_text(job, locale)
    return say(
        key,
        locale,
        short=short(job.id),
        kind=say(f"job_kind.{job.kind}", locale),
        status=say(f"job_status.{job.status}", locale),
        detail=percent or (f": {error}" if error else ""),
    )


def _view(job: Job, locale: Locale) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind.value,
        status=job.status.value,
        progress=job.progress,
        error=error_text(job, locale),
    )


TOOLS: Final[tuple[AnyTool, ...]] = (list_jobs, show_job, retry_job, cancel_job)
