"""The resumable upload: a session is opened, then bytes come in until there is a video."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.connections import Cut
from integrations.rehearsal.faults import Due
from integrations.rehearsal.youtube import ranges, rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.library import Session
from integrations.rehearsal.youtube.present import present
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.ranges import GRAIN, Chunk
from integrations.rehearsal.youtube.stage import Here, Stage, enter, leave

PATH: Final = "/upload/youtube/v3/videos"

router = APIRouter()


@router.post(PATH)
async def open_session(request: Request, stage: Here) -> Response:
    due = await enter(request, stage, "open")
    stage.quota.spend(Bucket.UPLOADS, 1)
    query = request.query_params
    if query.get("uploadType") != "resumable":
        raise ApiError(400, "badRequest", "only resumable uploads are rehearsed")
    parts = rules.parts_of(query.get("part", ""))
    total = _announced(request)
    resource = rules.written(await _json(request), parts=parts, now=stage.clock.now())
    if "snippet" not in resource:
        raise ApiError(400, "invalidTitle", "a video needs a snippet with a title")
    resource = {**rules.written({}, parts=("status",), now=stage.clock.now()), **resource}
    session = stage.library.open(resource, total=total)
    leave(due)
    location = request.url.include_query_params(upload_id=session.id)
    headers = {"Location": str(location), "X-GUploader-UploadID": session.id}
    return Response(status_code=200, headers=headers)


@router.put(PATH)
async def put_bytes(request: Request, stage: Here) -> Response:
    session = _session(request, stage)
    async with session.lock:
        length = int(request.headers.get("Content-Length", "0"))
        content_range = request.headers.get("Content-Range")
        chunk = ranges.read(content_range, length=length, total=session.total)
        due = await enter(request, stage, *_calls(chunk, session))
        if "expire_session" in due:
            stage.library.forget(session)
            raise ApiError(404)
        if chunk is not None and stage.library.made_by(session) is None:
            await _take(request, stage, session, chunk, due)
        answer = await _state(stage, session, due)
        if "expire_after" in due:
            stage.library.forget(session)
        leave(due)
        return answer


async def _take(request: Request, stage: Stage, session: Session, chunk: Chunk, due: Due) -> None:
    """Stores what comes, whole grains of it when it does not all come. Raises Cut."""
    held = session.stored
    if chunk.start > held:
        raise ApiError(400, "badRequest", f"byte {held} is the next one, not {chunk.start}")
    if "lose_bytes" in due:
        stage.library.keep(session, stored=0)
        return
    most = _most(chunk.end - held, due)
    try:
        if most > 0:
            skip = held - chunk.start
            await stage.library.store(session, request.stream(), skip=skip, most=most)
    except ClientDisconnect as gone:
        raise Cut from gone
    finally:
        if session.stored < chunk.end:
            whole = max(held, session.stored // GRAIN * GRAIN)
            stage.library.keep(session, stored=whole)
    if "close" in due:
        raise Cut


async def _state(stage: Stage, session: Session, due: Due) -> Response:
    video = stage.library.made_by(session)
    if video is None and session.stored == session.total:
        video = await stage.library.finish(session, ending=_ending(due))
    if video is None:
        return Response(status_code=308, headers=ranges.stored_header(session.stored))
    body = present(video, parts=("snippet", "status"), stage=stage)
    return JSONResponse(body, status_code=201)


def _session(request: Request, stage: Stage) -> Session:
    try:
        return stage.library.session(request.query_params.get("upload_id", ""))
    except KeyError as unknown:
        raise ApiError(404, "notFound", "no such upload") from unknown


def _calls(chunk: Chunk | None, session: Session) -> Sequence[str]:
    """``upload_chunk`` is any chunk, ``upload_last`` the one that ends the file."""
    if chunk is None:
        return ("probe",)
    last = ("upload_last",) if chunk.is_last_of(session.total) else ()
    return ("upload_chunk", *last)


def _most(wanted: int, due: Due) -> int:
    """How many of the bytes that are missing get stored."""
    if partial := due.get("accept_partial"):
        return min(wanted, wanted // 2 if partial.bytes is None else partial.bytes)
    if (close := due.get("close")) and close.bytes is not None:
        return min(wanted, close.bytes)
    return wanted


def _ending(due: Due) -> dict[str, str]:
    if fails := due.get("processing_fails"):
        return {"uploadStatus": "failed", "failureReason": fails.reason or "codec"}
    if rejected := due.get("rejected"):
        return {"uploadStatus": "rejected", "rejectionReason": rejected.reason or "duplicate"}
    return {"uploadStatus": "processed"}


def _announced(request: Request) -> int:
    """The size that X-Upload-Content-Length announces. Raises ApiError 400."""
    length = request.headers.get("X-Upload-Content-Length", "")
    kind = request.headers.get("X-Upload-Content-Type", "")
    if not length.isdigit() or not 0 < int(length) <= rules.MAX_BYTES:
        raise ApiError(400, "mediaBodyRequired", "X-Upload-Content-Length must say the size")
    if not kind.startswith("video/") and kind != "application/octet-stream":
        raise ApiError(400, "badRequest", f"Media type {kind!r} is not supported")
    return int(length)


async def _json(request: Request) -> object:
    try:
        return await request.json()
    except ValueError as bad:
        raise ApiError(400, "parseError", "the body is not JSON") from bad
