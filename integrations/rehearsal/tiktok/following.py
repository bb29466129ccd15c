"""How far a post is, and calling it off."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal.tiktok.errors import ApiError
from integrations.rehearsal.tiktok.stage import Call, Here, Stage, body_of, enter
from integrations.rehearsal.tiktok.tasks import Source, Task

router = APIRouter(prefix="/api/v2/post/publish")


@router.post("/status/fetch/")
async def fetch_status(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "status", "video.publish", "video.upload")
    task = await _task(request, stage, call)
    stage.desk.advance(task)
    shown = _status(task, now=stage.desk.now)
    odd = call.due.get("odd_status")
    return call.answer({**shown, "status": odd.reason or "QUEUED"} if odd else shown)


@router.post("/cancel/")
async def cancel(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "cancel", "video.publish", "video.upload")
    task = await _task(request, stage, call)
    stage.desk.advance(task)
    if task.is_settled:
        raise ApiError("publish_not_cancellable")
    stage.desk.fail(task, "publish_cancelled")
    return call.answer({})


async def _task(request: Request, stage: Stage, call: Call) -> Task:
    publish_id = (await body_of(request, "publish_id")).get("publish_id")
    if not isinstance(publish_id, str):
        raise ApiError("invalid_params", "publish_id is required.")
    try:
        task = stage.tasks.get(publish_id)
    except KeyError as unknown:
        raise ApiError("invalid_publish_id") from unknown
    if task.account != call.grantee.account:
        raise ApiError("token_not_authorized_for_specified_publish_id")
    return task


def _status(task: Task, *, now: float) -> dict[str, Any]:
    pulls = task.source is Source.PULL_FROM_URL
    shown: dict[str, Any] = {"downloaded_bytes" if pulls else "uploaded_bytes": task.stored}
    if task.failed is not None:
        return {"status": "FAILED", "fail_reason": task.failed, **shown}
    if task.completed_at is not None and task.completed_at + task.fate.webhook_lead_s <= now:
        # The field is misspelt by TikTok, and its ids are numbers of 64 bits.
        ids = [int(post.id) for post in task.posts if post.is_public(now)]
        return {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ids, **shown}
    if task.delivered_at is not None:
        return {"status": "SEND_TO_USER_INBOX", **shown}
    return {"status": "PROCESSING_DOWNLOAD" if pulls else "PROCESSING_UPLOAD", **shown}
