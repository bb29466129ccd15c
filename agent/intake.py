"""A message becomes a row before anything is done about it."""

from typing import Final

from agent.origins import stamp
from domain.access import Principal
from domain.errors import Invalid, NotFound
from domain.ids import MessageId, ThreadId
from domain.ports import World
from domain.ports.transaction import Transaction
from domain.thread import MAX_MESSAGE_LENGTH, Message, MessageStatus, Thread

_TITLE_LENGTH: Final = 60


class _CameBefore(Exception):
    """Undoes the new thread: the message is in an older one."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class Intake:
    def __init__(self, world: World) -> None:
        self._world = world

    async def store(
        self, *, principal: Principal, thread_id: ThreadId | None, text: str, origin: str
    ) -> Message:
        """The same origin of the same person gives the first message back. Raises Invalid, and
        NotFound for a thread of somebody else."""
        _require_usable(text)
        try:
            async with self._world.uow() as tx:
                thread = await self._thread(tx, principal, thread_id, text)
                message = await tx.messages.add(self._message(principal, thread, text, origin))
                if message.thread_id != thread:
                    raise _CameBefore(message)
                return message
        except _CameBefore as known:
            return known.message

    async def _thread(
        self, tx: Transaction, principal: Principal, thread_id: ThreadId | None, text: str
    ) -> ThreadId:
        if thread_id is not None:
            thread = await tx.messages.get_thread(thread_id)
            if thread.owner_id != principal.user_id:
                raise NotFound(what="thread", ref=thread_id)
            return thread_id
        now = self._world.clock.now()
        thread = Thread(
            id=ThreadId(self._world.new_id()),
            owner_id=principal.user_id,
            title=_title(text),
            created_at=now,
            updated_at=now,
        )
        await tx.messages.add_thread(thread)
        return thread.id

    def _message(
        self, principal: Principal, thread_id: ThreadId, text: str, origin: str
    ) -> Message:
        return Message(
            id=MessageId(self._world.new_id()),
            thread_id=thread_id,
            author_id=principal.user_id,
            origin=stamp(origin, principal),
            text=text,
            status=MessageStatus.QUEUED,
            created_at=self._world.clock.now(),
        )


def _require_usable(text: str) -> None:
    """Raises Invalid."""
    if not text.strip():
        raise Invalid("message_empty")
    if len(text) > MAX_MESSAGE_LENGTH:
        raise Invalid("message_too_long", limit=MAX_MESSAGE_LENGTH, length=len(text))


def _title(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _TITLE_LENGTH else f"{words[: _TITLE_LENGTH - 1]}…"
