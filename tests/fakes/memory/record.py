"""The ledger in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.ids import EventId
from domain.ledger import Entry, Event, LedgerUnavailable, Question
from domain.ports import Clock, NewId

_EXACT = (
    *("severity", "actor", "entity_type", "entity_id"),
    *("video_id", "job_id", "clip_id", "campaign_id", "publication_id"),
)


@dataclass
class MemoryLedger:
    """``broken`` stands for a table that takes nothing; ``spooled`` is what was kept meanwhile."""

    clock: Clock
    new_id: NewId
    events: list[Event] = field(default_factory=list)
    spooled: list[Event] = field(default_factory=list)
    collected: list[Event] = field(default_factory=list)
    required: bool = False
    broken: bool = False

    async def append(self, entry: Entry) -> None:
        id_ = EventId(self.new_id())
        self.collected.append(Event(id=id_, occurred_at=self.clock.now(), entry=entry))

    async def require(self, entry: Entry) -> None:
        await self.append(entry)
        self.required = True

    def flush(self) -> None:
        """At the end of the block."""
        if self.broken and self.required:
            raise LedgerUnavailable
        (self.spooled if self.broken else self.events).extend(self.collected)

    def forget(self) -> None:
        self.collected, self.required = [], False

    async def ask(self, question: Question) -> Sequence[Event]:
        found = sorted(
            (event for event in self.events if _answers(event, question)),
            key=lambda event: event.id,
            reverse=True,
        )
        return found[: question.limit]

    async def count(self, question: Question) -> int:
        return sum(_answers(event, question) for event in self.events)


def _answers(event: Event, question: Question) -> bool:
    exact = all(getattr(question, name) in (None, getattr(event.entry, name)) for name in _EXACT)
    return (
        exact
        and (not question.kinds or event.entry.kind in question.kinds)
        and (question.since is None or event.occurred_at >= question.since)
        and (question.until is None or event.occurred_at < question.until)
        and (question.before_id is None or event.id < question.before_id)
    )
