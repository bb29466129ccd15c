"""Do a score job: judge each clip for each platform by what was measured on its video."""

from domain.clip import Clip
from domain.errors import NotFound
from domain.ids import ClipId
from domain.job import Run, entry
from domain.ledger import EntityType, Entry, Kind
from domain.ports import Transaction, World
from domain.scoring import PRIOR, ClipScore, score
from domain.scoring.signals import measure


async def score_clips(*, run: Run, world: World) -> None:
    """Raises NotFound, RunSuperseded."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        clip_ids = run.job.texts("clip_ids")
        for id_ in clip_ids:
            await _score(tx, world, run, await tx.clips.get(ClipId(id_)))
        job = await tx.jobs.complete(run, result={"clip_ids": clip_ids}, at=world.clock.now())
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, clips=len(clip_ids))
        )


async def _score(tx: Transaction, world: World, run: Run, clip: Clip) -> None:
    signals = await tx.videos.find_signals(clip.video_id)
    if signals is None:
        raise NotFound(what="signals", ref=clip.video_id)
    measured = measure(signals, clip.span)
    for platform in run.job.platforms():
        result = score(measured, PRIOR[platform])
        await tx.scores.add(
            ClipScore(clip_id=clip.id, platform=platform, score=result, scored_at=world.clock.now())
        )
        await tx.ledger.append(
            Entry(
                kind=Kind.CLIP_SCORED,
                entity_type=EntityType.CLIP,
                entity_id=clip.id,
                actor=run.actor,
                metadata={
                    "number": clip.number,
                    "platform": platform.value,
                    "score": result.value,
                    "weights_version": result.weights_version,
                },
                video_id=clip.video_id,
                job_id=run.job.id,
                clip_id=clip.id,
            )
        )
