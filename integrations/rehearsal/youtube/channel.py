"""channels.list for one's own channel, and playlistItems.list for its uploads."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.youtube import rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.library import (
    CHANNEL_ID,
    CHANNEL_TITLE,
    UPLOADS_ID,
    Video,
)
from integrations.rehearsal.youtube.present import instant
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.stage import Here, enter, leave

router = APIRouter()


@router.get("/youtube/v3/channels")
async def list_channels(request: Request, stage: Here) -> Response:
    due = await enter(request, stage, "channels_list")
    stage.quota.spend(Bucket.UNITS, 1)
    parts = request.query_params.get("part", "").split(",")
    wanted = request.query_params.get("id", "").split(",")
    if request.query_params.get("mine") != "true" and wanted == [""]:
        raise ApiError(400, "missingRequiredParameter", "No filter selected: mine or id")
    shown: dict[str, Any] = {
        "id": CHANNEL_ID,
        "snippet": {"title": CHANNEL_TITLE},
        "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS_ID}},
        "status": {"privacyStatus": "public", "isLinked": True},
        "statistics": {"videoCount": str(len(stage.library.videos()))},
    }
    is_asked = request.query_params.get("mine") == "true" or CHANNEL_ID in wanted
    item = {"kind": "youtube#channel", "id": CHANNEL_ID}
    item |= {name: shown[name] for name in parts if name in shown}
    leave(due)
    return JSONResponse(
        {"kind": "youtube#channelListResponse", "items": [item] if is_asked else []}
    )


@router.get("/youtube/v3/playlistItems")
async def list_playlist_items(request: Request, stage: Here) -> Response:
    """Newest first, with the position of the next page as its token."""
    due = await enter(request, stage, "playlist_items_list")
    stage.quota.spend(Bucket.UNITS, 1)
    query = request.query_params
    if query.get("playlistId") != UPLOADS_ID:
        raise ApiError(404, "playlistNotFound", "no such playlist")
    size, start = _number(query.get("maxResults", "5")), _number(query.get("pageToken", "0"))
    if not 0 <= size <= 50:
        raise ApiError(400, "invalidParameter", "maxResults is 0 to 50")
    parts = rules.parts_of(query.get("part", ""))
    videos = stage.library.videos()
    page: dict[str, Any] = {
        "kind": "youtube#playlistItemListResponse",
        "items": [_item(video, parts) for video in videos[start : start + size]],
        "pageInfo": {"totalResults": len(videos), "resultsPerPage": size},
    }
    if start + size < len(videos):
        page["nextPageToken"] = str(start + size)
    leave(due)
    return JSONResponse(page)


def _item(video: Video, parts: tuple[str, ...]) -> dict[str, Any]:
    at = instant(video.published_at)
    shown: dict[str, Any] = {
        "snippet": {
            "publishedAt": at,
            "channelId": CHANNEL_ID,
            "title": video.title,
            "playlistId": UPLOADS_ID,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
        },
        "contentDetails": {"videoId": video.id, "videoPublishedAt": at},
    }
    item = {"kind": "youtube#playlistItem", "id": f"{UPLOADS_ID}.{video.id}"}
    return item | {name: shown[name] for name in parts if name in shown}


def _number(text: str) -> int:
    if not text.isdigit():
        raise ApiError(400, "invalidParameter", f"{text!r} is not a number")
    return int(text)
