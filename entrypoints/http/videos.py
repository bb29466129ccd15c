"""Videos over HTTP: take one in, list them, get the bytes back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from domain.clip import Clip
from domain.ids import VideoId
from domain.usecases.ingest_video import ingest_video
from domain.video import MAX_BYTES, MAX_TITLE_LENGTH, Video, VideoStatus
from entrypoints.http.access import Reader, Writer
from entrypoints.http.context import Here
from entrypoints.http.files import StoredFile, send_file
from entrypoints.http.multipart import FILE_FIELD, read_upload
from entrypoints.http.paging import Page, PageWindow
from entrypoints.http.pictures import contact_sheet

router = APIRouter(tags=["videos"])

UPLOAD_PATH: Final = "/upload"
MAX_UPLOAD_BYTES: Final = MAX_BYTES + 1_000_000
"""The largest video and the form around it."""

_UPLOAD_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE_FIELD],
                    "properties": {
                        "title": {
                            "type": "string",
                            "maxLength": MAX_TITLE_LENGTH,
                            "description": "Has to come before the file.",
                        },
                        FILE_FIELD: {"type": "string", "format": "binary"},
                    },
                }
            }
        },
    }
}


class VideoRow(BaseModel):
    id: str
    title: str
    source: str
    status: VideoStatus
    duration_ms: int
    width: int
    height: int
    frame_rate: float
    size_bytes: int
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, video: Video) -> "VideoRow":
        return cls(
            id=video.id,
            title=video.title,
            source=video.source,
            status=video.status,
            duration_ms=video.probe.duration_ms,
            width=video.probe.width,
            height=video.probe.height,
            frame_rate=round(float(video.probe.frame_rate), 3),
            size_bytes=video.size_bytes,
            sha256=video.sha256,
            created_at=video.created_at,
        )


class ClipLine(BaseModel):
    id: str
    number: int
    title: str
    start_ms: int
    end_ms: int


class VideoPage(VideoRow):
    clips: list[ClipLine]


class Uploaded(BaseModel):
    """``duplicate`` says that the same bytes were here before; ``video`` is then that one."""

    video: VideoRow
    duplicate: bool


@router.post(UPLOAD_PATH, status_code=201, openapi_extra=_UPLOAD_FORM)
async def upload(request: Request, response: Response, principal: Writer, api: Here) -> Uploaded:
    """One video as multipart/form-data: an optional title, then the file."""
    services = api.services
    form = await read_upload(request)
    title = form.fields.get("title", "").strip()[:MAX_TITLE_LENGTH]
    taken = await ingest_video(
        world=services.world,
        store=services.store,
        media=services.media,
        actor=principal.actor,
        chunks=form.chunks,
        source=form.filename or "upload",
        title=title or None,
    )
    if taken.duplicate:
        response.status_code = 200
    return Uploaded(video=VideoRow.of(taken.video), duplicate=taken.duplicate)


@router.get("/videos")
async def list_videos(
    principal: Reader,
    api: Here,
    window: PageWindow,
    title: Annotated[str | None, Query(max_length=MAX_TITLE_LENGTH)] = None,
) -> Page[VideoRow]:
    async with api.services.world.uow() as tx:
        found = await tx.videos.recent(limit=window.wanted, before=window.before, named=title)
    return window.page(found, VideoRow.of)


@router.get("/videos/{video_id}")
async def show_video(video_id: str, principal: Reader, api: Here) -> VideoPage:
    async with api.services.world.uow() as tx:
        video = await tx.videos.get(VideoId(video_id))
        clips = await tx.clips.of_video(video.id)
    return VideoPage(**VideoRow.of(video).model_dump(), clips=_lines(clips))


@router.get("/videos/{video_id}/file", response_class=Response)
async def send_video(video_id: str, request: Request, principal: Reader, api: Here) -> Response:
    """The original bytes; ranges are served."""
    async with api.services.world.uow() as tx:
        video = await tx.videos.get(VideoId(video_id))
    file = StoredFile(
        key=video.blob, tag=video.sha256, name=video.title, media_type="application/octet-stream"
    )
    return await send_file(request, api.services.store, file)


@router.get("/videos/{video_id}/contact-sheet", response_class=Response)
async def send_contact_sheet(
    video_id: str, request: Request, principal: Reader, api: Here
) -> Response:
    """One picture of the clips of a video."""
    file = await contact_sheet(api.services.world, api.sheets, video_id)
    return await send_file(request, api.services.store, file)


def _lines(clips: Sequence[Clip]) -> list[ClipLine]:
    return [
        ClipLine(
            id=clip.id,
            number=clip.number,
            title=clip.title,
            start_ms=clip.span.start_ms,
            end_ms=clip.span.end_ms,
        )
        for clip in clips
    ]
