"""Where conversations are kept: LangGraph's checkpoints in Postgres, in a schema of their own."""

import select
from typing import Any, Final

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection, sql
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

SCHEMA: Final = "langgraph"

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


def memory_pool(conninfo: str, *, size: int = 8) -> Pool:
    """Not opened yet. ``conninfo`` is libpq's, not SQLAlchemy's."""
    return AsyncConnectionPool(
        conninfo,
        connection_class=AsyncConnection[DictRow],
        min_size=1,
        max_size=size,
        open=False,
        kwargs=_connection(),
        check=_refuse_dead,
    )


def memory(pool: Pool) -> AsyncPostgresSaver:
    """Reads back nothing but messages and plain values, whatever the tables hold."""
    return AsyncPostgresSaver(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=None))


async def prepare_memory(pool: Pool) -> None:
    """Makes the schema and its tables. Two of these at once collide: call it under a lock."""
    async with pool.connection() as connection:
        await connection.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA))
        )
    await memory(pool).setup()


async def _refuse_dead(connection: AsyncConnection[DictRow]) -> None:
    """A turn takes dozens of connections, so that a round trip for each would be felt. A server
    that went away has closed its end, and that end can be read from; only then it is asked."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)


def _connection() -> dict[str, Any]:
    """Without autocommit the tables' indexes could not be made."""
    return {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "options": f"-c search_path={SCHEMA}",
    }
