"""What is true for one turn: who asks, in which language, in which thread. Never in the prompt."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.access import Principal
from domain.ids import MessageId, ThreadId
from domain.ports import World
from domain.texts import Locale
from tools.context import Outside


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnContext:
    """``principal`` is who wrote the message, whoever approved its actions later."""

    principal: Principal
    locale: Locale
    thread_id: ThreadId
    message_id: MessageId
    zone: ZoneInfo
    world: World
    outside: Outside
    aside: bool = False
    """Beside a turn that waits for a person: only what the interpreter understands for sure, and
    only what reads or holds back."""

    def request_key(self, tool_call_id: str) -> str:
        """The same whenever a crash or an approval makes the same call run again."""
        return f"{self.thread_id}:{tool_call_id}"
