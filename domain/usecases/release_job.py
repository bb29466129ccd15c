"""A worker that is told to stop gives an unfinished run back; it does not count as an attempt."""

from domain.job import Run
from domain.ports import World


async def release_job(*, world: World, run: Run) -> None:
    """Raises RunSuperseded."""
    async with world.uow() as tx:
        await tx.jobs.release(run)
