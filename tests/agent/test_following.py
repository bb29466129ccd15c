import asyncio
from datetime import timedelta

import pytest

from agent.events import ActionProgress
from agent.following import Following, TimeLimit
from domain.ids import JobId
from domain.job import Job, JobStatus
from domain.texts import Locale
from tests.build import NOON, a_new_job, new_id
from tests.fakes.memory.database import MemoryDatabase

WORKER = "w1"


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


class Conversation:
    """Waits for one job and hears how it goes."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database
        self.heard: list[ActionProgress] = []
        self.heard_something = asyncio.Event()

    async def follow(self, job_id: JobId) -> Job:
        async with asyncio.timeout(10) as scope:
            follow = Following(
                world=self.database.world,
                locale=Locale.EN,
                call_id="call",
                tell=self._hear,
                limit=TimeLimit(scope, seconds=10),
                patience_s=3,
            )
            return await follow(job_id)

    def _hear(self, progress: ActionProgress) -> None:
        self.heard.append(progress)
        self.heard_something.set()


async def queued(database: MemoryDatabase, *, due_in: timedelta, publication: bool = True) -> Job:
    about = new_id() if publication else None
    new = a_new_job(run_at=NOON + due_in, publication_id=about)
    async with database() as tx:
        return await tx.jobs.enqueue(new)


def seconds_of_loop() -> float:
    return asyncio.get_running_loop().time()


class TestFollowing:
    async def test_ends_at_once_when_the_job_is_put_off_until_tomorrow(
        self, database: MemoryDatabase
    ) -> None:
        conversation = Conversation(database)
        job = await queued(database, due_in=timedelta())
        async with database() as tx:
            run = await tx.jobs.start(job.id, worker_id=WORKER, at=NOON)
        assert run is not None
        following = asyncio.create_task(conversation.follow(job.id))
        await conversation.heard_something.wait()
        began = seconds_of_loop()

        async with database() as tx:
            tomorrow = NOON + timedelta(days=1)
            await tx.jobs.postpone(run, until=tomorrow, keeps_turn=False)
        left = await following

        assert (left.status, left.run_at) == (JobStatus.PENDING, tomorrow)
        assert seconds_of_loop() - began < 2

    @pytest.mark.parametrize(
        ("publication", "late", "is_left"),
        [(True, 61, True), (True, 30, False), (False, 61, False)],
    )
    async def test_leaves_a_publication_that_waits_for_its_turn_and_no_other_job(
        self, database: MemoryDatabase, publication: bool, late: int, is_left: bool
    ) -> None:
        conversation = Conversation(database)
        job = await queued(database, due_in=timedelta(seconds=-late), publication=publication)
        began = seconds_of_loop()

        await conversation.follow(job.id)

        assert (seconds_of_loop() - began < 2) is is_left

    async def test_waits_for_a_job_that_is_tried_again_within_seconds(
        self, database: MemoryDatabase
    ) -> None:
        conversation = Conversation(database)
        job = await queued(database, due_in=timedelta(seconds=4))
        following = asyncio.create_task(conversation.follow(job.id))
        await conversation.heard_something.wait()

        async with database() as tx:
            run = await tx.jobs.start(job.id, worker_id=WORKER, at=NOON + timedelta(seconds=4))
            assert run is not None
            await tx.jobs.complete(run, result={}, at=NOON)

        assert (await following).status is JobStatus.COMPLETED
