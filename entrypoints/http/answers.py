"""A turn as one JSON answer or as a stream of events, as the caller's Accept header asks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from agent.events import ActionStatus, Failed, Reply, TurnEvent
from entrypoints.http import closing, sse
from entrypoints.http.problems import problem, restarting


class ActionRow(BaseModel):
    tool: str
    args: dict[str, Any]
    status: ActionStatus
    result: dict[str, Any] | None
    error: str | None


class AskedRow(BaseModel):
    id: str
    tool: str
    args: dict[str, Any]
    summary: str
    expires_at: datetime


class TurnAnswer(BaseModel):
    """The chat contract."""

    thread: str
    reply: str
    actions: list[ActionRow]
    approvals: list[AskedRow]
    model: str


TURN_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {sse.MEDIA_TYPE: {"schema": {"type": "string"}}},
        "description": "The turn, or its events: token, action, approval, reply, error",
    }
}


def wants_events(request: Request) -> bool:
    return sse.MEDIA_TYPE in request.headers.get("accept", "")


async def answer(request: Request, events: AsyncIterator[TurnEvent]) -> Response:
    """Raises whatever ended the turn early."""
    if wants_events(request):
        return await sse.stream(request, events)
    ending = asyncio.ensure_future(_last(events))
    try:
        await closing.first_of(request, ending)
    finally:
        if not ending.done():
            ending.cancel()
            await asyncio.wait({ending})
    if ending.cancelled():
        return restarting(request)
    last = ending.result()
    if isinstance(last, Reply):
        return JSONResponse(last.as_json())
    if last is None:
        raise RuntimeError("a turn ended without a reply")
    return problem(request, status=500, code="turn_failed", detail=last.message)


async def _last(events: AsyncIterator[TurnEvent]) -> Reply | Failed | None:
    last: Reply | Failed | None = None
    async for event in events:
        if isinstance(event, Reply | Failed):
            last = event
    return last
