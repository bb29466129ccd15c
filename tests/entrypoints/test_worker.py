"""Workers at work: order, retries, cancellation, and everything that can kill them."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from domain.errors import NotFound
from domain.job import Job, JobStatus, Priority, Run
from domain.ledger import Kind, LedgerUnavailable, Question
from domain.usecases.cancel_job import cancel_job
from persistence.workers import Workers
from tests.build import a_principal
from tests.entrypoints.labour import (
    QUICK,
    Hand,
    Site,
    a_worker,
    complete,
    eventually,
    hands,
    open_site,
)


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(database_url, tmp_path / "spool") as site:
        yield site


class Notes:
    """A handler that notes what it is given and completes it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seen: list[object] = []
        self.running = 0
        self.most = 0

    async def __call__(self, run: Run) -> None:
        self.seen.append(run.job.payload.get("name"))
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        if run.run_no <= int(str(run.job.payload.get("breaks", 0))):
            raise ValueError("something unexpected")
        await complete(self.site.world, run)


def queue_length(site: Site) -> int:
    with psycopg.connect(site.dsn) as connection:
        row = connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone()
        assert row is not None
        return int(row[0])


class TestOrder:
    async def test_does_what_people_wait_for_first(self, site: Site) -> None:
        notes = Notes(site)
        jobs = [
            await site.enqueue(payload={"name": name}, priority=priority)
            for name, priority in (
                ("background", Priority.BACKGROUND),
                ("normal", Priority.NORMAL),
                ("chat", Priority.CHAT),
            )
        ]

        async with a_worker(site, notes):
            for job in jobs:
                await site.until(job, JobStatus.COMPLETED)

        assert notes.seen == ["chat", "normal", "background"]

    async def test_does_jobs_of_one_key_one_at_a_time_and_in_order(self, site: Site) -> None:
        notes = Notes(site)
        jobs = [await site.enqueue(payload={"name": n}, key="account:1") for n in range(8)]

        async with (
            a_worker(site, notes, name="w1", concurrency=3),
            a_worker(site, notes, name="w2", concurrency=3),
        ):
            for job in jobs:
                await site.until(job, JobStatus.COMPLETED)

        assert notes.seen == list(range(8))
        assert notes.most == 1

    async def test_keeps_the_order_of_a_key_across_retries(self, site: Site) -> None:
        notes = Notes(site)
        jobs = [
            await site.enqueue(payload={"name": n, "breaks": int(n == 0)}, key="account:1")
            for n in range(3)
        ]

        async with a_worker(site, notes, concurrency=3):
            for job in jobs:
                await site.until(job, JobStatus.COMPLETED)

        assert notes.seen == [0, 0, 1, 2]
        assert notes.most == 1

    async def test_does_other_jobs_while_a_key_is_busy(self, site: Site) -> None:
        gate = asyncio.Event()

        async def do(run: Run) -> None:
            if run.job.key:
                await gate.wait()
            await complete(site.world, run)

        held = await site.enqueue(key="account:1")
        free = await site.enqueue()
        async with a_worker(site, do, concurrency=2):
            await site.until(held, JobStatus.PROCESSING)
            await site.until(free, JobStatus.COMPLETED)
            gate.set()
            await site.until(held, JobStatus.COMPLETED)

    async def test_leaves_nothing_in_the_queue(self, site: Site) -> None:
        async with a_worker(site, Notes(site)):
            await site.until(await site.enqueue(), JobStatus.COMPLETED)

        assert queue_length(site) == 0


class TestTime:
    async def test_starts_a_job_when_it_is_due(self, site: Site) -> None:
        due_at = site.world.clock.now() + timedelta(seconds=1)
        job = await site.enqueue(run_at=due_at)

        async with a_worker(site, Notes(site)):
            done = await site.until(job, JobStatus.COMPLETED)

        assert done.started_at is not None
        assert timedelta(0) <= done.started_at - due_at < timedelta(seconds=1)

    async def test_starts_a_new_job_at_once(self, site: Site) -> None:
        async with a_worker(site, Notes(site)):
            await site.until(await site.enqueue(), JobStatus.COMPLETED)
            job = await site.enqueue()
            done = await site.until(job, JobStatus.COMPLETED)

        assert done.started_at is not None
        assert done.started_at - done.created_at < timedelta(seconds=0.5)


