"""The pages where people watch what was "published"; plain HTML, no scripts."""

from itertools import islice
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from domain.platforms import Platform
from integrations.rehearsal.cast import character
from integrations.rehearsal.html import Frame, answer, frame_of, missing
from integrations.rehearsal.youtube import html
from integrations.rehearsal.youtube.kept import Video
from integrations.rehearsal.youtube.stage import Here, Stage

router = APIRouter()

_SHOWN: Final = 200
"""How many videos the first page shows; it is for people."""


@router.get("/")
async def show_all(request: Request, stage: Here) -> HTMLResponse:
    there = (video for video in stage.library.newest() if not video.is_removed)
    newest = list(islice(there, _SHOWN))
    return answer(html.listing(_frame(request), newest, now=stage.ground.clock.now()))


@router.get("/watch")
async def watch(request: Request, stage: Here) -> HTMLResponse:
    video = _find(stage, request.query_params.get("v", ""))
    if video is None:
        return missing(_frame(request))
    video.views += 1
    stage.library.save(video)
    channel = character(Platform.YOUTUBE, video.channel).name
    now = stage.ground.clock.now()
    return answer(html.watching(_frame(request), video, channel=channel, now=now))


@router.get("/media/{video_id}")
async def media(video_id: str, request: Request, stage: Here) -> Response:
    """The bytes as they were uploaded; parts of them when Range asks for parts."""
    video = _find(stage, video_id)
    if video is None:
        return missing(_frame(request))
    return FileResponse(
        video.path, media_type="video/mp4", headers={"X-Content-Type-Options": "nosniff"}
    )


def _find(stage: Stage, video_id: str) -> Video | None:
    try:
        video = stage.library.video(video_id)
    except KeyError:
        return None
    return None if video.is_removed else video


def _frame(request: Request) -> Frame:
    return frame_of(request, Platform.YOUTUBE.label)
