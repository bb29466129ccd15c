"""channels.list for one's own channel, and playlistItems.list for its uploads."""

from itertools import islice
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.platforms import Platform
from integrations.rehearsal.cast import CAST, Character
from integrations.rehearsal.stage import leave
from integrations.rehearsal.youtube import rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.kept import Video
from integrations.rehearsal.youtube.present import instant
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.stage import Here, Stage, enter

router = APIRouter()


def uploads_of(channel_id: str) -> str:
    """The playlist of everything that a channel uploaded."""
    return "UU" + channel_id[2:]


@router.get("/youtube/v3/channels")
async def list_channels(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "channels_list")
    stage.quota.spend(Bucket.UNITS, 1)
    parts = request.query_params.get("part", "").split(",")
    wanted = request.query_params.get("id", "").split(",")
    is_mine = request.query_params.get("mine") == "true"
    if not is_mine and wanted == [""]:
        raise ApiError(400, "missingRequiredParameter", "No filter selected: mine or id")
    ids = {call.channel.external_id} if is_mine else set(wanted)
    asked = [one for one in CAST[Platform.YOUTUBE] if one.external_id in ids]
    leave(call.due)
    items = [_shown(one, stage, parts) for one in asked]
    return JSONResponse({"kind": "youtube#channelListResponse", "items": items})


@router.get("/youtube/v3/playlistItems")
async def list_playlist_items(request: Request, stage: Here) -> Response:
    """Newest first, with the position of the next page as its token."""
    call = await enter(request, stage, "playlist_items_list")
    stage.quota.spend(Bucket.UNITS, 1)
    query = request.query_params
    if query.get("playlistId") != uploads_of(call.channel.external_id):
        raise ApiError(404, "playlistNotFound", "no such playlist")
    size, start = _number(query.get("maxResults", "5")), _number(query.get("pageToken", "0"))
    if not 0 <= size <= 50:
        raise ApiError(400, "invalidParameter", "maxResults is 0 to 50")
    parts = rules.parts_of(query.get("part", ""))
    newest = stage.library.newest(call.channel.external_id)
    count = stage.library.count(call.channel.external_id)
    page: dict[str, Any] = {
        "kind": "youtube#playlistItemListResponse",
        "items": [
            _item(video, parts)
            for video in islice(newest, start, start + size)
            if _is_listed(video, stage)
        ],
        "pageInfo": {"totalResults": count, "resultsPerPage": size},
    }
    if start + size < count:
        page["nextPageToken"] = str(start + size)
    leave(call.due)
    return JSONResponse(page)


def _is_listed(video: Video, stage: Stage) -> bool:
    return not video.is_removed and video.listed_at <= stage.ground.clock.now()


def _shown(channel: Character, stage: Stage, parts: list[str]) -> dict[str, Any]:
    known: dict[str, Any] = {
        "snippet": {"title": channel.name, "customUrl": channel.handle},
        "contentDetails": {"relatedPlaylists": {"uploads": uploads_of(channel.external_id)}},
        "status": {"privacyStatus": "public", "isLinked": True},
        "statistics": {"videoCount": str(stage.library.count(channel.external_id))},
    }
    item: dict[str, Any] = {"kind": "youtube#channel", "id": channel.external_id}
    return item | {name: known[name] for name in parts if name in known}


def _item(video: Video, parts: tuple[str, ...]) -> dict[str, Any]:
    at = instant(video.published_at)
    playlist = uploads_of(video.channel)
    shown: dict[str, Any] = {
        "snippet": {
            "publishedAt": at,
            "channelId": video.channel,
            "title": video.title,
            "playlistId": playlist,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
        },
        "contentDetails": {"videoId": video.id, "videoPublishedAt": at},
    }
    item = {"kind": "youtube#playlistItem", "id": f"{playlist}.{video.id}"}
    return item | {name: shown[name] for name in parts if name in shown}


def _number(text: str) -> int:
    if not text.isdigit():
        raise ApiError(400, "invalidParameter", f"{text!r} is not a number")
    return int(text)
