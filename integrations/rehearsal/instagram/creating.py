"""POST /{user}/media: a container is opened."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.account import Login
from integrations.rehearsal.instagram.errors import GraphError
from integrations.rehearsal.instagram.rules import address_of, caption_of, options_of
from integrations.rehearsal.instagram.scopes import Right
from integrations.rehearsal.instagram.shelf import DAY
from integrations.rehearsal.instagram.sites import site_of
from integrations.rehearsal.instagram.stage import Call, Here, enter

CONTAINERS_PER_DAY: Final = 400.0
"""ig-user/media: 400 containers in 24 hours."""

router = APIRouter()


@router.post("/{user}/media")
async def open_container(user: str, request: Request, stage: Here) -> Response:
    call = await enter(request, stage, "container")
    call.need_self(user, "post")
    call.need(Right.PUBLISH)
    need_professional(call)
    _need_room(call)
    address = address_of(call.params, call.login)
    error = call.due.get("container_error")
    container = stage.shelf.open(
        call.profile.id,
        caption=caption_of(call.params),
        options=options_of(call.params, call.login),
        address=address,
        doom=(error.code or 2207053) if error else None,
        held_s=_seconds(call, "stuck"),
        fetched_from=stage.now() + timedelta(seconds=_seconds(call, "fetched_late")),
    )
    stage.fetching.start(container)
    body = {"id": container.id}
    if call.login is Login.FACEBOOK and address is None:
        version = request.path_params["version"]
        body["uri"] = f"{site_of(request)}/rupload/ig-api-upload/{version}/{container.id}"
    return call.answer(body)


def _seconds(call: Call, fault: str) -> float:
    found = call.due.get(fault)
    return (found.seconds or 0.0) if found else 0.0


def need_professional(call: Call) -> None:
    """Raises GraphError 10 and 25/2207050."""
    if not call.profile.is_professional:
        raise GraphError(10, None, "(#10) The user must be an Instagram professional account")
    if call.profile.is_restricted:
        raise GraphError(25, 2207050)


def _need_room(call: Call) -> None:
    """Raises GraphError 4."""
    stage = call.stage
    most = stage.ground.term("containers_per_day", CONTAINERS_PER_DAY)
    opened = stage.shelf.opened_since(call.profile.id, stage.now() - DAY)
    if opened >= most and not stage.ground.lifted:
        raise GraphError(4, None, "(#4) Application request limit reached")
