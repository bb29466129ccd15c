"""The work of an ingest job is done: say which video came of it."""

from domain.job import Run, entry
from domain.ledger import Kind
from domain.ports import World
from domain.video import Video


async def complete_ingest(*, world: World, run: Run, video: Video, duplicate: bool) -> None:
    """Raises RunSuperseded."""
    async with world.uow() as tx:
        job = await tx.jobs.complete(
            run,
            result={"video_id": video.id, "duplicate": duplicate},
            at=world.clock.now(),
        )
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, video=video.id)
        )
