"""A worker while Postgres is away."""

import asyncio
from pathlib import Path

import pytest

from domain.job import JobStatus, Run
from domain.ledger import Kind
from persistence.embedded import EmbeddedPostgres
from persistence.migrate import migrate
from tests.entrypoints.labour import a_worker, complete, open_site

pytestmark = pytest.mark.postgres
OUTAGE_S = 2.0


async def test_goes_on_as_before_once_postgres_is_back(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    lease = await asyncio.to_thread(server.join)
    try:
        await migrate(lease.dsn)
        async with open_site(lease.dsn, tmp_path / "spool") as site:
            gate = asyncio.Event()
            runs: list[int] = []

            async def do(run: Run) -> None:
                runs.append(run.run_no)
                if run.job.payload.get("wait") and run.run_no == 1:
                    await gate.wait()
                await complete(site.world, run)

            interrupted = await site.enqueue(payload={"wait": True}, max_attempts=3)
            async with a_worker(site, do, concurrency=2):
                await site.until(interrupted, JobStatus.PROCESSING)
                await asyncio.to_thread(lease.leave)
                # It wants to write its result while nobody is there to take it.
                gate.set()
                await asyncio.sleep(OUTAGE_S)
                lease = await asyncio.to_thread(server.join)

                done = await site.until(interrupted, JobStatus.COMPLETED)
                await site.until(await site.enqueue(), JobStatus.COMPLETED)

            assert done.run_no == 2
            assert await site.events(interrupted, Kind.JOB_PROCESSING_COMPLETED) == 1
    finally:
        await asyncio.to_thread(lease.leave)
