"""The conversation over HTTP: say something, see one's threads."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Principal
from domain.errors import NotFound
from domain.ids import ThreadId
from domain.ports import Transaction
from domain.thread import MAX_MESSAGE_LENGTH, Message, MessageStatus, Thread
from entrypoints.http.access import Reader
from entrypoints.http.answers import TURN_RESPONSES, TurnAnswer, answer, wants_events
from entrypoints.http.context import Here
from entrypoints.http.paging import Page
from entrypoints.http.requests import Body, IdempotencyKey, request_key

router = APIRouter(tags=["chat"])


class Said(Body):
    """Without a thread a new one is started."""

    message: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE_LENGTH)]
    thread: str | None = None


class ThreadRow(BaseModel):
    id: str
    title: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, thread: Thread) -> "ThreadRow":
        return cls.model_validate(thread, from_attributes=True)


class MessageRow(BaseModel):
    """``reply`` is the chat contract's answer, once there is one."""

    id: str
    text: str
    status: MessageStatus
    created_at: datetime
    reply: dict[str, Any] | None

    @classmethod
    def of(cls, message: Message) -> "MessageRow":
        return cls.model_validate(message, from_attributes=True)


class ThreadPage(ThreadRow):
    messages: list[MessageRow]


@router.post("/chat", response_model=TurnAnswer, responses=TURN_RESPONSES)
async def chat(
    body: Said,
    request: Request,
    principal: Reader,
    api: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """One turn, as JSON or, with ``Accept: text/event-stream``, as it happens.

    Going away does not stop the turn: its answer is in the thread.
    """
    world = api.services.world
    events = api.conversation.say(
        principal=principal,
        thread_id=ThreadId(body.thread) if body.thread else None,
        text=body.message,
        origin=request_key(world, principal, idempotency_key),
        tokens=wants_events(request),
    )
    return await answer(request, events)


@router.get("/threads")
async def list_threads(principal: Reader, api: Here) -> Page[ThreadRow]:
    """One's own newest twenty."""
    async with api.services.world.uow() as tx:
        found = await tx.messages.threads(principal.user_id)
    return Page(items=[ThreadRow.of(thread) for thread in found])


@router.get("/threads/{thread_id}")
async def show_thread(thread_id: str, principal: Reader, api: Here) -> ThreadPage:
    async with api.services.world.uow() as tx:
        thread = await _own(tx, principal, ThreadId(thread_id))
        messages = await tx.messages.of_thread(thread.id)
    return ThreadPage(
        **ThreadRow.of(thread).model_dump(),
        messages=[MessageRow.of(message) for message in messages],
    )


async def _own(tx: Transaction, principal: Principal, thread_id: ThreadId) -> Thread:
    """Somebody else's thread does not exist. Raises NotFound."""
    thread = await tx.messages.get_thread(thread_id)
    if thread.owner_id != principal.user_id:
        raise NotFound(what="thread", ref=thread_id)
    return thread
