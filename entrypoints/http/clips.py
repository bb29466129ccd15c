"""Clips over HTTP: list them with their scores, ask for variants, get the bytes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.clip import Clip, Variant
from domain.cutting import Reason
from domain.ids import ClipId, VideoId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.scoring import ClipScore
from domain.usecases.request_variants import request_variants
from entrypoints.http.access import Reader, Writer
from entrypoints.http.context import Here
from entrypoints.http.files import StoredFile, send_file
from entrypoints.http.jobs import JobRow
from entrypoints.http.paging import Page, PageWindow
from entrypoints.http.requests import Body, IdempotencyKey, request_key

router = APIRouter(tags=["clips"])


class ClipRow(BaseModel):
    """``scores`` are the newest per platform, 0 to 100."""

    id: str
    video_id: str
    job_id: str
    number: int
    title: str
    start_ms: int
    end_ms: int
    duration_ms: int
    size_bytes: int
    reasons: list[Reason]
    scores: dict[Platform, float]
    created_at: datetime

    @classmethod
    def of(cls, clip: Clip, scores: Sequence[ClipScore]) -> "ClipRow":
        return cls(
            id=clip.id,
            video_id=clip.video_id,
            job_id=clip.job_id,
            number=clip.number,
            title=clip.title,
            start_ms=clip.span.start_ms,
            end_ms=clip.span.end_ms,
            duration_ms=clip.duration_ms,
            size_bytes=clip.size_bytes,
            reasons=list(clip.reasons),
            scores={score.platform: score.score.value for score in scores},
            created_at=clip.created_at,
        )


class ScorePart(BaseModel):
    feature: str
    value: float
    points: float


class ScoreRow(BaseModel):
    """The points of ``parts`` add up to ``value``."""

    platform: Platform
    value: float
    parts: list[ScorePart]
    weights_version: int
    scored_at: datetime


class VariantRow(BaseModel):
    id: str
    platform: Platform
    width: int
    height: int
    duration_ms: int
    size_bytes: int
    sha256: str
    created_at: datetime


class ClipPage(ClipRow):
    variants: list[VariantRow]
    explained: list[ScoreRow]


class VariantRequest(Body):
    platforms: Annotated[list[Platform], Field(min_length=1, max_length=len(Platform))]


@router.get("/clips")
async def list_clips(
    principal: Reader, api: Here, window: PageWindow, video_id: str | None = None
) -> Page[ClipRow]:
    async with api.services.world.uow() as tx:
        found = await tx.clips.recent(
            limit=window.wanted,
            before=window.before,
            video_id=VideoId(video_id) if video_id else None,
        )
        scores = await _scores(tx, found)
    return window.page(found, lambda clip: ClipRow.of(clip, scores.get(clip.id, ())))


@router.get("/clips/{clip_id}")
async def show_clip(clip_id: str, principal: Reader, api: Here) -> ClipPage:
    async with api.services.world.uow() as tx:
        clip = await tx.clips.get(ClipId(clip_id))
        variants = await tx.clips.variants([clip.id])
        scores = (await _scores(tx, [clip])).get(clip.id, ())
    return ClipPage(
        **ClipRow.of(clip, scores).model_dump(),
        variants=[VariantRow.model_validate(one, from_attributes=True) for one in variants],
        explained=[_explained(score) for score in scores],
    )


@router.post("/clips/{clip_id}/variants", status_code=202)
async def ask_for_variants(
    clip_id: str,
    body: VariantRequest,
    principal: Writer,
    api: Here,
    idempotency_key: IdempotencyKey = None,
) -> JobRow:
    """Renders the vertical version of the clip for each platform, in the background."""
    world = api.services.world
    job = await request_variants(
        world=world,
        principal=principal,
        clip_ids=[ClipId(clip_id)],
        platforms=body.platforms,
        request_key=request_key(world, principal, idempotency_key),
    )
    return JobRow.of(job, principal.locale)


@router.get("/clips/{clip_id}/file", response_class=Response)
async def send_clip(clip_id: str, request: Request, principal: Reader, api: Here) -> Response:
    async with api.services.world.uow() as tx:
        clip = await tx.clips.get(ClipId(clip_id))
    file = StoredFile(key=clip.blob, tag=clip.id, name=f"{clip.title}.mp4", media_type="video/mp4")
    return await send_file(request, api.services.store, file)


@router.get("/clips/{clip_id}/poster", response_class=Response)
async def send_clip_poster(
    clip_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    async with api.services.world.uow() as tx:
        clip = await tx.clips.get(ClipId(clip_id))
    file = StoredFile(
        key=clip.poster, tag=f"{clip.id}-poster", name=f"{clip.title}.jpg", media_type="image/jpeg"
    )
    return await send_file(request, api.services.store, file)


@router.get("/variants/{variant_id}/file", response_class=Response)
async def send_variant(variant_id: str, request: Request, principal: Reader, api: Here) -> Response:
    async with api.services.world.uow() as tx:
        variant = await tx.clips.get_variant(variant_id)
        clip = await tx.clips.get(variant.clip_id)
    return await send_file(request, api.services.store, _variant_file(variant, clip))


@router.get("/variants/{variant_id}/poster", response_class=Response)
async def send_variant_poster(
    variant_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    async with api.services.world.uow() as tx:
        variant = await tx.clips.get_variant(variant_id)
    file = StoredFile(
        key=variant.poster,
        tag=f"{variant.sha256}-poster",
        name=f"{variant.platform}.jpg",
        media_type="image/jpeg",
    )
    return await send_file(request, api.services.store, file)


async def _scores(tx: Transaction, clips: Sequence[Clip]) -> Mapping[ClipId, Sequence[ClipScore]]:
    found: dict[ClipId, list[ClipScore]] = {}
    for score in await tx.scores.latest([clip.id for clip in clips]):
        found.setdefault(score.clip_id, []).append(score)
    return found


def _explained(score: ClipScore) -> ScoreRow:
    return ScoreRow(
        platform=score.platform,
        value=score.score.value,
        parts=[ScorePart.model_validate(part, from_attributes=True) for part in score.score.parts],
        weights_version=score.score.weights_version,
        scored_at=score.scored_at,
    )


def _variant_file(variant: Variant, clip: Clip) -> StoredFile:
    return StoredFile(
        key=variant.blob,
        tag=variant.sha256,
        name=f"{clip.title} {variant.platform.label}.mp4",
        media_type="video/mp4",
    )