class TestEnd:
    async def test_does_not_break_off_a_run_that_has_written_its_end(self, site: Site) -> None:
        cleaned_up = asyncio.Event()

        async def do(run: Run) -> None:
            await complete(site.world, run)
            # Long enough for the worker to look at its runs several times.
            await asyncio.sleep(QUICK.look_s * 5)
            cleaned_up.set()

        async with a_worker(site, do):
            await site.until(await site.enqueue(), JobStatus.COMPLETED)
            await asyncio.wait_for(cleaned_up.wait(), 5)


class TestTrouble:
    async def test_tries_again_after_something_unexpected(self, site: Site) -> None:
        job = await site.enqueue(payload={"breaks": 1})

        async with a_worker(site, Notes(site)):
            waiting = await eventually(lambda: self._broken(site, job.id))
            done = await site.until(job, JobStatus.COMPLETED)

        assert waiting == "error.job_broke"
        assert (done.run_no, done.attempts) == (2, 2)
        assert await site.events(job, Kind.JOB_PROCESSING_FAILED) == 1

    @staticmethod
    async def _broken(site: Site, job_id: str) -> str | None:
        async with site.world.uow() as tx:
            [job] = [one for one in await tx.jobs.recent() if one.id == job_id]
            return job.error_code

    async def test_fails_in_the_end(self, site: Site) -> None:
        job = await site.enqueue(payload={"breaks": 9}, max_attempts=2)

        async with a_worker(site, Notes(site)):
            failed = await site.until(job, JobStatus.FAILED)

        assert (failed.attempts, failed.error_code) == (2, "error.job_broke")
        assert await site.events(job, Kind.JOB_PROCESSING_FAILED) == 2

    async def test_does_not_repeat_what_was_refused(self, site: Site) -> None:
        async def refuse(run: Run) -> None:
            raise NotFound(what="video", ref="abc")

        job = await site.enqueue()
        async with a_worker(site, refuse):
            failed = await site.until(job, JobStatus.FAILED)

        assert (failed.attempts, failed.error_code) == (1, "error.not_found")
        assert failed.error_values == {"what": "video", "ref": "abc"}

    async def test_tries_again_when_the_ledger_was_not_there(self, site: Site) -> None:
        async def do(run: Run) -> None:
            if run.run_no == 1:
                raise LedgerUnavailable
            await complete(site.world, run)

        job = await site.enqueue()
        async with a_worker(site, do):
            await site.until(job, JobStatus.COMPLETED)

    async def test_finds_a_job_that_the_queue_lost(self, site: Site) -> None:
        job = await site.enqueue()
        with psycopg.connect(site.dsn) as connection:
            connection.execute("DELETE FROM procrastinate_jobs")

        async with a_worker(site, Notes(site)):
            await site.until(job, JobStatus.COMPLETED)

    async def test_finds_a_running_job_that_the_queue_lost(self, site: Site) -> None:
        job = await site.enqueue()
        async with site.world.uow() as tx:
            await tx.jobs.start(job.id, worker_id="gone", at=site.world.clock.now())
        with psycopg.connect(site.dsn) as connection:
            connection.execute("DELETE FROM procrastinate_jobs")

        async with a_worker(site, Notes(site)):
            done = await site.until(job, JobStatus.COMPLETED)

        assert done.run_no == 2


class TestCancel:
    async def test_never_starts_what_was_cancelled_in_time(self, site: Site) -> None:
        notes = Notes(site)
        job = await site.enqueue(payload={"name": "cancelled"})
        other = await site.enqueue(payload={"name": "other"})
        await cancel_job(world=site.world, principal=a_principal(), job_id=job.id)

        async with a_worker(site, notes):
            await site.until(other, JobStatus.COMPLETED)

        assert notes.seen == ["other"]
        assert await site.events(job, Kind.JOB_CANCELLED) == 1

    async def test_breaks_off_what_runs(self, site: Site) -> None:
        broken_off = asyncio.Event()

        async def do(run: Run) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                broken_off.set()

        job = await site.enqueue()
        async with a_worker(site, do):
            await site.until(job, JobStatus.PROCESSING)
            await cancel_job(world=site.world, principal=a_principal(), job_id=job.id)
            await site.until(job, JobStatus.CANCELLED, within_s=2)

        assert broken_off.is_set()
        assert await site.events(job, Kind.JOB_CANCELLED) == 1


