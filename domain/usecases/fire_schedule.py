"""A scheduled task is due: put its job into the queue, once per due time."""

from datetime import datetime

from domain.job import SCHEDULER, Job, JobKind, NewJob, Priority
from domain.ports import World


async def fire_schedule(*, world: World, name: str, kind: JobKind, due_at: datetime) -> Job:
    """Asking again for the same time, from any process, gives the same job."""
    async with world.uow() as tx:
        return await tx.jobs.enqueue(
            NewJob(
                kind=kind,
                payload={"due_at": due_at.isoformat()},
                requested_by=SCHEDULER,
                priority=Priority.BACKGROUND,
                key=f"schedule:{name}",
                request_key=f"schedule:{name}:{due_at.isoformat()}",
            )
        )
