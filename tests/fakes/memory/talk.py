"""People, threads, messages and requests in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.access import ApiToken, EmailTaken, User
from domain.approval import ApprovalStatus
from domain.canonical import Json
from domain.ids import MessageId, ThreadId, TokenId, UserId, VideoId
from domain.thread import Message, MessageStatus, Thread
from tests.fakes.memory.outward import MemoryApprovals
from tests.fakes.memory.rows import Rows

_OPEN = (MessageStatus.QUEUED, MessageStatus.RUNNING)


@dataclass
class MemoryUsers:
    rows: Rows[User] = field(default_factory=lambda: Rows("user"))
    tokens: Rows[ApiToken] = field(default_factory=lambda: Rows("token"))

    async def get(self, id_: UserId) -> User:
        return self.rows.get(id_)

    async def find_by_email(self, email: str) -> User | None:
        return self.rows.find(lambda user: user.email.lower() == email.lower())

    async def add(self, user: User) -> None:
        if await self.find_by_email(user.email):
            raise EmailTaken(email=user.email)
        self.rows.put(user)

    async def save(self, user: User) -> None:
        self.rows.save(user)

    async def count(self) -> int:
        return len(self.rows)

    async def add_token(self, token: ApiToken) -> None:
        self.tokens.put(token)

    async def find_token(self, secret_sha256: str) -> ApiToken | None:
        return self.tokens.find(lambda token: token.secret_sha256 == secret_sha256)

    async def save_token(self, token: ApiToken) -> None:
        self.tokens.save(token)

    async def get_token(self, id_: TokenId) -> ApiToken:
        return self.tokens.get(id_)


@dataclass
class MemoryMessages:
    approvals: MemoryApprovals
    rows: Rows[Message] = field(default_factory=lambda: Rows("message"))
    conversations: Rows[Thread] = field(default_factory=lambda: Rows("thread"))
    leases: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    topics: dict[str, VideoId] = field(default_factory=dict)

    async def topic(self, id_: ThreadId) -> VideoId | None:
        return self.topics.get(id_)

    async def turn_to(self, id_: ThreadId, video_id: VideoId) -> None:
        self.topics[id_] = video_id

    async def add_thread(self, thread: Thread) -> None:
        self.conversations.put(thread)

    async def get_thread(self, id_: ThreadId) -> Thread:
        return self.conversations.get(id_)

    async def threads(self, owner_id: UserId, *, limit: int = 20) -> Sequence[Thread]:
        own = [thread for thread in self.conversations if thread.owner_id == owner_id]
        return sorted(own, key=lambda thread: (thread.updated_at, thread.id))[::-1][:limit]

    async def add(self, message: Message) -> Message:
        first = self.rows.find(lambda known: known.origin == message.origin)
        if first:
            return first
        thread = self.conversations.get(message.thread_id)
        newest = max(thread.updated_at, message.created_at)
        self.conversations.save(replace(thread, updated_at=newest))
        self.rows.put(message)
        return message

    async def get(self, id_: MessageId) -> Message:
        return self.rows.get(id_)

    async def of_thread(self, id_: ThreadId, *, limit: int = 100) -> Sequence[Message]:
        return self.rows.newest(lambda message: message.thread_id == id_, limit=limit)[::-1]

    async def next_queued(self, id_: ThreadId) -> Message | None:
        waiting = [m for m in self.rows if m.thread_id == id_ and m.status in _OPEN]
        waiting.sort(key=lambda message: message.status is not MessageStatus.RUNNING)
        return next(iter(waiting), None)

    async def set_status(
        self, id_: MessageId, status: MessageStatus, *, reply: dict[str, Json] | None = None
    ) -> None:
        message = self.rows.get(id_)
        answer = message.reply if reply is None else reply
        self.rows.save(replace(message, status=status, reply=answer))

    async def lease(self, id_: ThreadId, *, holder: str, now: datetime, until: datetime) -> bool:
        if id_ not in self.conversations.by_id:
            return False
        other, end = self.leases.get(id_, (holder, now))
        if other != holder and end > now:
            return False
        self.leases[id_] = (holder, until)
        return True

    async def release(self, id_: ThreadId, *, holder: str) -> None:
        if self.leases.get(id_, ("",))[0] == holder:
            del self.leases[id_]

    async def abandoned(self, *, now: datetime) -> Sequence[ThreadId]:
        return [
            thread.id
            for thread in self.conversations
            if not (thread.id in self.leases and self.leases[thread.id][1] > now)
            and self._has_work(thread.id)
        ]

    def _has_work(self, id_: ThreadId) -> bool:
        mine = [message for message in self.rows if message.thread_id == id_]
        settled = any(
            message.status is MessageStatus.WAITING
            and approval.thread_id == id_
            and approval.created_at >= message.created_at
            and approval.status is not ApprovalStatus.PENDING
            and approval.carried_out_at is None
            for message in mine
            for approval in self.approvals.rows
        )
        return settled or any(message.status in _OPEN for message in mine)


@dataclass
class MemoryRequests:
    done: dict[str, str] = field(default_factory=dict)

    async def find(self, request_key: str) -> str | None:
        return self.done.get(request_key)

    async def remember(self, request_key: str, entity_id: str) -> None:
        self.done[request_key] = entity_id
