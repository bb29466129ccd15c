"""Progress that is written to a job's row, so that everybody sees it."""

from domain.job import Run
from domain.ports.outside import Progress
from domain.ports.world import World


def job_progress(world: World, run: Run, *, low: float = 0.0, high: float = 1.0) -> Progress:
    """Tells ``run``'s job a share of the stretch from ``low`` to ``high``.

    The returned function raises RunSuperseded when another worker took the job over.
    """

    async def tell(share: float) -> None:
        async with world.uow() as tx:
            await tx.jobs.progress(run, low + (high - low) * min(1.0, max(0.0, share)))

    return tell
