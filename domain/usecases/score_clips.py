"""Do a score job: judge each clip for each platform by what was measured on its video."""

from collections.abc import Sequence

from domain.clip import Clip
from domain.ids import ClipId, VideoId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.media import Signals
from domain.ports import Media, World, keep_score, measured


async def score_clips(*, run: Run, world: World, media: Media) -> None:
    """Raises NotFound, RunSuperseded."""
    clips = await _clips(world, run)
    signals = {id_: await _signals(world, media, id_) for id_ in {c.video_id for c in clips}}
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        for clip in clips:
            for platform in run.job.platforms():
                await keep_score(tx, world, clip, platform, signals[clip.video_id], run=run)
        clip_ids = run.job.texts("clip_ids")
        job = await tx.jobs.complete(run, result={"clip_ids": clip_ids}, at=world.clock.now())
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, clips=len(clip_ids))
        )


async def _clips(world: World, run: Run) -> Sequence[Clip]:
    async with world.uow() as tx:
        return [await tx.clips.get(ClipId(id_)) for id_ in run.job.texts("clip_ids")]


async def _signals(world: World, media: Media, id_: VideoId) -> Signals:
    async with world.uow() as tx:
        video = await tx.videos.get(id_)
    return (await measured(world, media, video)).signals
