"""Brings spooled events into the ledger once its table takes them again."""

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.driver import driver_of
from persistence.event_rows import event_of, insert_events
from persistence.spool import Kept, Spool
from persistence.stamp import Stamped, stamped

_STUCK: Final = (DBAPIError, psycopg.Error, OSError, ValueError, KeyError, TypeError)

log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of the block that a file belongs to."""

    SAVED = "committed"
    UNDONE = "aborted"
    RUNNING = "in progress"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Replayed:
    """``left`` files stay for the next time."""

    recorded: int = 0
    dropped: int = 0
    left: int = 0


async def replay(engine: AsyncEngine, spool: Spool) -> Replayed:
    """May run in several processes at once: each event is recorded once, by its id."""
    found = await asyncio.to_thread(spool.find)
    done = Replayed(left=found.stuck)
    for kept in found.kept:
        try:
            await _replay_one(engine, kept, done)
        except _STUCK as trouble:
            done.left += 1
            log.error("ledger_spool_stuck", file=kept.path.name, error=type(trouble).__name__)
    return done


async def _replay_one(engine: AsyncEngine, kept: Kept, done: Replayed) -> None:
    async with engine.begin() as connection:
        driver = await driver_of(connection)
        outcome = await _outcome(driver, kept)
        if outcome is Outcome.RUNNING:
            done.left += 1
            return
        if outcome is not Outcome.UNDONE:
            await insert_events(driver, _events(kept, outcome))
    kept.forget()
    if outcome is Outcome.UNDONE:
        done.dropped += len(kept.entries)
    else:
        done.recorded += len(kept.entries)


async def _outcome(driver: psycopg.AsyncConnection[object], kept: Kept) -> Outcome:
    if kept.xid is None:
        return Outcome.SAVED
    cursor = await driver.execute(
        # A transaction that this server has yet to start belongs to another history of it.
        "SELECT CASE WHEN system_identifier::text = %s AND %s::xid8 < pg_current_xact_id()"
        " THEN pg_xact_status(%s::xid8) END FROM pg_control_system()",
        (kept.cluster, kept.xid, kept.xid),
    )
    row = await cursor.fetchone()
    status = row[0] if isinstance(row, tuple) else None
    return Outcome(status) if status else Outcome.UNKNOWN


def _events(kept: Kept, outcome: Outcome) -> list[Stamped]:
    """The exact bytes that were kept, unless there is a doubt to add."""
    events = [Stamped(event_of(entry), entry) for entry in kept.entries]
    if outcome is not Outcome.UNKNOWN:
        return events
    return [_doubtful(each) for each in events]


def _doubtful(one: Stamped) -> Stamped:
    entry = one.event.entry
    marked = replace(entry, metadata={**entry.metadata, "outcome_unknown": True})
    return stamped(replace(one.event, entry=marked))
