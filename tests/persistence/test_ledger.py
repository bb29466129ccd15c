"""The ledger in Postgres: it can only grow, and it never breaks what it records."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind, LedgerUnavailable, Question, canonical_bytes
from persistence.event_rows import event_of
from persistence.replay import replay
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tests.build import a_user, an_entry, an_event, new_id
from tests.fakes.clock import FixedClock

BREAKS = (
    "ALTER TABLE ledger_events RENAME TO elsewhere",
    "ALTER TABLE ledger_events RENAME COLUMN entry TO lost",
    "ALTER TABLE ledger_events ADD CONSTRAINT nothing CHECK (kind = '') NOT VALID",
)
REPAIRS = (
    "ALTER TABLE elsewhere RENAME TO ledger_events",
    "ALTER TABLE ledger_events RENAME COLUMN lost TO entry",
    "ALTER TABLE ledger_events DROP CONSTRAINT nothing",
)


async def run(database_url: str, *statements: LiteralString) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        for statement in statements:
            await connection.execute(statement)


async def recorded(uow: PostgresUnitOfWork) -> list[str]:
    async with uow() as tx:
        return [event.entry.entity_id for event in await tx.ledger.ask(Question())]


class TestAppendOnly:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE ledger_events SET actor = 'nobody'",
            "UPDATE ledger_events SET leaf_index = 7, actor = 'nobody'",
            "UPDATE ledger_events SET leaf_index = NULL",
            "DELETE FROM ledger_events",
            "TRUNCATE ledger_events",
            "SET session_replication_role = replica; DELETE FROM ledger_events",
            "INSERT INTO ledger_events SELECT * FROM ledger_events"
            " ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
        ],
    )
    async def test_is_held_by_the_database(
        self, uow: PostgresUnitOfWork, database_url: str, change: LiteralString
    ) -> None:
        async with uow() as tx:
            await tx.ledger.append(an_entry())

        with pytest.raises(psycopg.errors.RestrictViolation):
            await run(database_url, change)

    async def test_allows_only_that_an_event_gets_its_place_once(
        self, uow: PostgresUnitOfWork, database_url: str
    ) -> None:
        async with uow() as tx:
            await tx.ledger.append(an_entry())

        await run(database_url, "UPDATE ledger_events SET leaf_index = 0")

        with pytest.raises(psycopg.errors.RestrictViolation):
            await run(database_url, "UPDATE ledger_events SET leaf_index = 1")

    async def test_holds_for_seals(self, database_url: str) -> None:
        seal: LiteralString = (
            "INSERT INTO ledger_seals VALUES (gen_random_uuid(), 1,"
            " decode(repeat('00', 32), 'hex'), '', '', now())"
        )
        await run(database_url, seal)

        with pytest.raises(psycopg.errors.RestrictViolation):
            await run(database_url, "DELETE FROM ledger_seals")


class TestRecording:
    async def test_keeps_bytes_from_which_every_column_can_be_recomputed(
        self, uow: PostgresUnitOfWork, database_url: str
    ) -> None:
        async with uow() as tx:
            await tx.ledger.append(an_entry(metadata={"ñ": [1.5, None], "a": {"b": "☃"}}))
            await tx.ledger.append(an_entry(actor=Actor("worker:w1")))

        async with uow() as tx:
            events = await tx.ledger.ask(Question())
        async with await psycopg.AsyncConnection.connect(database_url) as connection:
            cursor = await connection.execute("SELECT entry FROM ledger_events ORDER BY id DESC")
            entries = [entry for (entry,) in await cursor.fetchall()]

        assert [canonical_bytes(event) for event in events] == entries
        assert [event_of(entry) for entry in entries] == events
        assert [event.worker_id for event in events] == ["w1", None]

    @pytest.mark.parametrize(
        "entry",
        [
            an_entry(metadata={"text": "a\x00b", "\x00": 1}),
            an_entry(metadata={"text": "lone \ud800 surrogate"}),
            an_entry(metadata={"n": float("nan"), "big": 2**80, "deep": [{"i": float("inf")}]}),
            an_entry(entity_id="e" * 100_000, actor=Actor("\x00" * 9_000)),
            an_entry(metadata={"long": "x" * 1_000_000}),
        ],
        ids=["nul", "surrogate", "numbers", "long-names", "megabyte"],
    )
    async def test_takes_whatever_was_said(
        self, uow: PostgresUnitOfWork, spool: Spool, entry: Entry
    ) -> None:
        async with uow() as tx:
            await tx.ledger.require(entry)

        assert len(await recorded(uow)) == 1
        assert len(spool) == 0

    async def test_that_fails_leaves_the_savepoint_and_not_the_block(
        self, uow: PostgresUnitOfWork, database_url: str
    ) -> None:
        """The savepoint must really be there before the insert, also when nothing else ran."""
        await run(database_url, BREAKS[0])

        async with uow() as tx:
            await tx.ledger.append(an_entry())


class TestBrokenTable:
    @pytest.mark.parametrize(("broken", "repaired"), list(zip(BREAKS, REPAIRS, strict=True)))
    async def test_does_not_stop_the_flow_and_the_event_arrives_after_the_repair(
        self,
        uow: PostgresUnitOfWork,
        engine: AsyncEngine,
        spool: Spool,
        database_url: str,
        broken: LiteralString,
        repaired: LiteralString,
    ) -> None:
        user = a_user()
        await run(database_url, broken)

        async with uow() as tx:
            await tx.users.add(user)
            await tx.ledger.append(an_entry(entity_id="first"))
            await tx.ledger.append(an_entry(entity_id="second"))
        still_broken = await replay(engine, spool)
        await run(database_url, repaired)
        done = await replay(engine, spool)

        async with uow() as tx:
            assert await tx.users.get(user.id) == user
        assert await recorded(uow) == ["second", "first"]
        assert (still_broken.left, done.recorded, len(spool)) == (1, 2, 0)

    async def test_stops_what_must_not_happen_unrecorded(
        self, uow: PostgresUnitOfWork, spool: Spool, database_url: str
    ) -> None:
        user = a_user()
        await run(database_url, BREAKS[0])

        with pytest.raises(LedgerUnavailable):
            async with uow() as tx:
                await tx.users.add(user)
                await tx.ledger.append(an_entry())
                await tx.ledger.require(an_entry())

        await run(database_url, REPAIRS[0])
        async with uow() as tx:
            assert await tx.users.count() == 0
        assert await recorded(uow) == []
        assert len(spool) == 0

    async def test_stops_the_block_when_the_disk_does_not_take_the_event_either(
        self, engine: AsyncEngine, clock: FixedClock, database_url: str, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        full = Spool(tmp_path / "file" / "no-folder")
        uow = PostgresUnitOfWork(engine, spool=full, clock=clock, new_id=new_id)
        await run(database_url, BREAKS[0])

        with pytest.raises(LedgerUnavailable):
            async with uow() as tx:
                await tx.users.add(a_user())
                await tx.ledger.append(an_entry())

        async with uow() as tx:
            assert await tx.users.count() == 0


class _Undone(Spool):
    """The block is undone after the event was kept, as when the server refuses to save it."""

    def keep(
        self, entries: Sequence[bytes], *, xid: str | None = None, cluster: str | None = None
    ) -> None:
        super().keep(entries, xid=xid, cluster=cluster)
        raise asyncio.CancelledError


class TestReplay:
    async def test_drops_the_events_of_a_block_that_was_undone(
        self, engine: AsyncEngine, clock: FixedClock, database_url: str, tmp_path: Path
    ) -> None:
        spool = _Undone(tmp_path)
        uow = PostgresUnitOfWork(engine, spool=spool, clock=clock, new_id=new_id)
        await run(database_url, BREAKS[0])
        with pytest.raises(asyncio.CancelledError):
            async with uow() as tx:
                await tx.ledger.append(an_entry())
        await run(database_url, REPAIRS[0])

        done = await replay(engine, spool)

        assert (done.dropped, done.recorded, len(spool)) == (1, 0, 0)
        assert await recorded(uow) == []

    async def test_invents_nothing_when_the_process_dies_before_the_block_is_saved(
        self,
        uow: PostgresUnitOfWork,
        engine: AsyncEngine,
        spool: Spool,
        database_url: str,
        tmp_path: Path,
    ) -> None:
        await run(database_url, BREAKS[0])
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.persistence.die_while_saving", database_url),
            str(tmp_path / "spool"),
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert await process.wait() == 9
        assert len(spool) == 1
        await run(database_url, REPAIRS[0])

        while len(spool):
            done = await replay(engine, spool)
        assert done.dropped == 1
        assert await recorded(uow) == []

    async def test_leaves_the_events_of_a_block_that_is_still_open(
        self, engine: AsyncEngine, spool: Spool
    ) -> None:
        async with engine.begin() as connection:
            found = await connection.exec_driver_sql(
                "SELECT pg_current_xact_id()::text AS xid, system_identifier::text AS cluster"
                " FROM pg_control_system()"
            )
            own = found.one()
            spool.keep([canonical_bytes(an_event())], xid=own.xid, cluster=own.cluster)
            during = await replay(engine, spool)
        after = await replay(engine, spool)

        assert (during.left, after.recorded) == (1, 1)

    async def test_records_each_event_once_when_two_processes_do_it_at_once(
        self, uow: PostgresUnitOfWork, engine: AsyncEngine, spool: Spool
    ) -> None:
        for number in range(10):
            spool.keep([canonical_bytes(an_event(entry=an_entry(entity_id=str(number))))])

        await asyncio.gather(*(replay(engine, spool) for _ in range(4)))

        assert sorted(await recorded(uow)) == [str(number) for number in range(10)]
        assert len(spool) == 0

    @pytest.mark.parametrize(("xid", "cluster"), [("5", None), ("99999999999", None), ("3", "1")])
    async def test_marks_what_nobody_can_tell_any_more(
        self,
        uow: PostgresUnitOfWork,
        engine: AsyncEngine,
        spool: Spool,
        xid: str,
        cluster: str | None,
    ) -> None:
        if cluster is None:
            async with engine.connect() as connection:
                found = await connection.exec_driver_sql(
                    "SELECT system_identifier::text FROM pg_control_system()"
                )
                cluster = str(found.scalar_one())
        spool.keep([canonical_bytes(an_event())], xid=xid, cluster=cluster)

        await replay(engine, spool)

        async with uow() as tx:
            (event,) = await tx.ledger.ask(Question())
        assert event.entry.metadata["outcome_unknown"] is True

    async def test_goes_on_after_a_file_that_it_cannot_use(
        self, uow: PostgresUnitOfWork, engine: AsyncEngine, spool: Spool
    ) -> None:
        spool.keep([b'{"kind": "never heard of"}'])
        spool.keep([canonical_bytes(an_event(entry=an_entry(entity_id="fine")))])

        done = await replay(engine, spool)

        assert await recorded(uow) == ["fine"]
        assert (done.left, len(spool)) == (1, 1)

    async def test_counts_the_files_that_nobody_can_read_as_left(
        self, uow: PostgresUnitOfWork, engine: AsyncEngine, spool: Spool, tmp_path: Path
    ) -> None:
        spool.keep([canonical_bytes(an_event(entry=an_entry(entity_id="fine")))])
        spool.keep([b"7"])
        (tmp_path / "spool" / "0.json").mkdir()
        (tmp_path / "spool" / "1.json").write_text("{")

        done = await replay(engine, spool)

        assert await recorded(uow) == ["fine"]
        assert (done.recorded, done.left) == (1, 3)


class TestOutside:
    async def test_keeps_what_happens_while_postgres_is_away(
        self, uow: PostgresUnitOfWork, engine: AsyncEngine, spool: Spool
    ) -> None:
        entry = an_entry(
            kind=Kind.LOGIN_FAILED, entity_type=EntityType.SYSTEM, entity_id="somebody"
        )

        await uow.record_outside(entry)
        await replay(engine, spool)

        assert await recorded(uow) == ["somebody"]
