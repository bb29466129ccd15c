"""GET and DELETE of a node, whatever it is, and GET /{user}/media."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.account import Login
from integrations.rehearsal.instagram.errors import invalid, unreadable
from integrations.rehearsal.instagram.media import Medium
from integrations.rehearsal.instagram.params import fields, text, whole
from integrations.rehearsal.instagram.present import (
    CONTAINER_FIELDS,
    MEDIA_FIELDS,
    PROFILE_FIELDS,
    show_container,
    show_medium,
    show_profile,
)
from integrations.rehearsal.instagram.scopes import Right
from integrations.rehearsal.instagram.stage import Call, Here, Stage, enter

_USUAL_PAGE: Final = 25
_LONGEST_PAGE: Final = 100

router = APIRouter()


@router.get("/{user}/media")
async def list_media(user: str, request: Request, stage: Here) -> Response:
    """Newest first. A cursor is a position among all that was ever published, which is why it
    stays good whatever comes or goes."""
    call = await enter(request, stage, "list")
    call.need_self(user)
    call.need(Right.READ)
    asked = fields(call.params, MEDIA_FIELDS, node="Media")
    size = whole(call.params, "limit", _USUAL_PAGE) or _USUAL_PAGE
    if not 0 < size <= _LONGEST_PAGE:
        raise invalid(f"Param limit is at most {_LONGEST_PAGE}")
    found = _from(call, most=size + 1)
    page = found[:size]
    body: dict[str, Any] = {"data": [show_medium(one, asked, call) for _, one in page]}
    if page:
        before, after = _cursor(page[0][0]), _cursor(page[-1][0])
        body["paging"] = {"cursors": {"before": before, "after": after}}
        if len(found) > size:
            body["paging"]["next"] = _next(call, after=after)
    return call.answer(body)


@router.get("/{node}")
async def read_node(node: str, request: Request, stage: Here) -> Response:
    kind = _kind(node, stage)
    call = await enter(request, stage, kind)
    call.need(Right.READ)
    body = await _READ[kind](node, call)
    return call.answer(body)


@router.delete("/{node}")
async def delete_node(node: str, request: Request, stage: Here) -> Response:
    """Only on the host of the Facebook login, and with a permission of its own."""
    call = await enter(request, stage, "delete")
    if call.login is Login.INSTAGRAM:
        raise unreadable(node, "delete")
    call.need(Right.DELETE)
    medium = medium_of(node, call)
    stage.shelf.turn(medium, "deleted", by="owner")
    return call.answer({"success": True, "deleted_id": medium.id})


def _kind(node: str, stage: Stage) -> str:
    if stage.shelf.has_container(node):
        return "status"
    return "me" if node == "me" or stage.accounts.has(node) else "media"


async def _read_profile(node: str, call: Call) -> Mapping[str, Any]:
    if node != call.profile.app_scoped_id:
        call.need_self(node)
    asked = fields(call.params, PROFILE_FIELDS[call.login], node="IGUser")
    shown = show_profile(asked, call)
    return {"data": [shown]} if "wrapped" in call.due else shown


async def _read_container(node: str, call: Call) -> Mapping[str, Any]:
    container = call.stage.shelf.container(node)
    if container.account != call.profile.id:
        raise unreadable(node)
    asked = fields(call.params, CONTAINER_FIELDS[call.login], node="IGContainer")
    if error := call.due.get("container_error"):
        container.doom = error.code or 2207053
        container.settled_at = call.stage.now()
    if "expire_now" in call.due:
        container.is_cut_short = True
    if call.due.faults:
        call.stage.shelf.save(container)
    await call.stage.fetching.wait(container)
    shown = show_container(container, asked, call)
    odd = call.due.get("odd_status")
    return {**shown, "status_code": odd.reason or "QUEUED"} if odd else shown


async def _read_medium(node: str, call: Call) -> Mapping[str, Any]:
    if "unreadable" in call.due:
        raise unreadable(node)
    medium = medium_of(node, call)
    return show_medium(medium, fields(call.params, MEDIA_FIELDS, node="Media"), call)


_READ: Final[Mapping[str, Callable[[str, Call], Awaitable[Mapping[str, Any]]]]] = {
    "me": _read_profile,
    "status": _read_container,
    "media": _read_medium,
}


def medium_of(node: str, call: Call) -> Medium:
    """Raises GraphError 100/33."""
    try:
        medium = call.stage.shelf.medium(node)
    except KeyError as unknown:
        raise unreadable(node) from unknown
    if medium.account != call.profile.id or not medium.is_readable(call.stage.now()):
        raise unreadable(node)
    return medium


def _from(call: Call, *, most: int) -> list[tuple[int, Medium]]:
    media, now = call.stage.shelf.media_of(call.profile.id), call.stage.now()
    found: list[tuple[int, Medium]] = []
    position = _start(call, len(media))
    while position > 0 and len(found) < most:
        position -= 1
        if media[position].is_listed(now):
            found.append((position, media[position]))
    return found


def _start(call: Call, end: int) -> int:
    after = text(call.params, "after")
    if not after:
        return end
    try:
        position = int(base64.urlsafe_b64decode(after))
    except ValueError as bad:
        raise invalid("Invalid cursors values") from bad
    return max(0, min(position, end))


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(str(position).encode()).decode()


def _next(call: Call, *, after: str) -> str:
    """As on the real platform, it carries the token."""
    return str(call.request.url.include_query_params(access_token=call.token, after=after))
