"""Do an adjustment: other edges for a clip, and only what hangs on them made anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from domain import cutting
from domain.canonical import Json
from domain.clip import Clip, Look, Variant, clip_entry
from domain.cutting import Change
from domain.ids import ClipId
from domain.job import Run, entry
from domain.ledger import Kind
from domain.media import Span
from domain.platforms import Platform
from domain.ports import (
    Senses,
    Transaction,
    World,
    discard_unused,
    job_progress,
    keep_score,
    keep_variants,
    measured,
    saved_or_discarded,
)
from domain.rendering import MadeClip, Measured, order, possible
from domain.scoring import ClipScore
from domain.transcript import title
from domain.video import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    video: Video
    clip: Clip
    variants: Sequence[Variant]
    scores: Sequence[ClipScore]


async def adjust_clip(*, run: Run, world: World, senses: Senses) -> None:
    """The clip keeps its number; variants and scores that it had follow it.

    Raises NotFound, CannotCut, MediaRefused, RunSuperseded.
    """
    before = await _load(world, run)
    known = await measured(world, senses.media, before.video)
    span = cutting.adjust(before.clip.span, _change(run), known.signals, words=known.words)
    if span == before.clip.span:
        await _finish(world, run, before.clip)
        return
    looks = {v.platform: possible(v.look, known, span) for v in before.variants}
    wanted = order(known, span, looks)
    made = await senses.media.make(before.video.blob, wanted, on_progress=job_progress(world, run))
    clip = _adjusted(before, known, span, made)
    async with saved_or_discarded(world, senses.store, made.blobs, run=run):
        await _save(world, run, before, clip, known=known, made=made, looks=looks)
    old = before.clip
    await discard_unused(world, senses.store, [old.blob, old.poster, old.preview])


async def _load(world: World, run: Run) -> _Before:
    async with world.uow() as tx:
        clip = await tx.clips.get(ClipId(run.job.text("clip_id") or ""))
        return _Before(
            clip=clip,
            video=await tx.videos.get(clip.video_id),
            variants=await tx.clips.variants([clip.id]),
            scores=await tx.scores.latest([clip.id]),
        )


def _change(run: Run) -> Change:
    """As ``request_adjustment`` wrote it."""
    return Change(**cast("Mapping[str, Any]", run.job.payload["change"]))


def _adjusted(before: _Before, known: Measured, span: Span, made: MadeClip) -> Clip:
    assert made.files is not None
    clip = before.clip
    return replace(
        clip,
        title=title(known.words_in(span)) or clip.title,
        span=span,
        reasons=cutting.judge(known.signals, span, words=known.words).reasons,
        blob=made.files.blob.key,
        size_bytes=made.files.blob.size_bytes,
        duration_ms=span.duration_ms,
        poster=made.files.poster.key,
        preview=made.files.preview.key,
    )


async def _save(
    world: World,
    run: Run,
    before: _Before,
    clip: Clip,
    *,
    known: Measured,
    made: MadeClip,
    looks: Mapping[Platform, Look],
) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.clips.save(clip)
        await tx.ledger.append(
            clip_entry(Kind.CLIP_ADJUSTED, clip, actor=run.actor, job_id=run.job.id)
        )
        await keep_variants(tx, world, clip, looks, made, run=run)
        for old in before.scores:
            await keep_score(tx, world, clip, old.platform, known.signals, run=run)
        await _complete(tx, world, run, clip, changed=True)


async def _finish(world: World, run: Run, clip: Clip) -> None:
    """Nothing was to be changed."""
    async with world.uow() as tx:
        await _complete(tx, world, run, clip, changed=False)


async def _complete(tx: Transaction, world: World, run: Run, clip: Clip, *, changed: bool) -> None:
    result: dict[str, Json] = {"clip_id": clip.id, "changed": changed}
    job = await tx.jobs.complete(run, result=result, at=world.clock.now())
    await tx.ledger.append(entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor, clips=1))
