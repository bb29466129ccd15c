"""The jobs repository on a real Postgres: what is written, what is refused, whose turn it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from domain.errors import NotFound
from domain.ids import JobId
from domain.job import (
    Job,
    JobNotCancellable,
    JobNotRetryable,
    JobQuery,
    JobStatus,
    NewJob,
    Run,
    RunSuperseded,
)
from domain.ledger import Kind, Question
from domain.ports import World
from tests.build import a_new_job, new_id
from tests.fakes.clock import FixedClock


class Broken(Exception):
    """Something that undoes a block."""


async def enqueue(world: World, new: NewJob | None = None) -> Job:
    async with world.uow() as tx:
        return await tx.jobs.enqueue(new or a_new_job())


async def get(world: World, id_: str) -> Job:
    async with world.uow() as tx:
        return await tx.jobs.get(JobId(id_))


async def try_start(world: World, job: Job, *, worker_id: str = "w1") -> Run | None:
    async with world.uow() as tx:
        return await tx.jobs.start(job.id, worker_id=worker_id, at=world.clock.now())


async def start(world: World, job: Job, *, worker_id: str = "w1") -> Run:
    run = await try_start(world, job, worker_id=worker_id)
    assert run is not None
    return run


async def complete(world: World, run: Run) -> Job:
    async with world.uow() as tx:
        return await tx.jobs.complete(run, result={"clips": 3}, at=world.clock.now())


async def fail(world: World, run: Run, *, retry_in_s: float | None = None) -> Job:
    now = world.clock.now()
    retry_at = None if retry_in_s is None else now + timedelta(seconds=retry_in_s)
    async with world.uow() as tx:
        return await tx.jobs.fail(
            run, code="error.job_broke", values={"trace": "t1"}, retry_at=retry_at, at=now
        )


async def request_cancel(world: World, job: Job) -> Job:
    async with world.uow() as tx:
        return await tx.jobs.request_cancel(job.id, at=world.clock.now())


async def kinds_of(world: World, job: Job) -> Sequence[Kind]:
    async with world.uow() as tx:
        events = await tx.ledger.ask(Question(job_id=job.id))
    return [event.entry.kind for event in events]


def handed_over(database_url: str) -> list[str]:
    """The ids of the jobs that the queue holds, in its order."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT args->>'job_id' FROM procrastinate_jobs ORDER BY priority DESC, id"
        )
        return [row[0] for row in rows]


class TestEnqueue:
    async def test_keeps_everything_that_was_asked_for(self, world: World) -> None:
        new = a_new_job(
            priority=5,
            key="account:1",
            request_key="r1",
            run_at=world.clock.now() + timedelta(hours=1),
            max_attempts=7,
            video_id=new_id(),
            campaign_id=new_id(),
            publication_id=new_id(),
        )

        job = await enqueue(world, new)

        assert await get(world, job.id) == job
        assert job == Job(
            id=job.id,
            status=JobStatus.PENDING,
            created_at=world.clock.now(),
            kind=new.kind,
            payload=new.payload,
            requested_by=new.requested_by,
            priority=5,
            key="account:1",
            request_key="r1",
            run_at=new.run_at,
            max_attempts=7,
            video_id=new.video_id,
            campaign_id=new.campaign_id,
            publication_id=new.publication_id,
        )

    async def test_tells_the_ledger(self, world: World) -> None:
        job = await enqueue(world)

        assert await kinds_of(world, job) == [Kind.JOB_CREATED]

    async def test_hands_over_what_is_due_now(self, world: World, database_url: str) -> None:
        job = await enqueue(world)

        assert handed_over(database_url) == [job.id]

    async def test_keeps_what_is_due_later_out_of_the_queue(
        self, world: World, database_url: str
    ) -> None:
        await enqueue(world, a_new_job(run_at=world.clock.now() + timedelta(seconds=1)))

        assert handed_over(database_url) == []

    async def test_leaves_nothing_when_the_block_is_undone(
        self, world: World, database_url: str
    ) -> None:
        with pytest.raises(Broken):
            async with world.uow() as tx:
                await tx.jobs.enqueue(a_new_job())
                raise Broken

        async with world.uow() as tx:
            assert await tx.jobs.recent() == []
        assert handed_over(database_url) == []

    async def test_gives_the_same_job_for_the_same_request(
        self, world: World, database_url: str
    ) -> None:
        first = await enqueue(world, a_new_job(request_key="r1"))

        second = await enqueue(world, a_new_job(request_key="r1", payload={"count": 9}))

        assert second == first
        assert handed_over(database_url) == [first.id]
        assert await kinds_of(world, first) == [Kind.JOB_CREATED]


