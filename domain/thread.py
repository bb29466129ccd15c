"""A thread: one conversation, and the messages in it that must not be lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.canonical import Json
from domain.ids import MessageId, ThreadId, UserId

MAX_MESSAGE_LENGTH: Final = 8_000


class MessageStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """Held for an approval."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    id: ThreadId
    owner_id: UserId
    title: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a person and, once its turn ended, the answer (the chat contract's reply).

    ``origin`` is unique: the same delivery twice is one message.
    """

    id: MessageId
    thread_id: ThreadId
    author_id: UserId
    origin: str
    text: str
    status: MessageStatus
    created_at: datetime
    reply: Mapping[str, Json] | None = None
