import asyncio
import hashlib

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects.postgresql.base import ischema_names

from persistence.engine import url_of
from persistence.migrate import MigrationBusy, migrate, migration_lock
from persistence.tables import metadata
from persistence.tables.ledger import Xid8

# The one that revision 0003 was written for. Another one needs a revision with its migrations.
QUEUE_SCHEMA = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
  AND conrelid::regclass::text !~ '^(procrastinate|alembic)'
"""
_INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename !~ '^(procrastinate|alembic)'
"""

# SQLAlchemy does not know this type when it reads a schema.
ischema_names["xid8"] = Xid8


@pytest.fixture
def empty_url(database_url: str) -> str:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; DROP SCHEMA langgraph CASCADE")
        connection.execute("CREATE SCHEMA public")
    return database_url


class TestMigrate:
    async def test_leads_to_the_tables_that_the_code_knows(self, database_url: str) -> None:
        engine = sa.create_engine(url_of(database_url), poolclass=sa.NullPool)

        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={"compare_type": True, "compare_server_default": True, "include_name": _ours},
            )
            differences = compare_metadata(context, metadata)

        assert differences == []

    async def test_leads_to_the_very_checks_keys_and_indexes(self, empty_url: str) -> None:
        """The words of every status come from the domain's enums; a new one needs a revision."""
        await migrate(empty_url)
        engine = sa.create_engine(url_of(empty_url), poolclass=sa.NullPool)
        with engine.begin() as connection:
            migrated = _shape(connection)
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
            metadata.create_all(connection)
            declared = _shape(connection)

        assert sorted(migrated ^ declared) == []

    async def test_is_safe_when_several_start_at_once(self, empty_url: str) -> None:
        await asyncio.gather(*(migrate(empty_url) for _ in range(4)))

        with psycopg.connect(empty_url) as connection:
            (versions,) = connection.execute("SELECT array_agg(version_num) FROM alembic_version")
            (queue,) = connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
        assert versions == (["0008"],)
        assert queue == (True,)

    async def test_does_nothing_the_second_time(self, database_url: str) -> None:
        await migrate(database_url)

    def test_was_written_for_this_version_of_the_queue(self) -> None:
        schema = SchemaManager.get_schema()

        assert hashlib.sha256(schema.encode()).hexdigest() == QUEUE_SCHEMA


class TestMigrationLock:
    async def test_gives_up_when_somebody_keeps_it(self, database_url: str) -> None:
        async with migration_lock(database_url):
            with pytest.raises(MigrationBusy):
                async with migration_lock(database_url, patience_s=0.1):
                    pass

    async def test_lets_indexes_be_made_while_others_wait_for_it(self, database_url: str) -> None:
        """CREATE INDEX CONCURRENTLY waits for every snapshot, so a waiter may not hold one."""

        async def wait() -> None:
            async with migration_lock(database_url):
                pass

        async with migration_lock(database_url):
            waiter = asyncio.create_task(wait())
            async with await psycopg.AsyncConnection.connect(
                database_url, autocommit=True
            ) as connection:
                await connection.execute("SET statement_timeout = '5s'")
                await connection.execute("CREATE INDEX CONCURRENTLY probe ON users (created_at)")
        await waiter


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not str(name).startswith(("procrastinate_", "alembic_"))


def _shape(connection: sa.Connection) -> set[tuple[str, ...]]:
    return {
        tuple(map(str, row))
        for query in (_CONSTRAINTS, _INDEXES)
        for row in connection.exec_driver_sql(query.replace("%", "%%"))
    }
