"""The bytes of a video, chunk by chunk, strictly in order."""

import asyncio
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from integrations.rehearsal.connections import Cut
from integrations.rehearsal.faults import Due
from integrations.rehearsal.stage import leave, meet_faults
from integrations.rehearsal.tiktok import chunks, words
from integrations.rehearsal.tiktok.chunks import Span
from integrations.rehearsal.tiktok.receiving import received
from integrations.rehearsal.tiktok.stage import Here, Stage
from integrations.rehearsal.tiktok.tasks import UPLOAD_LIFE_S, Task

TYPES: Final = ("video/mp4", "video/quicktime", "video/webm")

router = APIRouter()


class UploadError(Exception):
    """``task`` where the answer says how far the upload is."""

    def __init__(self, status: int, message: str, task: Task | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.task = task


@router.put("/upload/video/")
async def put_chunk(request: Request, stage: Here) -> Response:
    task = _task(request, stage)
    lock = stage.locks.setdefault(task.id, asyncio.Lock())
    async with lock:
        due = await _judge_and_meet(request, stage, task)
        span = _span(request, task)
        await _store(request, stage, task, span, due)
        task.stored = span.last + 1
        if task.stored == task.size:
            await received(stage, task)
        if failure := due.get("store_then_fail"):
            raise UploadError(failure.code or 503, "try again", task)
        leave(due)
        return Response(
            status_code=201 if task.stored == task.size else 206, headers=_how_far(stage, task)
        )


async def answer_upload_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, UploadError)
    stage = request.app.state.stage
    headers = {} if error.task is None else _how_far(stage, error.task)
    return Response(str(error), status_code=error.status, headers=headers, media_type="text/plain")


def _task(request: Request, stage: Stage) -> Task:
    query = request.query_params
    try:
        task = stage.tasks.numbered(query.get("upload_id", ""))
    except KeyError as unknown:
        raise UploadError(404, "no such upload") from unknown
    if task.ticket is None or query.get("upload_token") != task.ticket:
        raise UploadError(404, "no such upload")
    return task


async def _judge_and_meet(request: Request, stage: Stage, task: Task) -> Due:
    """What the fault script has for this chunk, when the address is still good."""
    due = await meet_faults(request, stage.ground, *_calls(request, task))
    words.decide(task.fate, due)
    if status := due.get("status"):
        raise UploadError(status.status, status.reason or "refused", task)
    if "unknown_upload" in due:
        task.ticket = None
        stage.tasks.save(task)
        raise UploadError(404, "no such upload")
    if "expire_upload" in due:
        task.opened_at -= UPLOAD_LIFE_S
        stage.tasks.save(task)
    if stage.desk.now >= task.opened_at + UPLOAD_LIFE_S or task.failed is not None:
        raise UploadError(403, "the upload address is no longer valid")
    if misaligned := due.get("misaligned"):
        if misaligned.bytes is not None and task.received_at is None:
            _lose(stage, task, misaligned.bytes)
        raise UploadError(416, "another range is expected", task)
    return due


def _span(request: Request, task: Task) -> Span:
    """The chunk that comes. Raises UploadError when it is not the one that is expected."""
    try:
        span = chunks.read_span(request.headers.get("Content-Range", ""))
    except chunks.Wrong as wrong:
        raise UploadError(400, str(wrong)) from wrong
    if request.headers.get("Content-Type", "") not in TYPES:
        raise UploadError(400, "Content-Type is not one of a video")
    if request.headers.get("Content-Length") != str(span.length):
        raise UploadError(400, "Content-Length and Content-Range differ")
    if span.total != task.size or span.first != task.stored or task.received_at is not None:
        raise UploadError(416, "another range is expected", task)
    expected = chunks.planned(
        stored=task.stored, size=task.size, chunk=task.chunk, count=task.count
    )
    if span != expected:
        raise UploadError(400, "the chunk is not as long as was announced", task)
    return span


async def _store(request: Request, stage: Stage, task: Task, span: Span, due: Due) -> None:
    """A chunk is there whole or not at all. Raises Cut."""
    close = due.get("close")
    left = span.length if close is None else min(span.length, close.bytes or 0)
    path = stage.tasks.media(task)
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(span.first)
        file.seek(span.first)
        try:
            async for block in request.stream():
                left -= file.write(block[:left])
                if not left:
                    break
        except ClientDisconnect as gone:
            raise Cut from gone
    if left or close is not None:
        raise Cut


def _calls(request: Request, task: Task) -> tuple[str, ...]:
    """``chunk`` is any chunk, ``last_chunk`` the one that ends the file."""
    try:
        span = chunks.read_span(request.headers.get("Content-Range", ""))
    except chunks.Wrong:
        return ("chunk",)
    return ("chunk", "last_chunk") if span.last + 1 == task.size else ("chunk",)


def _lose(stage: Stage, task: Task, kept: int) -> None:
    kept = min(kept, task.stored)
    task.stored = chunks.whole_chunks(kept, size=task.size, chunk=task.chunk, count=task.count)


def _how_far(stage: Stage, task: Task) -> dict[str, str]:
    """The documentation does not say whether the number is a count or the last byte."""
    counts = stage.ground.term("range_counts", 1)
    told = task.stored if counts else max(task.stored - 1, 0)
    return {"Content-Range": f"bytes 0-{told}/{task.size}"}
