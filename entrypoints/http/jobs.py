"""Jobs over HTTP: ask for one, watch it, stop it, run it again."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, assert_never

from fastapi import APIRouter
from pydantic import BaseModel, Field

from domain.access import Principal
from domain.clip import CutWish, Look
from domain.framing import Fit
from domain.ids import ClipId, JobId, VideoId
from domain.job import Job, JobKind, JobQuery, JobStatus, error_text
from domain.platforms import Aspect, Platform
from domain.ports import World
from domain.texts import Locale
from domain.usecases.cancel_job import cancel_job
from domain.usecases.request_cut import request_cut
from domain.usecases.request_ingest import request_ingest
from domain.usecases.request_scores import request_scores
from domain.usecases.request_variants import request_variants
from domain.usecases.retry_job import retry_job
from entrypoints.http.access import Reader, Writer
from entrypoints.http.context import Here
from entrypoints.http.paging import Page, PageWindow
from entrypoints.http.requests import Body, IdempotencyKey, request_key

router = APIRouter(prefix="/jobs", tags=["jobs"])


_LONGEST_S: Final = 86_400
_LONGEST_TOPIC: Final = 300
_Seconds = Annotated[float, Field(gt=0, le=_LONGEST_S)]


class IngestVideo(Body):
    kind: Literal["ingest_video"]
    source: str
    title: str | None = None


class CutVideo(Body):
    """``about`` is what is talked about in the clips; ``like`` is the id of a clip of the same
    video that they should resemble."""

    kind: Literal["cut_video"]
    video_id: str
    count: int = 3
    min_seconds: _Seconds = 15
    max_seconds: _Seconds = 60
    platforms: tuple[Platform, ...] = ()
    about: Annotated[str | None, Field(min_length=1, max_length=_LONGEST_TOPIC)] = None
    like: str | None = None
    aspect: Aspect = Aspect.VERTICAL
    fit: Fit = Fit.AUTO
    captions: bool = True


class RenderVariants(Body):
    kind: Literal["render_variants"]
    clip_ids: list[str]
    platforms: list[Platform]
    aspect: Aspect = Aspect.VERTICAL
    fit: Fit = Fit.AUTO
    captions: bool = True


class ScoreClips(Body):
    kind: Literal["score_clips"]
    clip_ids: list[str]
    platforms: list[Platform]


NewJobBody = Annotated[
    IngestVideo | CutVideo | RenderVariants | ScoreClips, Field(discriminator="kind")
]


class JobRow(BaseModel):
    """``progress`` goes from 0 to 1. ``error`` is a sentence."""

    id: str
    kind: JobKind
    status: JobStatus
    progress: float
    attempts: int
    max_attempts: int
    requested_by: str
    video_id: str | None
    campaign_id: str | None
    publication_id: str | None
    result: dict[str, Any]
    error_code: str | None
    error: str | None
    created_at: datetime
    run_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    cancel_requested_at: datetime | None

    @classmethod
    def of(cls, job: Job, locale: Locale) -> "JobRow":
        return cls(
            id=job.id,
            kind=job.kind,
            status=job.status,
            progress=job.progress,
            attempts=job.attempts,
            max_attempts=job.max_attempts,
            requested_by=job.requested_by,
            video_id=job.video_id,
            campaign_id=job.campaign_id,
            publication_id=job.publication_id,
            result=dict(job.result),
            error_code=job.error_code,
            error=error_text(job, locale),
            created_at=job.created_at,
            run_at=job.run_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            cancel_requested_at=job.cancel_requested_at,
        )


@router.post("", status_code=202)
async def ask_for_job(
    body: NewJobBody, principal: Writer, api: Here, idempotency_key: IdempotencyKey = None
) -> JobRow:
    world = api.services.world
    key = request_key(world, principal, idempotency_key)
    job = await _ask(body, world=world, principal=principal, key=key)
    return JobRow.of(job, principal.locale)


@router.get("")
async def list_jobs(
    principal: Reader,
    api: Here,
    window: PageWindow,
    status: JobStatus | None = None,
    scheduled: bool = False,
    video_id: str | None = None,
) -> Page[JobRow]:
    async with api.services.world.uow() as tx:
        found = await tx.jobs.recent(
            limit=window.wanted,
            before=window.before,
            only=JobQuery(status=status, video_id=video_id, scheduled=scheduled),
        )
    return window.page(found, lambda job: JobRow.of(job, principal.locale))


@router.get("/{job_id}")
async def show_job(job_id: str, principal: Reader, api: Here) -> JobRow:
    async with api.services.world.uow() as tx:
        job = await tx.jobs.get(JobId(job_id))
    return JobRow.of(job, principal.locale)


@router.post("/{job_id}/process", status_code=202)
async def process_job(job_id: str, principal: Writer, api: Here) -> JobRow:
    """Puts a failed or cancelled job back into the queue."""
    job = await retry_job(world=api.services.world, principal=principal, job_id=JobId(job_id))
    return JobRow.of(job, principal.locale)


@router.post("/{job_id}/cancel", status_code=202)
async def stop_job(job_id: str, principal: Writer, api: Here) -> JobRow:
    """A waiting job is cancelled at once; a running one stops at its next step."""
    job = await cancel_job(world=api.services.world, principal=principal, job_id=JobId(job_id))
    return JobRow.of(job, principal.locale)


async def _ask(body: NewJobBody, *, world: World, principal: Principal, key: str) -> Job:
    match body:
        case IngestVideo():
            return await request_ingest(
                world=world,
                principal=principal,
                source=body.source,
                title=body.title,
                request_key=key,
            )
        case CutVideo():
            return await request_cut(
                world=world,
                principal=principal,
                video_id=VideoId(body.video_id),
                wish=_wish(body),
                request_key=key,
            )
        case RenderVariants():
            return await request_variants(
                world=world,
                principal=principal,
                clip_ids=[ClipId(id_) for id_ in body.clip_ids],
                platforms=body.platforms,
                look=_look(body),
                request_key=key,
            )
        case ScoreClips():
            return await request_scores(
                world=world,
                principal=principal,
                clip_ids=[ClipId(id_) for id_ in body.clip_ids],
                platforms=body.platforms,
                request_key=key,
            )
        case _:
            assert_never(body)


def _wish(body: CutVideo) -> CutWish:
    return CutWish(
        count=body.count,
        min_ms=round(body.min_seconds * 1000),
        max_ms=round(body.max_seconds * 1000),
        platforms=body.platforms,
        look=_look(body),
        about=body.about,
        like=ClipId(body.like) if body.like else None,
    )


def _look(body: CutVideo | RenderVariants) -> Look:
    return Look(aspect=body.aspect, fit=body.fit, captions=body.captions)
