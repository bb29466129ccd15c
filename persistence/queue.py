"""A worker's side of the queue: its seat there, what it takes from it and what it gives back.

procrastinate keeps the queue; none of its retries or schedules are used. A seat is a worker's row
in its tables: who does not say again and again that it is there loses the seat and what it held.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, LiteralString

from procrastinate import PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Notification
from procrastinate.manager import JobManager

from domain.ids import JobId
from domain.job import JobStatus
from persistence.hand_over import QUEUE

_CONNECTION: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "stakazo queue",
    "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
}

_BEAT: Final[LiteralString] = (
    "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %(seat)s RETURNING id"
)
# Once the hand-off belongs to somebody else (we were thought dead), it is theirs to finish.
_FINISH: Final[LiteralString] = (
    "DELETE FROM procrastinate_jobs WHERE id = %(id)s AND worker_id = %(seat)s"
)
_PUT_BACK: Final[LiteralString] = (
    "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL"
    " WHERE worker_id = %(seat)s AND status = 'doing' AND id = coalesce(%(id)s::bigint, id)"
)
_IS_MINE: Final[LiteralString] = (
    "SELECT 1 FROM procrastinate_jobs AS held JOIN jobs ON jobs.queue_id = held.id"
    " WHERE held.id = %(id)s AND held.worker_id = %(seat)s AND jobs.id = %(job)s::uuid"
)
# One statement: a row that another worker put back and took in the meantime does not match.
_REAP: Final[LiteralString] = (
    "WITH silent AS (SELECT id FROM procrastinate_workers"
    "  WHERE last_heartbeat < now() - make_interval(secs => %(stale_s)s))"
    " UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL"
    " WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (SELECT id FROM silent))"
    " RETURNING id"
)
_LOOK: Final[LiteralString] = (
    "SELECT id::text, run_no, status, cancel_requested_at IS NOT NULL AS is_unwanted"
    " FROM jobs WHERE id = ANY(%(ids)s::uuid[])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """What the queue gave to the worker on ``seat``: look at this job."""

    id: int
    job_id: JobId
    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How a job stands while it is being done."""

    run_no: int
    is_running: bool
    is_unwanted: bool


class Queue:
    """All of it raises what ``persistence.trouble.UNREACHABLE`` lists."""

    def __init__(self, connector: PsycopgConnector) -> None:
        self._connector = connector
        self._manager = JobManager(connector)

    async def join(self) -> int:
        """Takes a seat."""
        return await self._manager.register_worker()

    async def beat(self, seat: int) -> bool:
        """Says that the worker is there. False when its seat was taken away."""
        return bool(await self._connector.execute_query_all_async(_BEAT, seat=seat))

    async def leave(self, seat: int) -> None:
        """Everything on the seat goes back to the queue."""
        await self._connector.execute_query_async(_PUT_BACK, seat=seat, id=None)
        await self._manager.unregister_worker(seat)

    async def fetch(self, seat: int) -> HandOff | None:
        """The next one whose key is free, highest priority first."""
        try:
            job = await self._manager.fetch_job(queues=[QUEUE], worker_id=seat)
        except UniqueViolation:
            # Another worker took one with the same key at the same moment.
            return None
        if job is None or job.id is None:
            return None
        return HandOff(id=job.id, job_id=JobId(str(job.task_kwargs["job_id"])), seat=seat)

    async def is_mine(self, hand_off: HandOff) -> bool:
        """Whether this is still the job's current hand-off, and still on its seat."""
        found = await self._connector.execute_query_all_async(
            _IS_MINE, id=hand_off.id, seat=hand_off.seat, job=hand_off.job_id
        )
        return bool(found)

    async def finish(self, hand_off: HandOff) -> None:
        await self._connector.execute_query_async(_FINISH, id=hand_off.id, seat=hand_off.seat)

    async def put_back(self, hand_off: HandOff) -> None:
        await self._connector.execute_query_async(_PUT_BACK, id=hand_off.id, seat=hand_off.seat)

    async def reap(self, *, stale_s: float) -> int:
        """Frees what is held by workers that fell silent so long ago, and their seats."""
        freed = await self._connector.execute_query_all_async(_REAP, stale_s=stale_s)
        await self._manager.prune_stalled_workers(stale_s)
        return len(freed)

    async def look(self, job_ids: Sequence[JobId]) -> dict[JobId, Glance]:
        rows = await self._connector.execute_query_all_async(_LOOK, ids=list(job_ids))
        return {
            JobId(row["id"]): Glance(
                run_no=row["run_no"],
                is_running=row["status"] == JobStatus.PROCESSING,
                is_unwanted=row["is_unwanted"],
            )
            for row in rows
        }

    async def listen(self, on_news: Callable[[], None]) -> None:
        """Calls ``on_news`` for every new hand-off, until cancelled."""

        async def tell(*, channel: str, notification: Notification) -> None:
            on_news()

        await self._manager.listen_for_jobs(on_notification=tell, queues=[QUEUE])


@asynccontextmanager
async def open_queue(dsn: str) -> AsyncIterator[Queue]:
    """With a few connections of its own, so that busy jobs never keep a worker from saying that
    it is alive."""
    connector = PsycopgConnector(
        conninfo=dsn,
        kwargs=_CONNECTION,
        min_size=1,
        max_size=4,
        timeout=5.0,
        reconnect_timeout=1.0,
        name="queue",
    )
    await connector.open_async()
    try:
        yield Queue(connector)
    finally:
        await connector.close_async()
