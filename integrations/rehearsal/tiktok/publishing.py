"""Asking what a creator may post, and the two ways to begin a post."""

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal.tiktok import rules, words
from integrations.rehearsal.tiktok.creators import Creator
from integrations.rehearsal.tiktok.desk import DAY_S
from integrations.rehearsal.tiktok.errors import ApiError
from integrations.rehearsal.tiktok.pulling import is_verified, start_pulling
from integrations.rehearsal.tiktok.stage import Call, Here, Stage, body_of, enter
from integrations.rehearsal.tiktok.tasks import Kind, Source, Task, fresh_id

PENDING_SHARES: Final = 5
USERS_PER_DAY: Final = 5
"""Of an app that is not audited."""

router = APIRouter(prefix="/api/v2/post/publish")


@router.post("/creator_info/query/")
async def creator_info(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "creator_info", "video.publish")
    creator = call.creator
    if refusal := _refusal(stage, creator):
        # TikTok answers these with 200 here, and with 403 to init.
        raise ApiError(refusal, status=200)
    return call.answer(
        {
            "creator_avatar_url": "",
            "creator_username": creator.handle,
            "creator_nickname": creator.name,
            "privacy_level_options": list(creator.privacy_options),
            "comment_disabled": creator.comment_disabled,
            "duet_disabled": creator.duet_disabled,
            "stitch_disabled": creator.stitch_disabled,
            "max_video_post_duration_sec": creator.max_video_post_duration_sec,
        }
    )


@router.post("/video/init/")
async def init(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "init", "video.publish")
    body = await body_of(request, "post_info", "source_info")
    if refusal := _refusal(stage, call.creator):
        raise ApiError(refusal)
    settings = rules.post_settings(
        body.get("post_info", {}), call.creator, is_audited=_is_audited(stage)
    )
    order = _Order(kind=Kind.DIRECT, source_info=body.get("source_info"), settings=settings)
    return _begin(request, stage, call, order)


@router.post("/inbox/video/init/")
async def inbox_init(request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "inbox_init", "video.upload")
    body = await body_of(request, "source_info")
    most = stage.ground.term("pending_shares", PENDING_SHARES)
    if not stage.ground.lifted and _pending(stage, call.creator) >= most:
        raise ApiError("spam_risk_too_many_pending_share")
    order = _Order(kind=Kind.INBOX, source_info=body.get("source_info"), settings={})
    return _begin(request, stage, call, order)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    kind: Kind
    source_info: object
    settings: dict[str, Any]


def _begin(request: Request, stage: Stage, call: Call, order: _Order) -> Response:
    source, given = rules.source_of(order.source_info)
    if source is Source.PULL_FROM_URL and not is_verified(stage.ground, given.get("video_url")):
        raise ApiError("url_ownership_unverified")
    plan = rules.upload_plan(given) if source is Source.FILE_UPLOAD else {}
    task = Task(
        id=fresh_id(order.kind, source),
        account=call.creator.open_id,
        kind=order.kind,
        source=source,
        opened_at=stage.desk.now,
        size=plan.get("video_size", 0),
        chunk=plan.get("chunk_size", 0),
        count=plan.get("total_chunk_count", 0),
        ticket=secrets.token_urlsafe(32) if plan else None,
        video_url=given.get("video_url"),
        settings=order.settings,
    )
    words.decide(task.fate, call.due)
    stage.tasks.open(task)
    if source is Source.PULL_FROM_URL:
        start_pulling(stage, task)
        return call.answer({"publish_id": task.id})
    return call.answer({"publish_id": task.id, "upload_url": _upload_url(request, task)})


def _upload_url(request: Request, task: Task) -> str:
    query = urlencode({"upload_id": task.number, "upload_token": task.ticket})
    path = f"{request.scope.get('root_path', '')}/upload/video/"
    return str(request.url.replace(path=path, query=query))


def _refusal(stage: Stage, creator: Creator) -> str | None:
    if refusal := stage.desk.refusal(creator.open_id):
        return refusal
    usual = float("inf") if _is_audited(stage) else USERS_PER_DAY
    others = stage.desk.posts.accounts(since=stage.desk.now - DAY_S) - {creator.open_id}
    is_full = len(others) >= stage.ground.term("users_per_day", usual)
    return "reached_active_user_cap" if is_full and not stage.ground.lifted else None


def _is_audited(stage: Stage) -> bool:
    return bool(stage.ground.term("audited", 1))


def _pending(stage: Stage, creator: Creator) -> int:
    """The shares of the last 24 hours that the person has not dealt with; those whose bytes never
    came count too."""
    since = stage.desk.now - DAY_S
    return sum(
        task.account == creator.open_id
        and task.kind is Kind.INBOX
        and task.opened_at > since
        and task.failed is None
        and not task.posts
        for task in stage.tasks
    )
