"""rupload: the bytes of a container, from any offset to their end (content-publishing,
resumable-uploads)."""

import json
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from integrations.rehearsal.connections import Cut
from integrations.rehearsal.faults import Due
from integrations.rehearsal.instagram.container import Code, Container
from integrations.rehearsal.instagram.errors import GraphError
from integrations.rehearsal.instagram.fetching import MOST_BYTES
from integrations.rehearsal.instagram.rules import is_address
from integrations.rehearsal.instagram.scopes import Right
from integrations.rehearsal.instagram.stage import Call, Here, enter, stage_of

router = APIRouter(prefix="/rupload/ig-api-upload")

_UNAUTHORISED: Final = json.dumps(
    {"success": False, "error": {"message": "unauthorized user request"}}
)


class UploadError(Exception):
    """``kind`` is the type of the error; the names other than the usual one are as callers have
    seen them."""

    def __init__(
        self,
        message: str,
        *,
        kind: str = "ProcessingFailedError",
        may_retry: bool = False,
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.body = {"debug_info": {"retriable": may_retry, "type": kind, "message": message}}
        self.status = status


@router.post("/{version}/{container_id}")
async def upload(container_id: str, request: Request, stage: Here) -> Response:
    try:
        call = await enter(request, stage, "rupload")
        call.need(Right.PUBLISH)
    except GraphError as refused:
        message = _UNAUTHORISED if refused.code in (10, 104, 190) else refused.message
        raise UploadError(message, status=refused.status) from refused
    container = _container(call, container_id)
    async with container.lock:
        if "file_url" in request.headers:
            _point(container, call)
        elif container.settled_at is None:
            await _take(container, call)
        elif request.headers.get("offset") != str(container.stored):
            raise _wrong_offset()
    if "rupload_fails" in call.due:
        raise UploadError("Request processing failed")
    return call.answer({"success": True, "message": "Upload successful."})


async def answer_upload_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UploadError)
    headers = stage_of(request).usage.headers(getattr(request.state, "account", None))
    return JSONResponse(error.body, status_code=error.status, headers=headers)


def _container(call: Call, container_id: str) -> Container:
    try:
        container = call.stage.shelf.container(container_id)
    except KeyError as unknown:
        raise UploadError("Unknown upload") from unknown
    if container.account != call.profile.id:
        raise UploadError(_UNAUTHORISED)
    if container.is_fetched or container.code(call.stage.now()) is Code.EXPIRED:
        raise UploadError("The container takes no bytes")
    return container


def _point(container: Container, call: Call) -> None:
    """The bytes lie at an address."""
    address = call.request.headers["file_url"]
    if not is_address(address) or container.stored:
        raise UploadError("Param file_url is not a valid URI")
    container.address = address
    call.stage.shelf.save(container)
    call.stage.fetching.start(container)


async def _take(container: Container, call: Call) -> None:
    """Raises UploadError and Cut; what came until then stays."""
    offset, total = (_number(call.request, name) for name in ("offset", "file_size"))
    if container.announced is None:
        container.announced = total
        call.stage.shelf.save(container)
    if not 0 < total <= MOST_BYTES or total != container.announced:
        raise UploadError("Header file_size is not the size of the file")
    if offset != container.stored:
        raise _wrong_offset()
    await _store(container, call, most=_most(total - offset, call.due))
    if call.due.get("close"):
        raise Cut
    if container.stored < total:
        raise UploadError(
            "Partial request (did not match length of file)",
            kind="PartialRequestError",
            may_retry=True,
        )
    await call.stage.fetching.settle(container)


async def _store(container: Container, call: Call, *, most: int) -> None:
    try:
        with container.path.open("ab") as file:
            async for block in call.request.stream():
                file.write(block[:most])
                most -= min(most, len(block))
    except ClientDisconnect as gone:
        raise Cut from gone


def _most(wanted: int, due: Due) -> int:
    """How many of the bytes that are missing get stored."""
    fault = due.get("partial_bytes") or due.get("close")
    if fault is None:
        return wanted
    return min(wanted, wanted // 2 if fault.bytes is None else fault.bytes)


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit()):
        raise UploadError(f"Header {name} is not a number")
    return int(text)


def _wrong_offset() -> UploadError:
    return UploadError(
        "Request starting offset is invalid", kind="OffsetInvalidError", may_retry=True
    )
