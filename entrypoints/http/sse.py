"""A turn as server-sent events (the chat contract): token, action, approval, reply, error."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, Final, assert_never

import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.requests import Request
from starlette.responses import StreamingResponse

from agent.events import (
    ActionFinished,
    ActionProgress,
    ActionStarted,
    ApprovalAsked,
    Failed,
    ModelSwitched,
    Queued,
    Reply,
    Token,
    TurnEvent,
)
from domain.errors import DomainError
from domain.texts import say
from entrypoints.http import closing
from entrypoints.http.locale import locale_of

MEDIA_TYPE: Final = "text/event-stream"
KEEPALIVE_S: Final = 15.0
_FIRST_EVENT_S: Final = 1.0
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
log = structlog.get_logger("http")


async def stream(request: Request, events: AsyncIterator[TurnEvent]) -> StreamingResponse:
    """Refusals that come at once keep their status; later ones are ``error`` events.

    Whoever goes away stops listening; the turn does not stop. Raises what ``events`` raises.
    """
    first = asyncio.ensure_future(anext(events))
    done, _ = await asyncio.wait({first}, timeout=_FIRST_EVENT_S)
    if done and first.exception() is not None:
        first.result()
    return StreamingResponse(
        _frames(request, events, first), media_type=MEDIA_TYPE, headers=dict(_HEADERS)
    )


async def _frames(
    request: Request, events: AsyncIterator[TurnEvent], first: asyncio.Future[TurnEvent]
) -> AsyncIterator[bytes]:
    try:
        async for frame in _told(request, events, first):
            yield frame
    except DomainError as refusal:
        detail = refusal.text(locale_of(request))
        yield _frame("error", {"code": refusal.code, "detail": detail})
    except Exception as error:
        trace_id = request.state.trace_id
        log.error("turn_broke", exc_info=error)
        detail = say("problem.unexpected", locale_of(request), trace=trace_id)
        yield _frame("error", {"code": "unexpected", "detail": detail, "trace_id": trace_id})


async def _told(
    request: Request, events: AsyncIterator[TurnEvent], first: asyncio.Future[TurnEvent]
) -> AsyncIterator[bytes]:
    """A comment while nothing happens, so that no proxy thinks the line is dead."""
    waiting = first
    try:
        while True:
            await closing.first_of(request, waiting, timeout_s=KEEPALIVE_S)
            if not waiting.done() and closing.has_begun(request):
                detail = say("problem.restarting", locale_of(request))
                yield _frame("error", {"code": "restarting", "detail": detail})
                return
            if not waiting.done():
                yield KEEPALIVE_COMMENT
                continue
            yield _frame(*named(waiting.result()))
            waiting = asyncio.ensure_future(anext(events))
    except StopAsyncIteration:
        return
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        if isinstance(events, AsyncGenerator):
            await events.aclose()


def named(event: TurnEvent) -> tuple[str, Mapping[str, Any]]:
    """The name and the data of a turn's event on the wire."""
    match event:
        case Token():
            return "token", {"text": event.text, "part": event.part}
        case ModelSwitched():
            return "model", {"gave_up": event.gave_up}
        case Queued():
            return "queued", {"message": event.message_id}
        case ActionStarted() | ActionProgress() | ActionFinished():
            return "action", _action(event)
        case ApprovalAsked():
            return "approval", event.approval.as_json()
        case Reply():
            return "reply", event.as_json()
        case Failed():
            return "error", {
                "code": "turn_failed",
                "detail": event.message,
                "thread": event.thread,
            }
        case _:
            assert_never(event)


def _action(event: ActionStarted | ActionProgress | ActionFinished) -> Mapping[str, Any]:
    match event:
        case ActionStarted():
            return {"phase": "started", "id": event.id, "tool": event.tool, "args": event.args}
        case ActionProgress():
            return {
                "phase": "progress",
                "id": event.id,
                "share": event.share,
                "note": event.note,
            }
        case ActionFinished():
            return {
                "phase": "finished",
                "id": event.id,
                "tool": event.tool,
                "status": event.status.value,
                "result": event.result,
                "error": event.error,
            }


def _frame(name: str, data: Mapping[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
