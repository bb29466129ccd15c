"""Whether this service can work: looked at on request, though not more often than is useful."""

import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

import structlog
from obstore.exceptions import BaseError as StoreError
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from domain.ports import Store, World
from domain.system import SystemStatus

_FRESH_FOR: Final = timedelta(seconds=2)
_PROBE_BYTES: Final = 32
log = structlog.get_logger("http")


class Readiness(BaseModel):
    """``checks`` are database, storage and worker."""

    ready: bool
    checks: dict[str, bool]
    checked_at: datetime


class ReadinessCheck:
    """Anybody may ask, so the answer is kept for two seconds."""

    def __init__(self, *, world: World, store: Store) -> None:
        self._world = world
        self._store = store
        self._latest: Readiness | None = None

    async def __call__(self) -> Readiness:
        now = self._world.clock.now()
        if self._latest is None or now - self._latest.checked_at > _FRESH_FOR:
            self._latest = await self._look(now)
        return self._latest

    async def _look(self, now: datetime) -> Readiness:
        status = await self._status()
        checks = {
            "database": status is not None,
            "storage": await self._storage_is_writable(),
            "worker": status is not None and status.workers_alive > 0,
        }
        return Readiness(ready=all(checks.values()), checks=checks, checked_at=now)

    async def _status(self) -> SystemStatus | None:
        try:
            async with self._world.uow() as tx:
                return await tx.reports.status()
        except (SQLAlchemyError, OSError) as error:
            log.warning("database_unreachable", error=type(error).__name__)
            return None

    async def _storage_is_writable(self) -> bool:
        """Random bytes, so that what is deleted afterwards is nobody's."""
        try:
            blob = await self._store.put(_some_bytes(), max_bytes=_PROBE_BYTES)
            await self._store.delete(blob.key)
        except (OSError, StoreError) as error:
            log.warning("storage_unwritable", error=type(error).__name__)
            return False
        return True


async def _some_bytes() -> AsyncIterator[bytes]:
    yield secrets.token_bytes(_PROBE_BYTES)
