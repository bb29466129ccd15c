"""What keeps publications back, in Postgres: spent quotas, stops, blackouts, platforms' waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.ids import AccountId
from domain.platforms import Platform
from domain.quota import BUCKETS, Spend, counts, room_at
from domain.timing import Blackout, Stop
from persistence.lookup import known_id, wait_for_turn
from persistence.tables import blackouts as b
from persistence.tables import platform_waits as w
from persistence.tables import publishing_stops as s
from persistence.tables import quota_spends as q

_LONGEST: Final = timedelta(days=2)
"""No bucket remembers longer than this."""


class PostgresQuotas:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def spend(self, name: str, owner: str, *, units: int, now: datetime) -> datetime:
        await wait_for_turn(self._connection, "quota", name, owner)
        mine = (q.c.name == name) & (q.c.owner == owner)
        await self._connection.execute(sa.delete(q).where(mine, q.c.at < now - _LONGEST))
        room = room_at(BUCKETS[name], await self._spends(name, owner), units=units, now=now)
        if room <= now:
            row = {"name": name, "owner": owner, "at": now, "units": units}
            await self._connection.execute(sa.insert(q).values(row))
        return room

    async def spent(self, name: str, owner: str, *, now: datetime) -> int:
        bucket, spends = BUCKETS[name], await self._spends(name, owner)
        return sum(one.units for one in spends if counts(bucket, one.at, now))

    async def _spends(self, name: str, owner: str) -> Sequence[Spend]:
        query = sa.select(q.c.at, q.c.units).where(q.c.name == name, q.c.owner == owner)
        return [Spend(at=r.at, units=r.units) for r in await self._connection.execute(query)]


class PostgresStops:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_stop(self, stop: Stop) -> None:
        row = {
            "id": stop.id,
            "account_id": stop.account_id,
            "reason": stop.reason,
            "stopped_by": stop.stopped_by,
            "stopped_at": stop.stopped_at,
        }
        insert = pg.insert(s).values(row)
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=[s.c.account_id], set_=row)
        )

    async def lift(self, account_id: AccountId | None) -> bool:
        same = s.c.account_id.is_not_distinct_from(account_id)
        return (await self._connection.execute(sa.delete(s).where(same))).rowcount > 0

    async def stops(self) -> Sequence[Stop]:
        rows = await self._connection.execute(sa.select(s).order_by(s.c.stopped_at))
        return [
            Stop(
                id=row.id,
                account_id=_account(row.account_id),
                reason=row.reason,
                stopped_by=row.stopped_by,
                stopped_at=row.stopped_at,
            )
            for row in rows
        ]

    async def add_blackout(self, blackout: Blackout) -> None:
        row = {
            "id": blackout.id,
            "starts_at": blackout.starts_at,
            "ends_at": blackout.ends_at,
            "reason": blackout.reason,
            "platform": None if blackout.platform is None else blackout.platform.value,
            "account_id": blackout.account_id,
        }
        await self._connection.execute(sa.insert(b).values(row))

    async def remove_blackout(self, id_: str) -> Blackout:
        gone = sa.delete(b).where(b.c.id == known_id("blackout", id_)).returning(b)
        row = (await self._connection.execute(gone)).one_or_none()
        if row is None:
            raise NotFound(what="blackout", ref=id_)
        return _blackout(row)

    async def blackouts(self, *, now: datetime) -> Sequence[Blackout]:
        query = sa.select(b).where(b.c.ends_at > now).order_by(b.c.starts_at)
        return [_blackout(row) for row in await self._connection.execute(query)]

    async def wait(self, owner: str, *, until: datetime, reason: str) -> None:
        row = {"owner": owner, "until": until, "reason": reason}
        insert = pg.insert(w).values(row)
        later = insert.excluded.until > w.c.until
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=[w.c.owner], set_=row, where=later)
        )

    async def waits(self, *owners: str, now: datetime) -> datetime | None:
        query = sa.select(sa.func.max(w.c.until)).where(w.c.owner.in_(owners), w.c.until > now)
        until: datetime | None = (await self._connection.execute(query)).scalar_one()
        return until


def _blackout(row: sa.Row[Any]) -> Blackout:
    return Blackout(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        platform=None if row.platform is None else Platform(row.platform),
        account_id=_account(row.account_id),
    )


def _account(id_: str | None) -> AccountId | None:
    return None if id_ is None else AccountId(id_)
