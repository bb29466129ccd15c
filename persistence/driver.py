"""The psycopg connection below SQLAlchemy's, for what has to be fast or exact."""

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection


async def driver_of(connection: AsyncConnection) -> "psycopg.AsyncConnection[tuple[object, ...]]":
    """The same connection: what is done on it belongs to the same transaction."""
    # The documented way to it costs a switch between greenlets, and every block goes this way.
    opened = connection.sync_connection
    driver = opened.connection.driver_connection if opened else None
    if not isinstance(driver, psycopg.AsyncConnection):
        raise TypeError(f"{type(driver)} is not a psycopg connection")
    return driver
