"""An answer that nobody waited for: which turn it belongs to, and whether it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from entrypoints.terminal.client import Client

_ENDED: Final = frozenset({"done", "waiting", "failed"})

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """``thread`` is None when the turn began one and its name was not told any more.
    ``known`` is the reply that had come before: a decision's turn goes on from one."""

    thread: str | None
    text: str | None
    known: Mapping[str, Any] | None = None

    def is_met_by(self, message: Message) -> bool:
        reply = message["reply"]
        return message["status"] in _ENDED and reply is not None and reply != self.known


async def find(client: Client, owed: Owed) -> tuple[str, Message] | None:
    """The turn's thread and message; None while the message is not there.

    Raises Unreachable, Refused.
    """
    thread = owed.thread or await _newest(client)
    if thread is None:
        return None
    messages = (await client.get(f"/threads/{thread}"))["messages"]
    fitting = [one for one in messages if owed.text in (None, one["text"])]
    return (thread, fitting[-1]) if fitting else None


async def _newest(client: Client) -> str | None:
    threads = (await client.get("/threads"))["items"]
    return str(threads[0]["id"]) if threads else None
