"""What happens around every request: its number, its log line, its limits, safe headers."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.ports import NewId
from entrypoints.http import closing

MAX_BODY_BYTES: Final = 1_000_000
_TRACE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SAFE_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PRIVATE: Final = "private, no-store"

Broken = Callable[[Request], Response]
"""Says to a person that our side broke or ends, and nothing of how."""

log = structlog.get_logger("http")


class Tracing:
    """Gives each request a number, writes one line when it ended, and adds the safe headers.

    It is the outermost edge: whatever breaks inside ends here, in the log.

    A caller's own X-Request-ID is kept, so that a request can be followed from outside.
    """

    def __init__(self, app: ASGIApp, *, new_id: NewId, broken: Broken, cut_off: Broken) -> None:
        self._app = app
        self._new_id = new_id
        self._broken = broken
        self._cut_off = cut_off

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        trace_id = given if _TRACE.fullmatch(given) else self._new_id()
        scope.setdefault("state", {})["trace_id"] = trace_id
        answer = _Answer(send, trace_id=trace_id)
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            try:
                await self._app(scope, receive, answer)
            except asyncio.CancelledError:
                request = Request(scope, receive)
                if not closing.has_begun(request):
                    raise
                log.warning("request_cut_off", path=scope["path"])
                await self._stand_in(self._cut_off, request, answer)
            except Exception as error:
                log.error("request_broke", path=scope["path"], exc_info=error)
                await self._stand_in(self._broken, Request(scope, receive), answer)
            finally:
                _write_line(scope, answer, seconds=time.perf_counter() - started)

    async def _stand_in(self, says: Broken, request: Request, answer: "_Answer") -> None:
        if not answer.has_begun:
            await says(request)(request.scope, request.receive, answer)


class _Answer:
    def __init__(self, send: Send, *, trace_id: str) -> None:
        self._send = send
        self._trace_id = trace_id
        self.status = 500
        self.has_begun = False
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._trace_id
            headers.setdefault("Cache-Control", _PRIVATE)
            for name, value in _SAFE_HEADERS.items():
                headers.setdefault(name, value)
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def _write_line(scope: Scope, answer: _Answer, *, seconds: float) -> None:
    """The path without its query: queries may carry secrets."""
    client = scope.get("client")
    log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=answer.status,
        ms=round(seconds * 1000, 1),
        bytes=answer.size,
        address=client[0] if client else None,
        actor=scope["state"].get("actor"),
    )


class BodyLimit:
    """Stops reading a body that is larger than its path takes, however it is sent."""

    def __init__(self, app: ASGIApp, *, larger: Mapping[str, int]) -> None:
        self._app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], MAX_BODY_BYTES)
        announced = Headers(scope=scope).get("content-length", "0")
        read = 0

        async def counted() -> Message:
            nonlocal read
            if announced.isdecimal() and int(announced) > limit:
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
