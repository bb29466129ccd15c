"""The ledger in Postgres: events collected in a block, written as one insert at its end."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import Actor, EventId
from domain.ledger import EntityType, Entry, Event, Kind, LedgerUnavailable, Question, Severity
from persistence.event_rows import insert_events
from persistence.lookup import known_id
from persistence.spool import Spool
from persistence.stamp import Stamp, Stamped
from persistence.tables import ledger_events as t

_SUBJECTS: Final = ("video", "job", "clip", "campaign", "publication")
_IDENTITY: Final = (
    "SELECT pg_current_xact_id()::text, system_identifier::text FROM pg_control_system()"
)


class PostgresLedger:
    """What is appended becomes visible when the block ends."""

    def __init__(self, connection: AsyncConnection, *, stamp: Stamp, spool: Spool) -> None:
        self._connection = connection
        self._stamp = stamp
        self._spool = spool
        self._collected: list[Stamped] = []
        self._required = False

    async def append(self, entry: Entry) -> None:
        self._collected.append(self._stamp(entry))

    async def require(self, entry: Entry) -> None:
        self._collected.append(self._stamp(entry))
        self._required = True

    async def flush(self, driver: psycopg.AsyncConnection[Any]) -> None:
        """Writes what was collected. Raises LedgerUnavailable."""
        if not self._collected:
            return
        try:
            await insert_events(driver, self._collected, savepoint=True)
        except psycopg.Error as trouble:
            if driver.info.transaction_status is not TransactionStatus.INERROR:
                # The connection is gone, and the block with it: there is nothing to record.
                raise
            await driver.execute("ROLLBACK TO SAVEPOINT ledger")
            if self._required:
                raise LedgerUnavailable from trouble
            await self._keep(driver)

    async def _keep(self, driver: psycopg.AsyncConnection[Any]) -> None:
        """On disk before the block is saved; which transaction it was tells later if it was."""
        cursor = await driver.execute(_IDENTITY)
        row = await cursor.fetchone()
        xid, cluster = row or (None, None)
        entries = [stamped.entry for stamped in self._collected]
        await asyncio.to_thread(self._spool.keep, entries, xid=xid, cluster=cluster)

    async def ask(self, question: Question) -> Sequence[Event]:
        query = sa.select(t).where(*_conditions(question)).order_by(t.c.id.desc())
        rows = await self._connection.execute(query.limit(question.limit))
        return [_from_row(row) for row in rows]

    async def count(self, question: Question) -> int:
        query = sa.select(sa.func.count()).select_from(t).where(*_conditions(question))
        return int((await self._connection.execute(query)).scalar_one())


def _conditions(question: Question) -> list[sa.ColumnElement[bool]]:
    """One per field that is set."""
    about = [
        t.c[f"{what}_id"] == known_id(what, ref)
        for what in _SUBJECTS
        if (ref := getattr(question, f"{what}_id")) is not None
    ]
    plain = [
        t.c[name] == value
        for name in ("severity", "actor", "entity_type", "entity_id")
        if (value := getattr(question, name)) is not None
    ]
    return [*about, *plain, *_range(question)]


def _range(question: Question) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if question.kinds:
        conditions.append(t.c.kind.in_(question.kinds))
    if question.since:
        conditions.append(t.c.occurred_at >= question.since)
    if question.until:
        conditions.append(t.c.occurred_at < question.until)
    if question.before_id:
        conditions.append(t.c.id < known_id("event", question.before_id))
    return conditions


def _from_row(row: sa.Row[Any]) -> Event:
    return Event(
        id=EventId(row.id),
        occurred_at=row.occurred_at,
        entry=Entry(
            kind=Kind(row.kind),
            entity_type=EntityType(row.entity_type),
            entity_id=row.entity_id,
            actor=Actor(row.actor),
            metadata=row.metadata,
            severity=Severity(row.severity),
            video_id=row.video_id,
            job_id=row.job_id,
            clip_id=row.clip_id,
            campaign_id=row.campaign_id,
            publication_id=row.publication_id,
        ),
        worker_id=row.worker_id,
        trace_id=row.trace_id,
    )
