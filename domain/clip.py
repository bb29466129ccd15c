"""A clip: a stretch of a video, cut out exactly; a variant: one rendering of it."""

from dataclasses import dataclass
from datetime import datetime

from domain.cutting import Reason
from domain.ids import Actor, BlobKey, ClipId, JobId, VariantId, VideoId
from domain.ledger import EntityType, Entry, Kind
from domain.media import Blob, Span
from domain.platforms import LIMITS, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """``number`` counts the clips of a video from 1, in the order they were made."""

    id: ClipId
    video_id: VideoId
    job_id: JobId
    number: int
    title: str
    span: Span
    reasons: tuple[Reason, ...]
    blob: BlobKey
    size_bytes: int
    duration_ms: int
    poster: BlobKey
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    id: VariantId
    clip_id: ClipId
    platform: Platform
    blob: BlobKey
    sha256: str
    size_bytes: int
    width: int
    height: int
    duration_ms: int
    poster: BlobKey
    created_at: datetime


def new_variant(
    clip: Clip, platform: Platform, blob: Blob, *, id_: VariantId, at: datetime
) -> Variant:
    """What became of ``clip`` for ``platform``: the platform's frame, the clip's length."""
    limits = LIMITS[platform]
    return Variant(
        id=id_,
        clip_id=clip.id,
        platform=platform,
        blob=blob.key,
        sha256=blob.sha256,
        size_bytes=blob.size_bytes,
        width=limits.width,
        height=limits.height,
        duration_ms=clip.duration_ms,
        poster=clip.poster,
        created_at=at,
    )


def clip_entry(clip: Clip, *, actor: Actor) -> Entry:
    return Entry(
        kind=Kind.CLIP_CREATED,
        entity_type=EntityType.CLIP,
        entity_id=clip.id,
        actor=actor,
        metadata={
            "number": clip.number,
            "start_ms": clip.span.start_ms,
            "end_ms": clip.span.end_ms,
            "reasons": [reason.value for reason in clip.reasons],
        },
        video_id=clip.video_id,
        job_id=clip.job_id,
        clip_id=clip.id,
    )


def variant_entry(clip: Clip, variant: Variant, *, actor: Actor, job_id: JobId) -> Entry:
    return Entry(
        kind=Kind.CLIP_VARIANT_GENERATED,
        entity_type=EntityType.VARIANT,
        entity_id=variant.id,
        actor=actor,
        metadata={
            "number": clip.number,
            "platform": variant.platform.value,
            "sha256": variant.sha256,
        },
        video_id=clip.video_id,
        job_id=job_id,
        clip_id=clip.id,
    )
