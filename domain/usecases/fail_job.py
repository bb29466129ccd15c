"""A run broke: try again later while that may help, else say why it is over."""

from datetime import timedelta

from domain.errors import DomainError
from domain.job import Run, entry, retry_at
from domain.ledger import Kind, Severity
from domain.ports import NoSpace, World

_DISK_PATIENCE = timedelta(minutes=2)
"""Room does not appear within seconds."""


class JobBroke(DomainError):
    """Something unexpected; ``trace`` finds it in the log."""

    code = "job_broke"


async def fail_job(
    *, world: World, run: Run, refusal: DomainError, may_retry: bool, jitter: float
) -> None:
    """``jitter`` from 0 to 1 spreads the retries. Raises RunSuperseded."""
    now = world.clock.now()
    again = retry_at(run.job, now=now, jitter=jitter) if may_retry else None
    if again and isinstance(refusal, NoSpace):
        again = max(again, now + _DISK_PATIENCE)
    values = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in refusal.values.items()
    }
    async with world.uow() as tx:
        job = await tx.jobs.fail(run, code=refusal.key, values=values, retry_at=again, at=now)
        await tx.ledger.append(
            entry(
                Kind.JOB_PROCESSING_FAILED,
                job,
                actor=run.actor,
                severity=Severity.WARNING if again else Severity.ERROR,
                code=refusal.key,
                retry=again is not None,
            )
        )
