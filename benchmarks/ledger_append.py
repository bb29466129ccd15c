"""Durable ledger events per second through the unit of work, against raw psycopg inserts.

The peer writes the same rows (same columns, same canonical bytes) with one prepared insert and one
commit per block, on the same server in the same run. Goal: at least 0.5x.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from domain.ids import Actor, EventId
from domain.ledger import EntityType, Entry, Event, Kind, canonical_bytes
from integrations.clock import SystemClock, new_id
from persistence.embedded import EmbeddedPostgres
from persistence.engine import make_engine
from persistence.migrate import migrate
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork

GOAL = 0.5
ROUNDS = 7
SECONDS_PER_ROUND = 1.0

INSERT = (
    "INSERT INTO ledger_events (id, occurred_at, kind, entity_type, entity_id, actor, severity,"
    " metadata, video_id, job_id, clip_id, entry)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)"
)
METADATA = '{"end_ms":24000,"number":2,"reasons":["starts_on_cut","lively"],"start_ms":12000}'

Block = Callable[[int], Awaitable[None]]


def an_entry() -> Entry:
    return Entry(
        kind=Kind.CLIP_CREATED,
        entity_type=EntityType.CLIP,
        entity_id=new_id(),
        actor=Actor("worker:benchmark"),
        metadata={
            "number": 2,
            "start_ms": 12_000,
            "end_ms": 24_000,
            "reasons": ["starts_on_cut", "lively"],
        },
        video_id=new_id(),
        job_id=new_id(),
        clip_id=new_id(),
    )


def a_row() -> Sequence[object]:
    event = Event(id=EventId(new_id()), occurred_at=SystemClock().now(), entry=an_entry())
    entry = event.entry
    return (
        event.id,
        event.occurred_at,
        entry.kind.value,
        entry.entity_type.value,
        entry.entity_id,
        entry.actor,
        entry.severity.value,
        METADATA,
        entry.video_id,
        entry.job_id,
        entry.clip_id,
        canonical_bytes(event),
    )


def raw(connections: Sequence[psycopg.AsyncConnection]) -> Sequence[Block]:
    def block_on(connection: psycopg.AsyncConnection) -> Block:
        async def block(events: int) -> None:
            for _ in range(events):
                await connection.execute(INSERT, a_row(), prepare=True)
            await connection.commit()

        return block

    return [block_on(connection) for connection in connections]


def ours(uow: PostgresUnitOfWork) -> Block:
    async def block(events: int) -> None:
        async with uow() as tx:
            for _ in range(events):
                await tx.ledger.append(an_entry())

    return block


async def rate(blocks: Sequence[Block], *, events: int) -> float:
    """Events per second when every block runs again and again, all at once."""
    until = time.perf_counter() + SECONDS_PER_ROUND
    written = 0

    async def repeat(block: Block) -> None:
        nonlocal written
        while time.perf_counter() < until:
            await block(events)
            written += events

    started = time.perf_counter()
    await asyncio.gather(*(repeat(block) for block in blocks))
    return written / (time.perf_counter() - started)


async def measure(dsn: str, spool: Path) -> None:
    await migrate(dsn)
    engine = make_engine(dsn)
    uow = PostgresUnitOfWork(engine, spool=Spool(spool), clock=SystemClock(), new_id=new_id)
    connections = [await psycopg.AsyncConnection.connect(dsn) for _ in range(8)]
    table = Table("events per block", "connections", "raw events/s", "ours events/s", "ratio")
    for events, width in ((1, 1), (1, 8), (10, 1), (10, 8)):
        peers, mine = raw(connections[:width]), [ours(uow)] * width
        await rate(peers, events=events), await rate(mine, events=events)
        pairs = [
            (await rate(peers, events=events), await rate(mine, events=events))
            for _ in range(ROUNDS)
        ]
        ratio = statistics.median(own / peer for peer, own in pairs)
        table.add_row(
            str(events),
            str(width),
            f"{statistics.median(peer for peer, _ in pairs):.0f}",
            f"{statistics.median(own for _, own in pairs):.0f}",
            f"{ratio:.2f}x ({'meets' if ratio >= GOAL else 'misses'} {GOAL}x)",
        )
    for connection in connections:
        await connection.close()
    await engine.dispose()
    Console().print("Ledger appends, medians of interleaved rounds", table, sep="\n")


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        with EmbeddedPostgres(root / "postgres").join() as lease:
            asyncio.run(measure(lease.dsn, root / "spool"))


if __name__ == "__main__":
    main()
