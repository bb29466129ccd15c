"""Measurements in Postgres, as time series."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import PublicationId
from domain.ports import NewId
from domain.telemetry import Metric
from persistence.tables import telemetry_metrics as t


class PostgresTelemetry:
    def __init__(self, connection: AsyncConnection, *, new_id: NewId) -> None:
        self._connection = connection
        self._new_id = new_id

    async def add(self, metrics: Sequence[Metric]) -> None:
        rows = [
            {
                "id": self._new_id(),
                "measured_at": metric.observed_at,
                "name": metric.name,
                "value": metric.value,
                "labels": dict(metric.labels),
            }
            for metric in metrics
        ]
        if rows:
            await self._connection.execute(sa.insert(t), rows)

    async def latest(self, publication_id: PublicationId) -> Sequence[Metric]:
        of_it = t.c.labels["publication_id"].astext == publication_id
        # The partial index serves only who says what it says.
        query = (
            sa.select(t)
            .ext(pg.distinct_on(t.c.name))
            .where(of_it, t.c.labels.has_key("publication_id"))
            .order_by(t.c.name, t.c.measured_at.desc())
        )
        return [
            Metric(name=row.name, value=row.value, observed_at=row.measured_at, labels=row.labels)
            for row in await self._connection.execute(query)
        ]
