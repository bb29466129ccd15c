"""Webhook deliveries in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.platforms import Platform
from domain.webhook import Delivery, DeliveryStatus
from persistence.lookup import get_row, known_id
from persistence.tables import webhook_deliveries as t


class PostgresDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, delivery: Delivery) -> bool:
        row = {
            "id": delivery.id,
            "platform": delivery.platform.value,
            "delivery_key": delivery.key,
            "body": delivery.body,
            "status": delivery.status.value,
            "received_at": delivery.received_at,
        }
        insert = pg.insert(t).values(row)
        fresh = insert.on_conflict_do_nothing(index_elements=[t.c.platform, t.c.delivery_key])
        kept = await self._connection.execute(fresh.returning(t.c.id))
        return kept.one_or_none() is not None

    async def get(self, id_: str) -> Delivery:
        return _delivery(await get_row(self._connection, t, "delivery", id_))

    async def settle(
        self, id_: str, status: DeliveryStatus, *, at: datetime, error: str | None = None
    ) -> None:
        change = sa.update(t).where(t.c.id == known_id("delivery", id_))
        await self._connection.execute(
            change.values(status=status.value, handled_at=at, error=error)
        )

    async def parked(self, *, platform: Platform, since: datetime) -> Sequence[Delivery]:
        query = sa.select(t).where(
            t.c.platform == platform.value,
            t.c.status == DeliveryStatus.PARKED.value,
            t.c.received_at >= since,
        )
        found = await self._connection.execute(query.order_by(t.c.received_at))
        return [_delivery(row) for row in found]


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        platform=Platform(row.platform),
        key=row.delivery_key,
        body=bytes(row.body),
        status=DeliveryStatus(row.status),
        received_at=row.received_at,
    )
