"""Do a render job: one variant per clip and platform, each kept as soon as it is made."""

from domain.clip import Clip, Variant, new_variant, variant_entry
from domain.ids import ClipId, VariantId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import Media, World, job_progress


async def render_variants(*, run: Run, world: World, media: Media) -> None:
    """Variants that exist are not made again. Raises NotFound, MediaRefused, RunSuperseded."""
    clips = await _clips(world, run)
    wanted = [(clip, platform) for clip in clips for platform in run.job.platforms()]
    variants = []
    for done, (clip, platform) in enumerate(wanted):
        low, high = done / len(wanted), (done + 1) / len(wanted)
        variants.append(
            await _find(world, clip, platform)
            or await _render(world, media, clip, platform, run=run, low=low, high=high)
        )
    async with world.uow() as tx:
        job = await tx.jobs.complete(
            run, result={"variant_ids": [v.id for v in variants]}, at=world.clock.now()
        )
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, variants=len(variants))
        )


async def _clips(world: World, run: Run) -> list[Clip]:
    async with world.uow() as tx:
        return [await tx.clips.get(ClipId(id_)) for id_ in run.job.texts("clip_ids")]


async def _find(world: World, clip: Clip, platform: Platform) -> Variant | None:
    async with world.uow() as tx:
        return await tx.clips.find_variant(clip.id, platform)


async def _render(
    world: World,
    media: Media,
    clip: Clip,
    platform: Platform,
    *,
    run: Run,
    low: float,
    high: float,
) -> Variant:
    progress = job_progress(world, run, low=low, high=high)
    blob = await media.render(clip.blob, platform=platform, on_progress=progress)
    variant = new_variant(clip, platform, blob, id_=VariantId(world.new_id()), at=world.clock.now())
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.clips.add_variant(variant)
        await tx.ledger.append(variant_entry(clip, variant, actor=run.actor, job_id=run.job.id))
    return variant
