"""What one rehearsal server holds, and what every call to its API goes through."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse

from domain.ports.world import Clock
from integrations.rehearsal.connections import Connections, Cut
from integrations.rehearsal.faults import Due, FaultScript
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.library import Library
from integrations.rehearsal.youtube.quota import Quota

LONGEST_STALL_S: Final = 120.0


@dataclass(kw_only=True)
class Stage:
    clock: Clock
    library: Library
    quota: Quota
    processing_s: float
    connections: Connections = field(default_factory=Connections)
    faults: FaultScript = field(default_factory=FaultScript)
    dead_tokens: set[str] = field(default_factory=set)


def stage_of(request: Request) -> Stage:
    stage = request.app.state.stage
    assert isinstance(stage, Stage)
    return stage


Here = Annotated[Stage, Depends(stage_of)]


class Page(Exception):
    """An answer that is a page where an API answer was due."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


async def enter(request: Request, stage: Stage, *calls: str) -> Due:
    """Counts a call and lets happen what the fault script has for it; asks for the token.

    Raises ApiError, Page and Cut. What is left to the caller is in the answer.
    """
    due = stage.faults.next(*calls)
    close = due.get("close")
    if close is not None and close.bytes is None:
        raise Cut
    if "stall" in due:
        await _stall(request)
    _authorise(request, stage, revoke="revoke_token" in due)
    if status := due.get("status"):
        raise ApiError(status.status, status.reason, retry_after_s=status.retry_after_s)
    if html := due.get("html"):
        raise Page(html.status)
    return due


def leave(due: Due) -> None:
    """The call is done. Raises Cut when its answer is to be lost."""
    if "drop_answer" in due:
        raise Cut


def _authorise(request: Request, stage: Stage, *, revoke: bool) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if revoke:
        stage.dead_tokens.add(token)
    if scheme != "Bearer" or not token or token in stage.dead_tokens:
        raise ApiError(401, "authError", "Request had invalid authentication credentials.")


async def _stall(request: Request) -> None:
    """Waits until the other side has had enough. Raises Cut."""
    try:
        async with asyncio.timeout(LONGEST_STALL_S):
            async for _ in request.stream():
                pass
            await request.receive()
    except (ClientDisconnect, TimeoutError):
        pass
    raise Cut


async def answer_cut(request: Request, error: Exception) -> HTMLResponse:
    if request.client is not None:
        stage_of(request).connections.cut((request.client.host, request.client.port))
    return HTMLResponse("", status_code=500)


async def answer_page(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, Page)
    return HTMLResponse("<html><body>Error</body></html>", status_code=error.status)
