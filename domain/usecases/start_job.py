"""A worker takes a job for a new run."""

from domain.ids import JobId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.ports import World


async def start_job(*, world: World, job_id: JobId, worker_id: str) -> Run | None:
    """None when there is nothing left to do: it ended, or was cancelled while it waited."""
    async with world.uow() as tx:
        run = await tx.jobs.start(job_id, worker_id=worker_id, at=world.clock.now())
        if run is not None:
            await tx.ledger.append(
                entry(Kind.JOB_PROCESSING_STARTED, run.job, actor=run.actor, run=run.run_no)
            )
    return run
