"""Brings a database to the newest schema. Any number of processes may try at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from persistence.engine import url_of

_LOCK: Final = 0x5354414B415A4F
_PAUSE_S: Final = 0.05
_PATIENCE_S: Final = 300.0
_FOLDER: Final = Path(__file__).parent / "migrations"


class MigrationBusy(Exception):
    """Another process has been migrating this database for too long."""


async def migrate(dsn: str) -> None:
    """Does nothing when the schema is the newest. Raises MigrationBusy."""
    async with migration_lock(dsn):
        await asyncio.to_thread(_upgrade, dsn)


@asynccontextmanager
async def migration_lock(dsn: str, *, patience_s: float = _PATIENCE_S) -> AsyncIterator[None]:
    """One process at a time changes this database's schema. Raises MigrationBusy.

    It asks again and again instead of waiting inside a query: a query that waits holds a snapshot,
    and CREATE INDEX CONCURRENTLY, run by whoever has the lock, waits for every snapshot.
    """
    async with await psycopg.AsyncConnection.connect(
        _for_psycopg(dsn), autocommit=True, application_name="stakazo migrate"
    ) as connection:
        await _take(connection, patience_s)
        yield


async def _take(connection: psycopg.AsyncConnection, patience_s: float) -> None:
    deadline = asyncio.get_running_loop().time() + patience_s
    while True:
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
        row = await cursor.fetchone()
        if row and row[0]:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise MigrationBusy(f"the schema has been locked for {patience_s:g} s")
        await asyncio.sleep(_PAUSE_S)


def _upgrade(dsn: str) -> None:
    engine = sa.create_engine(url_of(dsn), poolclass=sa.NullPool)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _for_psycopg(dsn: str) -> str:
    return url_of(dsn).set(drivername="postgresql").render_as_string(hide_password=False)
