"""videos.list, videos.update and videos.delete."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.youtube import rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.library import Video
from integrations.rehearsal.youtube.present import present
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.stage import Here, Stage, enter, leave

PATH: Final = "/youtube/v3/videos"
MOST_IDS: Final = 50
CHANGE_UNITS: Final = 50

router = APIRouter()


@router.get(PATH)
async def list_videos(request: Request, stage: Here) -> Response:
    """An id that is not there is simply absent from the answer."""
    due = await enter(request, stage, "videos_list")
    stage.quota.spend(Bucket.UNITS, 1)
    parts = rules.parts_of(request.query_params.get("part", ""))
    ids = [id_ for id_ in request.query_params.get("id", "").split(",") if id_]
    if not ids:
        raise ApiError(400, "missingRequiredParameter", "No filter selected: id")
    if len(ids) > MOST_IDS:
        raise ApiError(400, "invalidParameter", f"at most {MOST_IDS} ids")
    there = {video.id: video for video in stage.library.videos()}
    items = [
        present(there[id_], parts=parts, stage=stage) for id_ in dict.fromkeys(ids) if id_ in there
    ]
    leave(due)
    page = {"totalResults": len(items), "resultsPerPage": len(items)}
    return JSONResponse({"kind": "youtube#videoListResponse", "items": items, "pageInfo": page})


@router.put(PATH)
async def update_video(request: Request, stage: Here) -> Response:
    """Replaces every field of each named part; what is left out falls back to its default."""
    due = await enter(request, stage, "videos_update")
    stage.quota.spend(Bucket.UNITS, CHANGE_UNITS)
    parts = rules.parts_of(request.query_params.get("part", ""))
    try:
        body = await request.json()
    except ValueError as bad:
        raise ApiError(400, "parseError", "the body is not JSON") from bad
    video = _video(stage, body.get("id") if isinstance(body, dict) else None)
    written = rules.written(body, parts=parts, now=stage.clock.now())
    if "snippet" in written and "categoryId" not in written["snippet"]:
        raise ApiError(400, "invalidVideoMetadata", "a changed snippet names its categoryId")
    stage.library.change(video, written)
    leave(due)
    return JSONResponse(present(video, parts=parts, stage=stage))


@router.delete(PATH)
async def delete_video(request: Request, stage: Here) -> Response:
    due = await enter(request, stage, "videos_delete")
    stage.quota.spend(Bucket.UNITS, CHANGE_UNITS)
    stage.library.delete(_video(stage, request.query_params.get("id")))
    leave(due)
    return Response(status_code=204)


def _video(stage: Stage, video_id: object) -> Video:
    try:
        return stage.library.video(str(video_id))
    except KeyError as unknown:
        raise ApiError(404, "videoNotFound", "no such video") from unknown
