"""The one pool of connections that a process has."""

import select
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from persistence.clean import to_json

_SESSION: Final = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "timezone": "UTC",
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
    }.items()
)
_CONNECTION: Final = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def make_engine(dsn: str, *, pool_size: int = 8, application_name: str = "stakazo") -> AsyncEngine:
    """Connects at the first use. ``dsn`` is any ``postgresql://`` address that libpq takes."""
    engine = create_async_engine(
        url_of(dsn),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=15,
        pool_recycle=3600,
        json_serializer=to_json,
        connect_args={**_CONNECTION, "options": _SESSION, "application_name": application_name},
    )
    sa.event.listen(engine.sync_engine, "checkout", _refuse_dead)
    return engine


def url_of(dsn: str) -> sa.URL:
    """The address for SQLAlchemy, whichever of Postgres's two schemes it was written with."""
    return sa.make_url(dsn).set(drivername="postgresql+psycopg")


def _refuse_dead(connection: DBAPIConnection, *_: Any) -> None:
    """An idle connection with something to read was closed by the server: take another one.

    It costs no round trip, unlike asking with a query before each use.
    """
    waiting = select.poll()
    waiting.register(connection.driver_connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise sa.exc.DisconnectionError()
