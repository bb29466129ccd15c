"""From what a use case says to what is kept: the id, the time, the trace, the exact bytes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Final

from domain.ids import Actor, EventId
from domain.ledger import Entry, Event, canonical_bytes
from domain.ports import Clock, NewId
from persistence.clean import clean, clean_text

_WORKER: Final = "worker:"
_LONGEST_NAME: Final = 300
"""Longer names of entities and actors would not fit into their indexes."""


@dataclass(frozen=True, slots=True)
class Stamped:
    event: Event
    entry: bytes


def no_trace() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    clock: Clock
    new_id: NewId
    trace: Callable[[], str | None] = no_trace

    def __call__(self, entry: Entry) -> Stamped:
        return stamped(
            Event(
                id=EventId(self.new_id()),
                occurred_at=self.clock.now().astimezone(UTC),
                entry=entry,
                worker_id=_worker_of(entry.actor),
                trace_id=self.trace(),
            )
        )


def stamped(event: Event) -> Stamped:
    """Recording never breaks what it records: values that cannot be kept exactly are cleaned."""
    entry = event.entry
    if len(entry.entity_id) <= _LONGEST_NAME and len(entry.actor) <= _LONGEST_NAME:
        try:
            exact = canonical_bytes(event)
        except ValueError:
            pass
        else:
            if rb"\u0000" not in exact:
                return Stamped(event, exact)
    cleaned = replace(event, entry=_clean(entry))
    return Stamped(cleaned, canonical_bytes(cleaned))


def _clean(entry: Entry) -> Entry:
    return replace(
        entry,
        entity_id=clean_text(entry.entity_id)[:_LONGEST_NAME],
        actor=Actor(clean_text(entry.actor)[:_LONGEST_NAME]),
        metadata={clean_text(name): clean(value) for name, value in entry.metadata.items()},
    )


def _worker_of(actor: Actor) -> str | None:
    return actor.removeprefix(_WORKER) if actor.startswith(_WORKER) else None
