"""Clips over HTTP: list them with their scores, ask for variants, get the bytes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.clip import Clip, Look, Variant
from domain.cutting import Change, Reason
from domain.errors import Invalid
from domain.framing import Fit
from domain.ids import ClipId, VideoId
from domain.platforms import Aspect, Platform
from domain.ports import Transaction
from domain.ports.links import Shown
from domain.scoring import ClipScore
from domain.usecases.request_adjustment import request_adjustment
from domain.usecases.request_variants import request_variants
from entrypoints.http.access import Reader, Writer
from entrypoints.http.context import Api, Here
from entrypoints.http.files import send_file
from entrypoints.http.jobs import JobRow
from entrypoints.http.paging import Page, PageWindow
from entrypoints.http.pictures import pictured
from entrypoints.http.requests import Body, IdempotencyKey, request_key

router = APIRouter(tags=["clips"])

_LONGEST_MS: Final = 86_400_000


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
    """``captions``: whether words are written on it."""

    id: str
    platform: Platform
    aspect: Aspect
    fit: Fit
    captions: bool
    width: int
    height: int
    duration_ms: int
    size_bytes: int
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, variant: Variant) -> "VariantRow":
        return cls(
            id=variant.id,
            platform=variant.platform,
            aspect=variant.look.aspect,
            fit=variant.look.fit,
            captions=variant.look.captions,
            width=variant.width,
            height=variant.height,
            duration_ms=variant.duration_ms,
            size_bytes=variant.size_bytes,
            sha256=variant.sha256,
            created_at=variant.created_at,
        )


class ClipPage(ClipRow):
    variants: list[VariantRow]
    explained: list[ScoreRow]


class VariantRequest(Body):
    """``captions`` are written where it is known what is said."""

    platforms: Annotated[list[Platform], Field(min_length=1, max_length=len(Platform))]
    aspect: Aspect = Aspect.VERTICAL
    fit: Fit = Fit.AUTO
    captions: bool = True


class AdjustRequest(Body):
    """``start_ms`` and ``end_ms`` are moments of the video; ``longer_ms`` moves the end (at the
    end of the video, what is missing comes off the start) and ``earlier_ms`` the start, negative
    the other way."""

    model_config = ConfigDict(strict=True)

    start_ms: Annotated[int | None, Field(ge=0, le=_LONGEST_MS)] = None
    end_ms: Annotated[int | None, Field(ge=0, le=_LONGEST_MS)] = None
    longer_ms: Annotated[int, Field(ge=-_LONGEST_MS, le=_LONGEST_MS)] = 0
    earlier_ms: Annotated[int, Field(ge=-_LONGEST_MS, le=_LONGEST_MS)] = 0
    drop_intro: bool = False

    def change(self) -> Change:
        return Change(**self.model_dump(), exact=True)


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
        variants=[VariantRow.of(one) for one in variants],
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
    """Renders the clip for each platform, in the background."""
    world = api.services.world
    job = await request_variants(
        world=world,
        principal=principal,
        clip_ids=[ClipId(clip_id)],
        platforms=body.platforms,
        look=Look(aspect=body.aspect, fit=body.fit, captions=body.captions),
        request_key=request_key(world, principal, idempotency_key),
    )
    return JobRow.of(job, principal.locale)


@router.post("/clips/{clip_id}/adjust", status_code=202)
async def ask_for_adjustment(
    clip_id: str,
    body: AdjustRequest,
    principal: Writer,
    api: Here,
    idempotency_key: IdempotencyKey = None,
) -> JobRow:
    """Moves the edges of the clip, in the background. It keeps its number; its variants are
    rendered anew."""
    if body.change() == Change(exact=True):
        raise Invalid("nothing_to_change")
    world = api.services.world
    job = await request_adjustment(
        world=world,
        principal=principal,
        clip_id=ClipId(clip_id),
        change=body.change(),
        request_key=request_key(world, principal, idempotency_key),
    )
    return JobRow.of(job, principal.locale)


@router.get("/clips/{clip_id}/file", response_class=Response)
async def send_clip(clip_id: str, request: Request, principal: Reader, api: Here) -> Response:
    return await _send(request, api, Shown.CLIP, clip_id)


@router.get("/clips/{clip_id}/poster", response_class=Response)
async def send_clip_poster(
    clip_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    return await _send(request, api, Shown.CLIP_POSTER, clip_id)


@router.get("/clips/{clip_id}/preview", response_class=Response)
async def send_clip_preview(
    clip_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    """Animated, without sound."""
    return await _send(request, api, Shown.CLIP_PREVIEW, clip_id)


@router.get("/variants/{variant_id}/file", response_class=Response)
async def send_variant(variant_id: str, request: Request, principal: Reader, api: Here) -> Response:
    return await _send(request, api, Shown.VARIANT, variant_id)


@router.get("/variants/{variant_id}/poster", response_class=Response)
async def send_variant_poster(
    variant_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    return await _send(request, api, Shown.VARIANT_POSTER, variant_id)


async def _send(request: Request, api: Api, shown: Shown, id_: str) -> Response:
    file = await pictured(api.services.world, shown, id_)
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
