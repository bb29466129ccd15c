"""What every call to a rehearsed API goes through first: the fault script."""

import asyncio
from typing import Final

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from integrations.rehearsal.connections import Cut
from integrations.rehearsal.faults import Due, Fault
from integrations.rehearsal.ground import Ground

LONGEST_STALL_S: Final = 120.0


class Page(Exception):
    """An answer that is a page, or nothing, where an API answer was due."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__()
        self.status = status
        self.text = text


async def meet_faults(request: Request, ground: Ground, *calls: str) -> Due:
    """Counts a call and lets happen what the fault script has for it. What only the platform can
    do (``status``, ``revoke_token``, its own words) is left to the caller, in the answer.

    Raises Page and Cut.
    """
    due = ground.faults.next(*calls)
    close = due.get("close")
    if close is not None and close.bytes is None:
        raise Cut
    if "stall" in due:
        await _stall(request)
    if html := due.get("html"):
        raise Page(html.status, "<html><body>Error</body></html>")
    if "empty" in due:
        raise Page(200, "")
    return due


def leave(due: Due) -> None:
    """The call is done. Raises Cut when its answer is to be lost, Page when it is to be spoilt."""
    if "drop_answer" in due:
        raise Cut
    if spoilt := due.get("spoil"):
        raise Page(_status(spoilt), "<html><body>Bad gateway</body></html>")


def _status(fault: Fault) -> int:
    return fault.status if ":" in fault.fault else 502


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


def install(app: FastAPI, ground: Ground) -> None:
    """Lets ``app`` answer Cut and Page. An app that is mounted inside of it needs its own."""

    async def answer_cut(request: Request, _: Exception) -> Response:
        if request.client is not None:
            ground.connections.cut((request.client.host, request.client.port))
        return Response("", status_code=500)

    async def answer_page(_: Request, error: Exception) -> Response:
        assert isinstance(error, Page)
        return HTMLResponse(error.text, status_code=error.status)

    app.add_exception_handler(Cut, answer_cut)
    app.add_exception_handler(Page, answer_page)
