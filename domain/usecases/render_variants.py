"""Do a render job: a variant per clip and platform, each kept as soon as it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.clip import Clip, Look, Variant
from domain.ids import ClipId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import (
    Senses,
    World,
    job_progress,
    keep_variants,
    measured,
    saved_or_discarded,
)
from domain.rendering import Measured, order, possible
from domain.video import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    clip: Clip
    video: Video
    variants: Sequence[Variant]


async def render_variants(*, run: Run, world: World, senses: Senses) -> None:
    """Variants that exist with the same look are not made again.

    Raises NotFound, MediaRefused, RunSuperseded.
    """
    sources = await _sources(world, run)
    wanted = Look.of(run.job.payload)
    videos = {source.video.id: source.video for source in sources}
    found = {id_: await measured(world, senses.media, one) for id_, one in videos.items()}
    variants: list[Variant] = []
    for done, source in enumerate(sources):
        low, high = done / len(sources), (done + 1) / len(sources)
        known = found[source.video.id]
        look = possible(wanted, known, source.clip.span)
        there = [v for v in source.variants if v.look == look and v.platform in _platforms(run)]
        missing = {p: look for p in _platforms(run) if p not in {v.platform for v in there}}
        variants += there
        if missing:
            variants += await _render(
                world, senses, source, known, missing, run=run, share=(low, high)
            )
    await _finish(world, run, variants)


def _platforms(run: Run) -> Sequence[Platform]:
    return run.job.platforms()


async def _sources(world: World, run: Run) -> Sequence[_Source]:
    found = []
    async with world.uow() as tx:
        for id_ in run.job.texts("clip_ids"):
            clip = await tx.clips.get(ClipId(id_))
            video = await tx.videos.get(clip.video_id)
            variants = await tx.clips.variants([clip.id])
            found.append(_Source(clip=clip, video=video, variants=variants))
    return found


async def _render(
    world: World,
    senses: Senses,
    source: _Source,
    known: Measured,
    looks: Mapping[Platform, Look],
    *,
    run: Run,
    share: tuple[float, float],
) -> list[Variant]:
    made = await senses.media.make(
        source.video.blob,
        order(known, source.clip.span, looks, clip=False),
        on_progress=job_progress(world, run, low=share[0], high=share[1]),
    )
    async with saved_or_discarded(world, senses.store, made.blobs, run=run), world.uow() as tx:
        await tx.jobs.hold(run)
        return await keep_variants(tx, world, source.clip, looks, made, run=run)


async def _finish(world: World, run: Run, variants: Sequence[Variant]) -> None:
    async with world.uow() as tx:
        job = await tx.jobs.complete(
            run, result={"variant_ids": [v.id for v in variants]}, at=world.clock.now()
        )
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, variants=len(variants))
        )
