"""Which workers are there: each says so again and again; who falls silent is gone."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.tables import workers as t

SILENCE: Final = timedelta(seconds=30)


class Workers:
    """Each call is a transaction of its own: it is about the process, not about its work."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def register(self, id_: str, *, host: str, pid: int, now: datetime) -> None:
        row = {"started_at": now, "seen_at": now, "host": host, "pid": pid, "stopped_at": None}
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(t)
                .values(id=id_, **row)
                .on_conflict_do_update(index_elements=[t.c.id], set_=row)
            )

    async def seen(self, id_: str, *, now: datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(t).where(t.c.id == id_).values(seen_at=now))

    async def stopped(self, id_: str, *, now: datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(t).where(t.c.id == id_).values(stopped_at=now))

    async def alive(self, *, now: datetime) -> list[str]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(t.c.id).where(alive(now)).order_by(t.c.id))
            return [str(row.id) for row in rows]


def alive(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(t.c.stopped_at.is_(None), t.c.seen_at > now - SILENCE)
