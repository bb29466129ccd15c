"""thumbnails.set: the picture that a video is shown by, and where the picture is."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from integrations.rehearsal.stage import leave
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.stage import UPLOADS, Here, enter
from integrations.rehearsal.youtube.videos import CHANGE_UNITS, own_video

PATH: Final = "/upload/youtube/v3/thumbnails/set"
MAX_BYTES: Final = 50 * 2**20
"""Since 2026-09-14; it was 2 MB before."""

_BEGINNINGS: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}

router = APIRouter()


@router.post(PATH)
async def set_thumbnail(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "thumbnails_set", scopes=UPLOADS)
    stage.quota.spend(Bucket.UNITS, CHANGE_UNITS)
    video = own_video(stage, call, request.query_params.get("videoId"))
    if "thumbnail" in call.due:
        raise ApiError(403, "forbidden", "the channel may not set thumbnails of its own")
    content = await _picture(request)
    stage.library.set_cover(video, content, _media_type(content))
    leave(call.due)
    address = str(request.url_for("show_cover", video_id=video.id))
    return JSONResponse(
        {"kind": "youtube#thumbnailSetResponse", "items": [{"default": {"url": address}}]}
    )


@router.get("/cover/{video_id}")
async def show_cover(video_id: str, stage: Here) -> Response:
    try:
        video = stage.library.video(video_id)
    except KeyError:
        return Response(status_code=404)
    if video.cover is None:
        return Response(status_code=404)
    return FileResponse(
        stage.library.cover_file(video),
        media_type=video.cover,
        headers={"X-Content-Type-Options": "nosniff"},
    )


async def _picture(request: Request) -> bytes:
    """Raises ApiError 400."""
    content = bytearray()
    async for block in request.stream():
        content += block
        if len(content) > MAX_BYTES:
            raise ApiError(400, "invalidImage", "a picture has at most 50 MB")
    if not content:
        raise ApiError(400, "mediaBodyRequired", "there is no picture")
    return bytes(content)


def _media_type(content: bytes) -> str:
    """Raises ApiError 400."""
    for media_type, beginning in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    raise ApiError(400, "invalidImage", "only JPEG and PNG are taken")
