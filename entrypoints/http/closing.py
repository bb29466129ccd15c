"""When the process is told to stop, open turns are not waited for: they go on after the restart."""

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request


def install(app: Starlette) -> None:
    app.state.closing = asyncio.Event()


def begin(app: Starlette) -> None:
    _event(app).set()


def has_begun(request: Request) -> bool:
    return _event(request.app).is_set()


async def first_of(
    request: Request, work: asyncio.Future[Any], *, timeout_s: float | None = None
) -> None:
    """Until ``work`` is done, the process closes, or the time is up. ``work`` is left as it is."""
    closing = asyncio.ensure_future(_event(request.app).wait())
    try:
        await asyncio.wait({work, closing}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        closing.cancel()


def _event(app: Starlette) -> asyncio.Event:
    event: asyncio.Event = app.state.closing
    return event
