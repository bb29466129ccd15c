"""Do a cut job: measure the video, choose the spans, make the clips, remember each at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain import cutting
from domain.canonical import Json
from domain.clip import Clip, CutWish, Look, clip_entry
from domain.cutting import CannotCut, Choice, CutRequest
from domain.ids import ClipId, VideoId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import (
    Heard,
    Hearing,
    Progress,
    Senses,
    World,
    job_progress,
    keep_variants,
    measure,
    saved_or_discarded,
)
from domain.rendering import MadeClip, Measured, order, possible
from domain.transcript import title
from domain.video import MediaRefused, Video

_MEASURING_SHARE = 0.4
_MISSES = {
    Heard.KNOWN: "nobody_says",
    Heard.NONE: "no_words",
    Heard.UNAVAILABLE: "not_heard",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """Everything that stays the same for all clips of a job."""

    world: World
    senses: Senses
    run: Run
    video: Video
    wish: CutWish
    known: Measured


async def cut_video(*, run: Run, world: World, senses: Senses) -> None:
    """Each clip is there as soon as it is made, and is not made again by a later run.

    A clip that cannot be made does not cost the others. Raises MediaRefused when none can be
    made, CannotCut, RunSuperseded.
    """
    async with world.uow() as tx:
        video = await tx.videos.get(VideoId(run.job.video_id or ""))
    progress = job_progress(world, run, high=_MEASURING_SHARE)
    known, hearing = await measure(world, senses, video, run=run, on_progress=progress)
    job = _Job(world=world, senses=senses, run=run, video=video, wish=_wish(run), known=known)
    choices, repeats = await _choose(job, hearing.heard)
    refusals = await _make_missing(job, choices)
    await _finish(job, refusals, hearing=hearing, repeats=repeats)


def _wish(run: Run) -> CutWish:
    job = run.job
    like = job.text("like")
    return CutWish(
        count=job.number("count"),
        min_ms=job.number("min_ms"),
        max_ms=job.number("max_ms"),
        platforms=tuple(job.platforms()),
        look=Look.of(job.payload),
        about=job.text("about"),
        like=ClipId(like) if like else None,
    )


async def _choose(job: _Job, heard: Heard) -> tuple[Sequence[Choice], bool]:
    """The spans, and whether they repeat clips that were there because nothing else was left."""
    request = await _request(job, heard)
    try:
        return cutting.choose(job.known.signals, request, words=job.known.words), False
    except CannotCut:
        if not request.taken:
            raise
        anew = replace(request, taken=())
        return cutting.choose(job.known.signals, anew, words=job.known.words), True


async def _request(job: _Job, heard: Heard) -> CutRequest:
    """Raises CannotCut when nobody speaks of what was asked for."""
    wish = job.wish
    async with job.world.uow() as tx:
        clips = await tx.clips.of_video(job.video.id)
        like = await tx.clips.get(wish.like) if wish.like else None
        passages = (
            await tx.transcripts.search(wish.about, video_id=job.video.id) if wish.about else ()
        )
    if wish.about and not passages:
        raise CannotCut(_MISSES[heard], about=wish.about)
    if like and like.video_id != job.video.id:
        raise CannotCut("like_elsewhere", title=like.title)
    return CutRequest(
        count=wish.count,
        min_ms=wish.min_ms,
        max_ms=wish.max_ms,
        about=tuple(passage.span for passage in passages),
        like=like.span if like else None,
        taken=tuple(clip.span for clip in clips if clip.job_id != job.run.job.id),
    )


async def _make_missing(job: _Job, choices: Sequence[Choice]) -> Sequence[MediaRefused]:
    async with job.world.uow() as tx:
        made = {clip.span for clip in await tx.clips.of_job(job.run.job.id)}
    refusals = []
    share = (1 - _MEASURING_SHARE) / len(choices)
    for number, choice in enumerate(choices):
        if choice.span in made:
            continue
        low = _MEASURING_SHARE + number * share
        progress = job_progress(job.world, job.run, low=low, high=low + share)
        try:
            await _make(job, choice, on_progress=progress)
        except MediaRefused as refusal:
            refusals.append(refusal)
    return refusals


async def _make(job: _Job, choice: Choice, *, on_progress: Progress) -> None:
    look = possible(job.wish.look, job.known, choice.span)
    looks = dict.fromkeys(job.wish.platforms, look)
    wanted = order(job.known, choice.span, looks)
    made = await job.senses.media.make(job.video.blob, wanted, on_progress=on_progress)
    store, blobs = job.senses.store, made.blobs
    async with saved_or_discarded(job.world, store, blobs, run=job.run):
        await _save(job, choice, made, looks)


async def _save(job: _Job, choice: Choice, made: MadeClip, looks: dict[Platform, Look]) -> None:
    async with job.world.uow() as tx:
        await tx.jobs.hold(job.run)
        clip = _clip(job, choice, made, number=await tx.clips.next_number(job.video.id))
        await tx.clips.add(clip)
        run = job.run
        await tx.ledger.append(
            clip_entry(Kind.CLIP_CREATED, clip, actor=run.actor, job_id=run.job.id)
        )
        await keep_variants(tx, job.world, clip, looks, made, run=run)


def _clip(job: _Job, choice: Choice, made: MadeClip, *, number: int) -> Clip:
    assert made.files is not None
    span = choice.span
    return Clip(
        id=ClipId(job.world.new_id()),
        video_id=job.video.id,
        job_id=job.run.job.id,
        number=number,
        title=title(job.known.words_in(span)) or f"{job.video.title} {number}",
        span=span,
        reasons=choice.reasons,
        blob=made.files.blob.key,
        size_bytes=made.files.blob.size_bytes,
        duration_ms=span.duration_ms,
        poster=made.files.poster.key,
        preview=made.files.preview.key,
        created_at=job.world.clock.now(),
    )


async def _finish(
    job: _Job, refusals: Sequence[MediaRefused], *, hearing: Hearing, repeats: bool
) -> None:
    """Raises the first refusal when there is nothing else to show."""
    world, run = job.world, job.run
    async with world.uow() as tx:
        clips = await tx.clips.of_job(run.job.id)
        if refusals and not clips:
            raise refusals[0]
        result: dict[str, Json] = {
            "clip_ids": [clip.id for clip in clips],
            "refused": len(refusals),
            "words": hearing.heard.value,
            "words_why": hearing.why,
            "repeats": repeats,
        }
        done = await tx.jobs.complete(run, result=result, at=world.clock.now())
        await tx.ledger.append(
            entry(Kind.JOB_PROCESSING_COMPLETED, done, actor=run.actor, clips=len(clips))
        )