class TestRecent:
    async def test_lists_the_newest_first_page_by_page(self, world: World) -> None:
        jobs = [await enqueue(world) for _ in range(3)]

        async with world.uow() as tx:
            page = await tx.jobs.recent(limit=2)
            rest = await tx.jobs.recent(limit=2, before=page[-1].id)

        assert [job.id for job in (*page, *rest)] == [job.id for job in reversed(jobs)]

    async def test_narrows_by_status_and_video(self, world: World) -> None:
        video_id = new_id()
        about_it = await enqueue(world, a_new_job(video_id=video_id))
        running = await enqueue(world)
        await start(world, running)

        async with world.uow() as tx:
            of_video = await tx.jobs.recent(only=JobQuery(video_id=video_id))
            processing = await tx.jobs.recent(only=JobQuery(status=JobStatus.PROCESSING))

        assert [job.id for job in of_video] == [about_it.id]
        assert [job.id for job in processing] == [running.id]

    async def test_says_not_found_for_an_id_that_is_none(self, world: World) -> None:
        with pytest.raises(NotFound):
            await get(world, "nonsense")


class TestStart:
    async def test_counts_the_run(self, world: World) -> None:
        job = await enqueue(world)

        run = await start(world, job, worker_id="w7")

        assert run == Run(job=await get(world, job.id), run_no=1, worker_id="w7")
        assert run.job.status is JobStatus.PROCESSING
        assert (run.job.attempts, run.job.worker_id) == (1, "w7")
        assert run.job.started_at == world.clock.now()

    async def test_finds_nothing_to_do_for_a_job_that_ended(self, world: World) -> None:
        job = await enqueue(world)
        await complete(world, await start(world, job))

        assert await try_start(world, job) is None

    async def test_leaves_a_job_alone_until_it_is_due(
        self, world: World, clock: FixedClock
    ) -> None:
        job = await enqueue(world, a_new_job(run_at=clock.now() + timedelta(seconds=10)))

        assert await try_start(world, job) is None
        clock.forward(seconds=10)
        assert await try_start(world, job) is not None

    async def test_gives_up_on_a_job_whose_workers_keep_dying(self, world: World) -> None:
        job = await enqueue(world, a_new_job(max_attempts=1))
        for _ in range(3):
            await start(world, job)

        assert await try_start(world, job) is None
        ended = await get(world, job.id)
        assert (ended.status, ended.error_code) == (JobStatus.FAILED, "error.job_crashed")
        assert ended.error_values == {"runs": 3}
        assert (await kinds_of(world, job))[0] is Kind.JOB_PROCESSING_FAILED


class TestRun:
    async def test_completes_with_its_result(self, world: World) -> None:
        run = await start(world, await enqueue(world))

        job = await complete(world, run)

        assert job == await get(world, job.id)
        assert (job.status, job.progress) == (JobStatus.COMPLETED, 1.0)
        assert job.result == {"clips": 3}
        assert job.finished_at == world.clock.now()

    async def test_tells_its_progress(self, world: World) -> None:
        run = await start(world, await enqueue(world))

        async with world.uow() as tx:
            await tx.jobs.progress(run, 0.25)

        assert (await get(world, run.job.id)).progress == 0.25

    async def test_may_write_nothing_after_a_takeover(self, world: World) -> None:
        job = await enqueue(world)
        old = await start(world, job)
        new = await start(world, job, worker_id="w2")

        for write in (complete(world, old), fail(world, old), fail(world, old, retry_in_s=1)):
            with pytest.raises(RunSuperseded):
                await write
        for act in ("progress", "hold", "cancelled", "release"):
            with pytest.raises(RunSuperseded):
                await self._write(world, old, act)
        assert await get(world, job.id) == new.job

    @staticmethod
    async def _write(world: World, run: Run, act: str) -> None:
        async with world.uow() as tx:
            match act:
                case "progress":
                    await tx.jobs.progress(run, 0.5)
                case "hold":
                    await tx.jobs.hold(run)
                case "cancelled":
                    await tx.jobs.cancelled(run, at=world.clock.now())
                case _:
                    await tx.jobs.release(run)

    async def test_may_write_nothing_after_its_end(self, world: World) -> None:
        run = await start(world, await enqueue(world))
        await complete(world, run)

        with pytest.raises(RunSuperseded):
            await complete(world, run)

    async def test_fails_for_good_with_what_can_be_said_of_it(self, world: World) -> None:
        run = await start(world, await enqueue(world))

        job = await fail(world, run)

        assert (job.status, job.error_code) == (JobStatus.FAILED, "error.job_broke")
        assert job.error_values == {"trace": "t1"}
        assert job.finished_at == world.clock.now()

    async def test_waits_for_its_retry(
        self, world: World, clock: FixedClock, database_url: str
    ) -> None:
        run = await start(world, await enqueue(world))

        job = await fail(world, run, retry_in_s=4)

        assert (job.status, job.run_at) == (
            JobStatus.PENDING,
            clock.now() + timedelta(seconds=4),
        )
        assert await try_start(world, job) is None
        clock.forward(seconds=4)
        again = await start(world, job)
        assert (again.run_no, again.job.attempts, again.job.error_code) == (2, 2, None)

    async def test_that_is_released_does_not_count(self, world: World, database_url: str) -> None:
        run = await start(world, await enqueue(world))

        async with world.uow() as tx:
            job = await tx.jobs.release(run)

        assert (job.status, job.attempts, job.run_no) == (JobStatus.PENDING, 0, 1)
        assert handed_over(database_url).count(job.id) == 2
        assert (await start(world, job)).run_no == 2


