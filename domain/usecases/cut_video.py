"""Do a cut job: measure the video, choose the spans, cut, render, remember."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain import cutting
from domain.canonical import Json
from domain.clip import Clip, clip_entry, new_variant, variant_entry
from domain.cutting import Choice, CutRequest
from domain.ids import ClipId, VariantId, VideoId
from domain.job import Run, entry
from domain.ledger import EntityType, Entry, Kind
from domain.media import Blob, Signals
from domain.platforms import Platform
from domain.ports import Media, Progress, Store, World, discard_unused, job_progress
from domain.video import Video, VideoStatus

_ANALYSIS_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """One clip's files."""

    choice: Choice
    blob: Blob
    poster: Blob
    variants: dict[Platform, Blob]


async def cut_video(*, run: Run, world: World, store: Store, media: Media) -> None:
    """Clips appear all at once together with the job's end, or none of them.

    Raises MediaRefused, CannotCut, RunSuperseded.
    """
    async with world.uow() as tx:
        video = await tx.videos.get(VideoId(run.job.video_id or ""))
    signals = await _signals(world, media, video, run)
    choices = cutting.choose(signals, _request(run))
    made: list[Blob] = []
    try:
        cuts = await _cut_all(world, media, video, choices, run=run, made=made)
        await _save(world, run, video, cuts)
    except BaseException:
        # A worker that took the job over may be making the very same files.
        async with world.uow() as tx:
            await tx.jobs.hold(run)
        await discard_unused(world, store, made)
        raise


def _request(run: Run) -> CutRequest:
    job = run.job
    return CutRequest(
        count=job.number("count"), min_ms=job.number("min_ms"), max_ms=job.number("max_ms")
    )


async def _signals(world: World, media: Media, video: Video, run: Run) -> Signals:
    async with world.uow() as tx:
        known = await tx.videos.find_signals(video.id)
    if known:
        return known
    progress = job_progress(world, run, high=_ANALYSIS_SHARE)
    signals = await media.analyse(video.blob, on_progress=progress)
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.videos.save_signals(video.id, signals)
        await tx.videos.save(replace(video, status=VideoStatus.ANALYSED))
        await tx.ledger.append(
            Entry(
                kind=Kind.VIDEO_ANALYSED,
                entity_type=EntityType.VIDEO,
                entity_id=video.id,
                actor=run.actor,
                metadata={"shots": len(signals.shots), "silences": len(signals.silences)},
                video_id=video.id,
                job_id=run.job.id,
            )
        )
    return signals


async def _cut_all(
    world: World,
    media: Media,
    video: Video,
    choices: Sequence[Choice],
    *,
    run: Run,
    made: list[Blob],
) -> list[_Cut]:
    """Every file is put on the list ``made`` as soon as it exists."""
    cuts = []
    share = (1 - _ANALYSIS_SHARE) / len(choices)
    for number, choice in enumerate(choices):
        low = _ANALYSIS_SHARE + number * share
        progress = job_progress(world, run, low=low, high=low + share)
        cuts.append(
            await _cut_one(media, video, choice, run.job.platforms(), progress=progress, made=made)
        )
    return cuts


async def _cut_one(
    media: Media,
    video: Video,
    choice: Choice,
    platforms: Sequence[Platform],
    *,
    progress: Progress,
    made: list[Blob],
) -> _Cut:
    steps = 1 + len(platforms)

    def step(done: int) -> Progress:
        async def tell(share: float) -> None:
            await progress((done + share) / steps)

        return tell

    blob = await media.cut(video.blob, choice.span, on_progress=step(0))
    made.append(blob)
    poster = await media.poster(blob.key)
    made.append(poster)
    variants = {}
    for done, platform in enumerate(platforms, start=1):
        variants[platform] = await media.render(blob.key, platform=platform, on_progress=step(done))
        made.append(variants[platform])
    return _Cut(choice=choice, blob=blob, poster=poster, variants=variants)


async def _save(world: World, run: Run, video: Video, cuts: Sequence[_Cut]) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        number = await tx.clips.next_number(video.id)
        ids: list[Json] = []
        for offset, cut in enumerate(cuts):
            clip = _clip(world, run, video, cut, number=number + offset)
            await tx.clips.add(clip)
            await tx.ledger.append(clip_entry(clip, actor=run.actor))
            for platform, blob in cut.variants.items():
                variant = new_variant(
                    clip,
                    platform,
                    blob,
                    id_=VariantId(world.new_id()),
                    at=world.clock.now(),
                )
                await tx.clips.add_variant(variant)
                await tx.ledger.append(
                    variant_entry(clip, variant, actor=run.actor, job_id=run.job.id)
                )
            ids.append(clip.id)
        job = await tx.jobs.complete(run, result={"clip_ids": ids}, at=world.clock.now())
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, clips=len(ids))
        )


def _clip(world: World, run: Run, video: Video, cut: _Cut, *, number: int) -> Clip:
    return Clip(
        id=ClipId(world.new_id()),
        video_id=video.id,
        job_id=run.job.id,
        number=number,
        title=f"{video.title} {number}",
        span=cut.choice.span,
        reasons=cut.choice.reasons,
        blob=cut.blob.key,
        size_bytes=cut.blob.size_bytes,
        duration_ms=cut.choice.span.duration_ms,
        poster=cut.poster.key,
        created_at=world.clock.now(),
    )
