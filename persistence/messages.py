"""Threads, messages and the right to write to a thread, in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.approval import ApprovalStatus
from domain.canonical import Json
from domain.errors import NotFound
from domain.ids import MessageId, ThreadId, UserId, VideoId
from domain.thread import Message, MessageStatus, Thread
from persistence.lookup import get_row, known_id
from persistence.tables import approvals, messages, threads


class PostgresMessages:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_thread(self, thread: Thread) -> None:
        await self._connection.execute(sa.insert(threads).values(_thread_row(thread)))

    async def get_thread(self, id_: ThreadId) -> Thread:
        return _thread(await get_row(self._connection, threads, "thread", id_))

    async def topic(self, id_: ThreadId) -> VideoId | None:
        query = sa.select(threads.c.video_id).where(threads.c.id == known_id("thread", id_))
        found = (await self._connection.execute(query)).scalar_one_or_none()
        return None if found is None else VideoId(found)

    async def turn_to(self, id_: ThreadId, video_id: VideoId) -> None:
        change = sa.update(threads).where(threads.c.id == known_id("thread", id_))
        await self._connection.execute(change.values(video_id=known_id("video", video_id)))

    async def threads(self, owner_id: UserId, *, limit: int = 20) -> Sequence[Thread]:
        """The one with the newest message first."""
        query = (
            sa.select(threads)
            .where(threads.c.owner_id == known_id("user", owner_id))
            .order_by(threads.c.updated_at.desc(), threads.c.id.desc())
            .limit(limit)
        )
        return [_thread(row) for row in await self._connection.execute(query)]

    async def add(self, message: Message) -> Message:
        added = await self._connection.execute(
            insert(messages)
            .values(_message_row(message))
            .on_conflict_do_nothing(index_elements=[messages.c.origin])
            .returning(messages.c.id)
        )
        if added.one_or_none() is None:
            first = sa.select(messages).where(messages.c.origin == message.origin)
            return _message((await self._connection.execute(first)).one())
        await self._connection.execute(
            sa.update(threads)
            .where(threads.c.id == message.thread_id)
            .values(updated_at=sa.func.greatest(threads.c.updated_at, message.created_at))
        )
        return message

    async def get(self, id_: MessageId) -> Message:
        return _message(await get_row(self._connection, messages, "message", id_))

    async def of_thread(self, id_: ThreadId, *, limit: int = 100) -> Sequence[Message]:
        """The newest ``limit`` of them."""
        query = sa.select(messages).where(messages.c.thread_id == known_id("thread", id_))
        rows = await self._connection.execute(query.order_by(messages.c.id.desc()).limit(limit))
        return [_message(row) for row in rows][::-1]

    async def next_queued(self, id_: ThreadId) -> Message | None:
        query = (
            sa.select(messages)
            .where(messages.c.thread_id == known_id("thread", id_))
            .where(messages.c.status.in_([MessageStatus.QUEUED, MessageStatus.RUNNING]))
            .order_by(messages.c.status != MessageStatus.RUNNING, messages.c.id)
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _message(row)

    async def set_status(
        self, id_: MessageId, status: MessageStatus, *, reply: dict[str, Json] | None = None
    ) -> None:
        """Without a reply, the one that is there stays."""
        values: dict[str, object] = {"status": status.value}
        if reply is not None:
            values["reply"] = reply
        change = sa.update(messages).where(messages.c.id == known_id("message", id_))
        if (await self._connection.execute(change.values(values))).rowcount == 0:
            raise NotFound(what="message", ref=id_)

    async def lease(self, id_: ThreadId, *, holder: str, now: datetime, until: datetime) -> bool:
        free = sa.or_(
            threads.c.lease_holder.is_(None),
            threads.c.lease_holder == holder,
            threads.c.lease_until <= now,
        )
        taken = await self._connection.execute(
            sa.update(threads)
            .where(threads.c.id == known_id("thread", id_), free)
            .values(lease_holder=holder, lease_until=until)
            .returning(threads.c.id)
        )
        return taken.one_or_none() is not None

    async def release(self, id_: ThreadId, *, holder: str) -> None:
        """Nothing happens when somebody else has taken it over."""
        await self._connection.execute(
            sa.update(threads)
            .where(threads.c.id == known_id("thread", id_), threads.c.lease_holder == holder)
            .values(lease_holder=None, lease_until=None)
        )

    async def abandoned(self, *, now: datetime) -> Sequence[ThreadId]:
        unheld = sa.or_(threads.c.lease_until.is_(None), threads.c.lease_until <= now)
        query = sa.select(threads.c.id).where(unheld, sa.or_(_unanswered(), _undone()))
        rows = await self._connection.execute(query.order_by(threads.c.id))
        return [ThreadId(row.id) for row in rows]


def _unanswered() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        messages.c.thread_id == threads.c.id,
        messages.c.status.in_([MessageStatus.QUEUED, MessageStatus.RUNNING]),
    )


def _undone() -> sa.ColumnElement[bool]:
    """The question that a message waits for was answered or ran out, and it has not gone on."""
    return sa.exists().where(
        messages.c.thread_id == threads.c.id,
        messages.c.status == MessageStatus.WAITING,
        approvals.c.thread_id == threads.c.id,
        approvals.c.created_at >= messages.c.created_at,
        approvals.c.status != ApprovalStatus.PENDING,
        approvals.c.carried_out_at.is_(None),
    )


def _thread(row: sa.Row[Any]) -> Thread:
    return Thread(
        id=ThreadId(row.id),
        owner_id=UserId(row.owner_id),
        title=row.title,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _thread_row(thread: Thread) -> dict[str, object]:
    return {
        "id": thread.id,
        "owner_id": thread.owner_id,
        "title": thread.title,
        "created_at": thread.created_at,
        "updated_at": thread.updated_at,
    }


def _message(row: sa.Row[Any]) -> Message:
    return Message(
        id=MessageId(row.id),
        thread_id=ThreadId(row.thread_id),
        author_id=UserId(row.author_id),
        origin=row.origin,
        text=row.text,
        status=MessageStatus(row.status),
        created_at=row.created_at,
        reply=row.reply,
    )


def _message_row(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "thread_id": message.thread_id,
        "author_id": message.author_id,
        "origin": message.origin,
        "text": message.text,
        "status": message.status.value,
        "created_at": message.created_at,
        "reply": message.reply,
    }
