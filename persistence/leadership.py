"""One process among many: whoever holds a lock in the database leads, for as long as it can."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg

_KEEPALIVE: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 9_000,
}
_PATIENCE_S: Final = 5.0


class NotLeader(Exception):
    """Another process leads."""


class Leadership:
    """It ends with its connection, whichever side that breaks on."""

    def __init__(self, connection: psycopg.AsyncConnection[Any], *, ping_s: float) -> None:
        self._connection = connection
        self._ping_s = ping_s

    async def until_lost(self) -> None:
        """Comes back when we do not lead any more."""
        while True:
            await asyncio.sleep(self._ping_s)
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    await self._connection.execute("SELECT 1")
            except (psycopg.Error, TimeoutError):
                return


@asynccontextmanager
async def leadership(dsn: str, *, of: str, ping_s: float = 2.0) -> AsyncIterator[Leadership]:
    """``of`` names what is led. The connection goes straight to Postgres and stays open: no pool
    between may lend it to others. Raises NotLeader, psycopg.OperationalError."""
    async with await psycopg.AsyncConnection.connect(
        dsn, autocommit=True, application_name=f"stakazo {of}", **_KEEPALIVE
    ) as connection:
        cursor = await connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"leader:{of}",)
        )
        row = await cursor.fetchone()
        if row is None or not row[0]:
            raise NotLeader
        yield Leadership(connection, ping_s=ping_s)