class TestStop:
    async def test_gives_unfinished_jobs_back(self, site: Site) -> None:
        async def hold(run: Run) -> None:
            await asyncio.Event().wait()

        job = await site.enqueue()
        async with a_worker(site, hold):
            await site.until(job, JobStatus.PROCESSING)
        released = await site.get(job)

        assert (released.status, released.attempts) == (JobStatus.PENDING, 0)
        async with a_worker(site, Notes(site), name="w2"):
            done = await site.until(job, JobStatus.COMPLETED)
        assert done.worker_id == "w2"

    async def test_tells_the_ledger_when_a_worker_comes_and_goes(self, site: Site) -> None:
        async with a_worker(site, Notes(site), name="w1"):
            await site.until(await site.enqueue(), JobStatus.COMPLETED)

        async with site.world.uow() as tx:
            events = await tx.ledger.ask(Question(entity_id="w1"))
        assert [e.entry.kind for e in events] == [Kind.WORKER_STOPPED, Kind.WORKER_STARTED]

    async def test_ends_the_process_in_time(self, site: Site, tmp_path: Path) -> None:
        job = await site.enqueue(payload={"hold": "always"})
        with hands(site, tmp_path) as [hand]:
            await site.until(job, JobStatus.PROCESSING)
            began = time.monotonic()

            hand.tell(signal.SIGTERM)

            assert await asyncio.to_thread(hand.end) == 0
            assert time.monotonic() - began < 10
        assert (await site.get(job)).status is JobStatus.PENDING


async def holder(site: Site, job: Job, pair: list[Hand]) -> tuple[Hand, Hand]:
    """The worker process that does the job, and the other one, which is ready by now."""
    running = await site.until(job, JobStatus.PROCESSING)
    workers = Workers(site.engine)

    async def both() -> bool | None:
        return len(await workers.alive(now=site.world.clock.now())) == 2 or None

    await eventually(both)
    first, second = pair
    return (first, second) if f"-{first.pid}-" in str(running.worker_id) else (second, first)


class TestDeath:
    async def test_of_a_worker_gives_its_job_to_another(self, site: Site, tmp_path: Path) -> None:
        job = await site.enqueue(payload={"hold": "first"})
        with hands(site, tmp_path, count=2) as pair:
            victim, other = await holder(site, job, pair)

            victim.kill()
            done = await site.until(job, JobStatus.COMPLETED)

        assert (done.result, done.run_no) == ({"pid": other.pid}, 2)
        assert await site.events(job, Kind.JOB_PROCESSING_COMPLETED) == 1

    async def test_that_was_only_a_pause_leaves_nothing_to_write(
        self, site: Site, tmp_path: Path
    ) -> None:
        refused = tmp_path / "refused"
        job = await site.enqueue(payload={"stubborn_s": 1.5, "refused": str(refused)})
        with hands(site, tmp_path, count=2) as pair:
            paused, other = await holder(site, job, pair)
            paused.tell(signal.SIGSTOP)
            done = await site.until(job, JobStatus.COMPLETED)

            paused.tell(signal.SIGCONT)
            await eventually(lambda: self._exists(refused))

            assert done.result == {"pid": other.pid}
        assert await site.get(job) == done
        assert await site.events(job, Kind.JOB_PROCESSING_COMPLETED) == 1

    @staticmethod
    async def _exists(path: Path) -> bool | None:
        return path.exists() or None

    async def test_again_and_again_ends_with_the_job(self, site: Site, tmp_path: Path) -> None:
        job = await site.enqueue(payload={"crash": True}, max_attempts=1)

        with hands(site, tmp_path, reborn=True):
            failed = await site.until(job, JobStatus.FAILED)

        assert (failed.error_code, failed.run_no) == ("error.job_crashed", 3)
