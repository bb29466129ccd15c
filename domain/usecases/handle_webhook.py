"""Do what a delivery calls for."""

from domain.job import Run
from domain.ports import World
from domain.ports.heeding import heed
from domain.webhook import ReadNotices


async def handle_webhook(*, run: Run, world: World, read: ReadNotices) -> None:
    """Raises RunSuperseded."""
    now = world.clock.now()
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        delivery = await tx.deliveries.get(run.job.text("delivery") or "")
        status = await heed(tx, delivery, read, now=now)
        await tx.jobs.complete(run, result={"status": status.value}, at=now)
