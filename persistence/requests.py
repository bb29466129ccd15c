"""What was already done for a request, in Postgres."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.lookup import wait_for_turn
from persistence.tables import requests as t


class PostgresRequests:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, request_key: str) -> str | None:
        """The same request at the same time waits here until the first one's block ended."""
        await wait_for_turn(self._connection, "request", request_key)
        query = sa.select(t.c.entity_id).where(t.c.request_key == request_key)
        found = (await self._connection.execute(query)).scalar_one_or_none()
        return None if found is None else str(found)

    async def remember(self, request_key: str, entity_id: str) -> None:
        await self._connection.execute(
            sa.insert(t).values(request_key=request_key, entity_id=entity_id)
        )
