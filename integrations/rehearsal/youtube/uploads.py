"""The resumable upload: a session is opened, then bytes come in until there is a video."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.connections import Cut
from integrations.rehearsal.faults import Due
from integrations.rehearsal.stage import leave
from integrations.rehearsal.youtube import ranges, rules
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.kept import Fate, Session
from integrations.rehearsal.youtube.present import present
from integrations.rehearsal.youtube.quota import Bucket
from integrations.rehearsal.youtube.ranges import GRAIN, Chunk
from integrations.rehearsal.youtube.stage import UPLOADS, Call, Here, Stage, enter

PATH: Final = "/upload/youtube/v3/videos"

router = APIRouter()


@router.post(PATH)
async def open_session(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "open", scopes=UPLOADS)
    stage.quota.spend(Bucket.UPLOADS, 1)
    if "upload_limit" in call.due:
        raise ApiError(400, "uploadLimitExceeded", "this channel uploaded too many videos")
    query = request.query_params
    if query.get("uploadType") != "resumable":
        raise ApiError(400, "badRequest", "only resumable uploads are rehearsed")
    parts = rules.parts_of(query.get("part", ""))
    total = _announced(request)
    now = stage.ground.clock.now()
    resource = rules.written(await rules.json_of(request), parts=parts, now=now)
    if "snippet" not in resource:
        raise ApiError(400, "invalidTitle", "a video needs a snippet with a title")
    resource = {**rules.written({}, parts=("status",), now=now), **resource}
    session = stage.library.open(resource, total=total, channel=call.channel.external_id)
    leave(call.due)
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
        call = await enter(request, stage, *_calls(chunk, session), scopes=UPLOADS)
        if call.channel.external_id != session.channel:
            raise ApiError(403, "forbidden", "another channel opened this upload")
        if "expire_session" in call.due:
            stage.library.forget(session)
            raise ApiError(404)
        if chunk is not None and stage.library.made_by(session) is None:
            await _take(request, stage, session, chunk, call.due)
        answer = await _state(stage, session, call)
        if "expire_after" in call.due:
            stage.library.forget(session)
        leave(call.due)
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


async def _state(stage: Stage, session: Session, call: Call) -> Response:
    video = stage.library.made_by(session)
    if video is None and session.stored == session.total:
        processing_s = stage.ground.term("processing_s", 3.0)
        video = await stage.library.finish(session, _fate(call.due), processing_s=processing_s)
    if video is None:
        return Response(status_code=308, headers=ranges.stored_header(session.stored))
    body = present(
        video, parts=("snippet", "status"), now=stage.ground.clock.now(), channel=call.channel
    )
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


def _fate(due: Due) -> Fate:
    fails, late = due.get("processing_fails"), due.get("listed_late")
    rejected = due.get("rejected") or due.get("reject_later")
    return Fate(
        failure=(fails.reason or "codec") if fails else None,
        rejection=(rejected.reason or "duplicate") if rejected else None,
        rejected_after_s=(rejected.seconds or 0.0) if rejected else 0.0,
        listed_after_s=(late.seconds or 0.0) if late else 0.0,
    )


def _announced(request: Request) -> int:
    """The size that X-Upload-Content-Length announces. Raises ApiError 400."""
    length = request.headers.get("X-Upload-Content-Length", "")
    kind = request.headers.get("X-Upload-Content-Type", "")
    if not length.isdigit() or not 0 < int(length) <= rules.MAX_BYTES:
        raise ApiError(400, "mediaBodyRequired", "X-Upload-Content-Length must say the size")
    if not kind.startswith("video/") and kind != "application/octet-stream":
        raise ApiError(400, "badRequest", f"Media type {kind!r} is not supported")
    return int(length)
