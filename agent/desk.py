"""The thread's rows as one writer sees them: whose turn it is, what waits, how a turn ended.

Each method is one transaction, and none of them spans a model's call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from agent.origins import scopes_of
from domain.access import Principal, User, principal_of
from domain.approval import Approval, ApprovalStatus
from domain.canonical import Json
from domain.ids import MessageId, ThreadId
from domain.ledger import Entry
from domain.ports import World
from domain.ports.transaction import Transaction
from domain.thread import Message, MessageStatus

LEASE: Final = timedelta(seconds=15)
_APPROVALS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The next message and who wrote it. ``resumes`` says that it was begun before."""

    message: Message
    author: User
    resumes: bool
    approvals: Sequence[Approval]
    """All recent ones of the thread."""

    def principal(self) -> Principal:
        """With no more permissions than the request had. Raises NotSignedIn."""
        return principal_of(self.author, scopes=scopes_of(self.message.origin))


class Desk:
    def __init__(self, world: World, *, holder: str) -> None:
        self._world = world
        self._holder = holder

    async def keep(self, thread_id: ThreadId) -> bool:
        """Keeps the right to write to the thread. False when it was lost."""
        async with self._world.uow() as tx:
            return await self._lease(tx, thread_id)

    async def release(self, thread_id: ThreadId) -> None:
        async with self._world.uow() as tx:
            await tx.messages.release(thread_id, holder=self._holder)

    async def claim(self, thread_id: ThreadId) -> Claim | None:
        """The thread's next message, marked as running. None when somebody else writes to the
        thread, or when there is none; then the thread is given free, too."""
        async with self._world.uow() as tx:
            if not await self._lease(tx, thread_id):
                return None
            message = await tx.messages.next_queued(thread_id)
            if message is None:
                await tx.messages.release(thread_id, holder=self._holder)
                return None
            approvals = await tx.approvals.recent(thread_id=thread_id, limit=_APPROVALS)
            author = await tx.users.get(message.author_id)
            resumes = message.status is MessageStatus.RUNNING
            if not resumes:
                await tx.messages.set_status(message.id, MessageStatus.RUNNING)
        return Claim(message=message, author=author, resumes=resumes, approvals=approvals)

    async def put_back(self, message_id: MessageId) -> None:
        """For when a turn that was begun earlier has to end first."""
        async with self._world.uow() as tx:
            await tx.messages.set_status(message_id, MessageStatus.QUEUED)

    async def wake(self, message_id: MessageId) -> bool:
        """Lets a waiting turn run again. False when it does not wait."""
        async with self._world.uow() as tx:
            message = await tx.messages.get(message_id)
            if message.status is not MessageStatus.WAITING:
                return False
            await tx.messages.set_status(message_id, MessageStatus.RUNNING)
        return True

    async def finish(
        self,
        message_id: MessageId,
        status: MessageStatus,
        *,
        reply: Mapping[str, Json],
        entry: Entry | None = None,
    ) -> None:
        async with self._world.uow() as tx:
            await tx.messages.set_status(message_id, status, reply=dict(reply))
            if entry is not None:
                await tx.ledger.append(entry)

    async def open_approvals(
        self, thread_id: ThreadId, call_ids: Sequence[str]
    ) -> Sequence[Approval]:
        """Those of the calls that nobody decided yet and that have not run out."""
        if not call_ids:
            return []
        async with self._world.uow() as tx:
            found = [await tx.approvals.find_by_call(thread_id, call_id) for call_id in call_ids]
        return self.still_open([one for one in found if one])

    def still_open(self, approvals: Sequence[Approval]) -> Sequence[Approval]:
        now = self._world.clock.now()
        return [
            one
            for one in approvals
            if one.status is ApprovalStatus.PENDING and now < one.expires_at
        ]

    async def _lease(self, tx: Transaction, thread_id: ThreadId) -> bool:
        now = self._world.clock.now()
        return await tx.messages.lease(thread_id, holder=self._holder, now=now, until=now + LEASE)