class TestCancel:
    async def test_ends_a_waiting_job_at_once(self, world: World) -> None:
        job = await enqueue(world)

        cancelled = await request_cancel(world, job)

        assert cancelled.status is JobStatus.CANCELLED
        assert await try_start(world, job) is None

    async def test_tells_a_running_job(self, world: World) -> None:
        run = await start(world, await enqueue(world))

        told = await request_cancel(world, run.job)

        assert told == replace(run.job, cancel_requested_at=world.clock.now())

    async def test_ends_a_retry_that_was_told_to_stop(self, world: World) -> None:
        run = await start(world, await enqueue(world))
        await request_cancel(world, run.job)
        job = await fail(world, run, retry_in_s=60)

        assert await try_start(world, job) is None
        assert (await get(world, job.id)).status is JobStatus.CANCELLED
        assert (await kinds_of(world, job))[0] is Kind.JOB_CANCELLED

    async def test_refuses_a_job_that_ended(self, world: World) -> None:
        run = await start(world, await enqueue(world))
        await complete(world, run)

        with pytest.raises(JobNotCancellable):
            await request_cancel(world, run.job)


class TestRetry:
    async def test_begins_anew_with_all_its_attempts(self, world: World, database_url: str) -> None:
        run = await start(world, await enqueue(world))
        await fail(world, run)

        async with world.uow() as tx:
            job = await tx.jobs.retry(run.job.id)

        assert (job.status, job.attempts, job.error_code) == (JobStatus.PENDING, 0, None)
        assert (await start(world, job)).run_no == 2

    async def test_refuses_a_job_that_goes_on(self, world: World) -> None:
        job = await enqueue(world)

        with pytest.raises(JobNotRetryable):
            async with world.uow() as tx:
                await tx.jobs.retry(job.id)


class TestKey:
    async def test_lets_one_job_run_at_a_time(self, world: World) -> None:
        first, second = [await enqueue(world, a_new_job(key="k")) for _ in range(2)]

        run = await start(world, first)

        assert await try_start(world, second) is None
        await complete(world, run)
        assert await try_start(world, second) is not None

    async def test_keeps_the_order_of_arrival(self, world: World) -> None:
        first, second = [await enqueue(world, a_new_job(key="k")) for _ in range(2)]

        assert await try_start(world, second) is None
        assert await try_start(world, first) is not None

    async def test_waits_for_the_retry_of_the_one_before(
        self, world: World, clock: FixedClock
    ) -> None:
        first, second = [await enqueue(world, a_new_job(key="k")) for _ in range(2)]
        await fail(world, await start(world, first), retry_in_s=60)

        assert await try_start(world, second) is None
        clock.forward(seconds=60)
        await complete(world, await start(world, first))
        assert await try_start(world, second) is not None

    async def test_is_not_held_up_by_what_is_due_later(
        self, world: World, clock: FixedClock
    ) -> None:
        later = clock.now() + timedelta(hours=1)
        await enqueue(world, a_new_job(key="k", run_at=later))
        now = await enqueue(world, a_new_job(key="k"))

        assert await try_start(world, now) is not None

    async def test_keeps_its_place_when_it_is_released(self, world: World) -> None:
        first, second = [await enqueue(world, a_new_job(key="k")) for _ in range(2)]
        run = await start(world, first)
        async with world.uow() as tx:
            await tx.jobs.release(run)

        assert await try_start(world, second) is None
        assert await try_start(world, first) is not None

    async def test_of_others_does_not_matter(self, world: World) -> None:
        await start(world, await enqueue(world, a_new_job(key="k")))
        other = await enqueue(world, a_new_job(key="another"))

        assert await try_start(world, other) is not None
