"""A run that was asked to stop has stopped."""

from domain.job import Run, entry
from domain.ledger import Kind
from domain.ports import World


async def stop_job(*, world: World, run: Run) -> None:
    """Raises RunSuperseded."""
    async with world.uow() as tx:
        job = await tx.jobs.cancelled(run, at=world.clock.now())
        await tx.ledger.append(entry(Kind.JOB_CANCELLED, job, actor=run.actor))
