"""videos.list, videos.batchGetStats, videos.update and videos.delete."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.stage import leave
from integrations.rehearsal.youtube import rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.kept import Video
from integrations.rehearsal.youtube.present import counts, etag, instant, is_seen, present
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.stage import MANAGES, Call, Here, Stage, enter

PATH: Final = "/youtube/v3/videos"
MOST_IDS: Final = 50
CHANGE_UNITS: Final = 50

router = APIRouter()


@router.get(PATH)
async def list_videos(request: Request, stage: Here) -> Response:
    """An id that is not there is simply absent from the answer."""
    call = await enter(request, stage, "videos_list")
    stage.quota.spend(Bucket.UNITS, 1)
    parts = rules.parts_of(request.query_params.get("part", ""))
    now = stage.ground.clock.now()
    items = [
        present(video, parts=parts, now=now, channel=call.channel)
        for video in _asked(request, stage, call)
    ]
    if odd := call.due.get("odd_status"):
        items = [_odd(item, odd.reason or "queued") for item in items]
    leave(call.due)
    page = {"totalResults": len(items), "resultsPerPage": len(items)}
    return JSONResponse({"kind": "youtube#videoListResponse", "items": items, "pageInfo": page})


@router.get(PATH + ":batchGetStats")
async def batch_get_stats(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "videos_stats")
    stage.quota.spend(Bucket.STATS, 1)
    parts = [name for part in request.query_params.getlist("part") for name in part.split(",")]
    items = [_stats(video, parts) for video in _asked(request, stage, call)]
    leave(call.due)
    return JSONResponse({"kind": "youtube#batchGetStatsResponse", "items": items})


@router.put(PATH)
async def update_video(request: Request, stage: Here) -> Response:
    """Replaces every field of each named part; what is left out falls back to its default."""
    call = await enter(request, stage, "videos_update", scopes=MANAGES)
    stage.quota.spend(Bucket.UNITS, CHANGE_UNITS)
    parts = rules.parts_of(request.query_params.get("part", ""))
    body = await rules.json_of(request)
    now = stage.ground.clock.now()
    video = own_video(stage, call, body.get("id") if isinstance(body, dict) else None)
    written = rules.written(body, parts=parts, now=now)
    if "snippet" in written and "categoryId" not in written["snippet"]:
        raise ApiError(400, "invalidVideoMetadata", "a changed snippet names its categoryId")
    was_public = video.was_public or video.privacy(now) == "public"
    if was_public and "publishAt" in written.get("status", {}):
        raise ApiError(400, "invalidPublishAt", "it was public before")
    stage.library.change(video, written)
    leave(call.due)
    return JSONResponse(present(video, parts=parts, now=now, channel=call.channel))


@router.delete(PATH)
async def delete_video(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "videos_delete", scopes=MANAGES)
    stage.quota.spend(Bucket.UNITS, CHANGE_UNITS)
    stage.library.delete(own_video(stage, call, request.query_params.get("id")))
    leave(call.due)
    return Response(status_code=204)


def own_video(stage: Stage, call: Call, video_id: object) -> Video:
    """Raises ApiError 404 for one that is not there, 403 for somebody else's."""
    video = _seen(stage, call, str(video_id))
    if video is None:
        raise ApiError(404, "videoNotFound", "no such video")
    if video.channel != call.channel.external_id:
        raise ApiError(403, "forbidden", "this video belongs to another channel")
    return video


def _asked(request: Request, stage: Stage, call: Call) -> Sequence[Video]:
    asked = ",".join(request.query_params.getlist("id")).split(",")
    ids = list(dict.fromkeys(id_ for id_ in asked if id_))
    if not ids:
        raise ApiError(400, "missingRequiredParameter", "No filter selected: id")
    if len(ids) > MOST_IDS:
        raise ApiError(400, "invalidParameter", f"at most {MOST_IDS} ids")
    return [video for id_ in ids if (video := _seen(stage, call, id_))]


def _seen(stage: Stage, call: Call, video_id: str) -> Video | None:
    try:
        video = stage.library.video(video_id)
    except KeyError:
        return None
    now = stage.ground.clock.now()
    return video if is_seen(video, now=now, channel=call.channel) else None


def _odd(item: Mapping[str, Any], word: str) -> dict[str, Any]:
    states = {"status": "uploadStatus", "processingDetails": "processingStatus"}
    odd = {part: {**item[part], name: word} for part, name in states.items() if part in item}
    return {**item, **odd}


def _stats(video: Video, parts: Sequence[str]) -> dict[str, Any]:
    """The discovery document of November 2026: VideoStat."""
    shown: dict[str, Any] = {
        "snippet": {"publishTime": instant(video.published_at)},
        "statistics": counts(video),
    }
    stats = {"kind": "youtube#videoStat", "etag": etag(video), "id": video.id}
    return stats | {name: shown[name] for name in parts if name in shown}
