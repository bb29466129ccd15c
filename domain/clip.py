"""A clip: a stretch of a video, cut out exactly; a variant: one rendering of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.canonical import Json
from domain.cutting import Reason
from domain.framing import Fit
from domain.ids import Actor, BlobKey, ClipId, JobId, VariantId, VideoId
from domain.ledger import EntityType, Entry, Kind
from domain.media import Span
from domain.platforms import Aspect, Platform


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
    preview: BlobKey
    """Animated, silent."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a variant is to be shown. ``captions`` are written where words are known."""

    aspect: Aspect = Aspect.VERTICAL
    fit: Fit = Fit.AUTO
    captions: bool = True

    @classmethod
    def of(cls, payload: Mapping[str, Json]) -> "Look":
        """What a job's payload says; the usual look where it says nothing."""
        usual = cls()
        return cls(
            aspect=Aspect(str(payload.get("aspect", usual.aspect))),
            fit=Fit(str(payload.get("fit", usual.fit))),
            captions=bool(payload.get("captions", usual.captions)),
        )

    def payload(self) -> dict[str, Json]:
        return {"aspect": self.aspect.value, "fit": self.fit.value, "captions": self.captions}


@dataclass(frozen=True, slots=True, kw_only=True)
class CutWish:
    """What a person wants cut. ``about`` is searched for in what is said; ``like`` is a clip of
    the same video that the new ones should resemble."""

    count: int
    min_ms: int
    max_ms: int
    platforms: tuple[Platform, ...] = ()
    look: Look = Look()
    about: str | None = None
    like: ClipId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    id: VariantId
    clip_id: ClipId
    platform: Platform
    look: Look
    blob: BlobKey
    sha256: str
    size_bytes: int
    width: int
    height: int
    duration_ms: int
    poster: BlobKey
    created_at: datetime


def clip_entry(kind: Kind, clip: Clip, *, actor: Actor, job_id: JobId) -> Entry:
    """``kind`` says whether the clip was created or adjusted."""
    return Entry(
        kind=kind,
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
        job_id=job_id,
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
            **variant.look.payload(),
            "sha256": variant.sha256,
        },
        video_id=clip.video_id,
        job_id=job_id,
        clip_id=clip.id,
    )
