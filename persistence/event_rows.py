"""Events as rows: how they are inserted, and how kept bytes become events again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

import psycopg

from domain.canonical import Json
from domain.ids import Actor, EventId
from domain.ledger import EntityType, Entry, Event, Kind, Severity
from persistence.clean import to_json
from persistence.stamp import Stamped

_COLUMNS: Final = (
    "id, occurred_at, kind, entity_type, entity_id, actor, severity, metadata, "
    "video_id, job_id, clip_id, campaign_id, publication_id, worker_id, trace_id, entry"
)
_ROW: Final = (
    "(%s::uuid, %s, %s, %s, %s, %s, %s, %s::jsonb,"
    " %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s, %s, %s)"
)


async def insert_events(
    driver: psycopg.AsyncConnection[Any], events: Sequence[Stamped], *, savepoint: bool = False
) -> None:
    """One round trip, whatever the number. An event that is there already stays as it is.

    The savepoint is part of the very statement, so that it is there when the insert fails; the
    values are put in by the client because only such statements may hold several commands.
    """
    insert = (
        f"INSERT INTO ledger_events ({_COLUMNS}) VALUES {', '.join([_ROW] * len(events))}"
        " ON CONFLICT (id) DO NOTHING"
    )
    if savepoint:
        insert = f"SAVEPOINT ledger; {insert}; RELEASE SAVEPOINT ledger"
    values = [value for stamped in events for value in _values(stamped)]
    async with psycopg.AsyncClientCursor(driver) as cursor:
        await cursor.execute(insert.encode(), values)


def event_of(entry: bytes) -> Event:
    """Every column from the exact bytes. Raises ValueError and KeyError for anything else."""
    kept: Mapping[str, Any] = json.loads(entry)
    return Event(
        id=EventId(kept["id"]),
        occurred_at=datetime.fromisoformat(kept["occurred_at"]),
        entry=Entry(
            kind=Kind(kept["kind"]),
            entity_type=EntityType(kept["entity_type"]),
            entity_id=kept["entity_id"],
            actor=Actor(kept["actor"]),
            metadata=cast(Mapping[str, Json], kept["metadata"]),
            severity=Severity(kept["severity"]),
            video_id=kept["video_id"],
            job_id=kept["job_id"],
            clip_id=kept["clip_id"],
            campaign_id=kept["campaign_id"],
            publication_id=kept["publication_id"],
        ),
        worker_id=kept["worker_id"],
        trace_id=kept["trace_id"],
    )


def _values(stamped: Stamped) -> tuple[object, ...]:
    event, entry = stamped.event, stamped.event.entry
    return (
        event.id,
        event.occurred_at,
        entry.kind.value,
        entry.entity_type.value,
        entry.entity_id,
        entry.actor,
        entry.severity.value,
        to_json(entry.metadata),
        entry.video_id,
        entry.job_id,
        entry.clip_id,
        entry.campaign_id,
        entry.publication_id,
        event.worker_id,
        event.trace_id,
        stamped.entry,
    )
