"""POST /{user}/media_publish, the one call that makes something public, and its limit."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal.instagram.container import Code, Container
from integrations.rehearsal.instagram.creating import need_professional
from integrations.rehearsal.instagram.errors import GraphError, invalid, named
from integrations.rehearsal.instagram.media import Medium
from integrations.rehearsal.instagram.params import text, whole
from integrations.rehearsal.instagram.scopes import Right
from integrations.rehearsal.instagram.shelf import DAY
from integrations.rehearsal.instagram.stage import Call, Here, Stage, enter

POSTS_PER_DAY: Final = 50.0
"""ig-user/content_publishing_limit says 50, the guide says 100: it is asked at run time."""

_SPAM: Final = "4/2207051"

router = APIRouter()


@router.post("/{user}/media_publish")
async def publish(user: str, request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "publish")
    call.need_self(user, "post")
    call.need(Right.PUBLISH)
    need_professional(call)
    if "not_ready" in call.due:
        raise GraphError(9007, 2207027)
    if "creation_unknown_once" in call.due:
        raise GraphError(24, 2207008)
    container = _creation(call)
    _need_ready(container, stage)
    if posts_left(stage, call.profile.id) <= 0 and not stage.ground.lifted:
        raise GraphError(9, 2207042)
    medium = stage.shelf.publish(container)
    _hide(medium, call)
    if blocked := call.due.get("publish_blocked"):
        raise named(blocked.reason or _SPAM)
    return call.answer({"id": medium.id})


@router.get("/{user}/content_publishing_limit")
async def read_limit(user: str, request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "limit")
    call.need_self(user)
    call.need(Right.READ)
    asked = [name for name in text(call.params, "fields", "quota_usage").split(",") if name]
    if unknown := set(asked) - {"config", "quota_usage"}:
        raise invalid(f"Tried accessing nonexisting field ({min(unknown)})")
    total = stage.ground.term("posts_per_day", POSTS_PER_DAY)
    shown = {
        "quota_usage": stage.shelf.published_since(call.profile.id, _since(call)),
        "config": {"quota_total": int(total), "quota_duration": int(DAY.total_seconds())},
    }
    return call.answer({"data": [{name: shown[name] for name in asked}]})


def posts_left(stage: Stage, account: str) -> int:
    most = int(stage.ground.term("posts_per_day", POSTS_PER_DAY))
    return most - stage.shelf.published_since(account, stage.now() - DAY)


def _creation(call: Call) -> Container:
    creation_id = text(call.params, "creation_id")
    if not creation_id:
        raise invalid("The parameter creation_id is required")
    try:
        container = call.stage.shelf.container(creation_id)
    except KeyError as unknown:
        raise GraphError(24, 2207008) from unknown
    if container.account != call.profile.id:
        raise GraphError(24, 2207006)
    if "expire_now" in call.due:
        container.is_cut_short = True
        call.stage.shelf.save(container)
    return container


def _need_ready(container: Container, stage: Stage) -> None:
    """A creation id is good for one publish: afterwards it is as unknown as one that is over."""
    code = container.code(stage.now())
    if code in (Code.EXPIRED, Code.PUBLISHED):
        raise GraphError(24, 2207008)
    if code is not Code.FINISHED:
        raise GraphError(9007, 2207027)


def _hide(medium: Medium, call: Call) -> None:
    now = call.stage.now()
    if unreadable := call.due.get("unreadable"):
        medium.read_from = now + timedelta(seconds=unreadable.seconds or 0.0)
    if late := call.due.get("listed_late"):
        medium.listed_from = now + timedelta(seconds=late.seconds or 0.0)


def _since(call: Call) -> datetime:
    """Raises GraphError 100 for a time that is more than a day ago."""
    now, asked = call.stage.now(), whole(call.params, "since")
    if asked is None:
        return now - DAY
    if not now - DAY <= datetime.fromtimestamp(asked, UTC) + timedelta(seconds=1):
        raise invalid("Param since is at most 24 hours ago")
    return datetime.fromtimestamp(asked, UTC)
