"""The scheduler: every due time once, whoever dies."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from domain.job import Job, JobKind, JobQuery
from entrypoints.schedule import SCHEDULE, Tick, cron
from tests.entrypoints.labour import PROJECT, Site, eventually, open_site

EVERY_DAY = Tick(name="daily", kind=JobKind.EXPIRE_APPROVALS, when=cron(hour=7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestTick:
    @pytest.mark.parametrize(
        ("now", "due_at"),
        [
            ("2030-03-31T07:00:00", "2030-03-31T07:00:00"),
            ("2030-03-31T07:04:59", "2030-03-31T07:00:00"),
        ],
    )
    def test_knows_when_it_was_due_last(self, now: str, due_at: str) -> None:
        assert EVERY_DAY.last_due_at(at(now)) == at(due_at)

    @pytest.mark.parametrize("now", ["2030-03-31T06:59:59", "2030-03-31T07:05:01"])
    def test_forgets_what_is_too_long_ago(self, now: str) -> None:
        assert EVERY_DAY.last_due_at(at(now)) is None


class TestSchedule:
    def test_names_each_task_once(self) -> None:
        names = [tick.name for tick in SCHEDULE]

        assert len(set(names)) == len(names)

    @pytest.mark.parametrize("kind", [JobKind.RECONCILE_PUBLICATIONS, JobKind.EXPIRE_APPROVALS])
    def test_looks_after_publications_and_approvals_every_few_minutes(self, kind: JobKind) -> None:
        [tick] = [tick for tick in SCHEDULE if tick.kind is kind]

        assert tick.last_due_at(at("2030-01-01T10:17:42")) is not None


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(database_url, tmp_path / "spool") as site:
        yield site


def start(site: Site, tmp_path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.entrypoints.clockwork", site.dsn, str(tmp_path / "spool")],
        cwd=PROJECT,
    )


def leader(site: Site) -> int | None:
    """How the database knows the leader's connection."""
    with psycopg.connect(site.dsn) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        ).fetchone()
        return int(row[0]) if row else None


async def fired(site: Site, *, at_least: int) -> list[Job]:
    async def look() -> list[Job] | None:
        async with site.world.uow() as tx:
            jobs = list(await tx.jobs.recent(limit=100, only=JobQuery(scheduled=True)))
        return jobs if len(jobs) >= at_least else None

    return await eventually(look)


def due_times(jobs: list[Job]) -> list[datetime]:
    return sorted(datetime.fromisoformat(str(job.payload["due_at"])) for job in jobs)


async def test_two_schedulers_fire_each_time_once_and_one_takes_over_from_the_other(
    site: Site, tmp_path: Path
) -> None:
    first = start(site, tmp_path)
    second: subprocess.Popen[bytes] | None = None
    try:
        before = len(await fired(site, at_least=1))
        second = start(site, tmp_path)
        await fired(site, at_least=before + 3)

        first.kill()
        first.wait()
        died_at = site.world.clock.now()

        async def taken_over() -> Job | None:
            async with site.world.uow() as tx:
                jobs = await tx.jobs.recent(limit=1, only=JobQuery(scheduled=True))
            return jobs[0] if jobs[0].created_at > died_at + timedelta(seconds=1) else None

        newest = await eventually(taken_over)
        jobs = await fired(site, at_least=before + 4)
        second.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(second.wait, 10) == 0
    finally:
        for process in (first, second):
            if process is not None:
                process.kill()
                process.wait()

    assert newest.created_at - died_at < timedelta(seconds=6)
    times = due_times(jobs)
    assert len(set(times)) == len(times)


async def test_the_lead_is_taken_up_again_after_its_connection_broke(
    site: Site, tmp_path: Path
) -> None:
    process = start(site, tmp_path)
    try:
        await fired(site, at_least=1)
        old = leader(site)
        with psycopg.connect(site.dsn) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", (old,))

        async def led_again() -> int | None:
            new = leader(site)
            return new if new != old else None

        assert await eventually(led_again) is not None
    finally:
        process.kill()
        process.wait()
