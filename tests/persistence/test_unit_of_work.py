import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.approval import ApprovalStatus
from domain.ids import Actor, VideoId
from domain.job import RunSuperseded
from domain.ledger import Question
from domain.platforms import Platform
from domain.ports import World
from domain.thread import MessageStatus
from domain.video import VideoExists
from persistence.spool import Spool
from persistence.unit_of_work import BlockBroken, PostgresUnitOfWork
from tests.build import (
    NOON,
    a_clip,
    a_message,
    a_new_job,
    a_publication,
    a_user,
    a_variant,
    a_video,
    an_approval,
    an_attempt,
    an_entry,
    new_id,
)
from tests.contracts.stage import set_stage
from tests.fakes.clock import FixedClock


async def users(uow: PostgresUnitOfWork) -> int:
    async with uow() as tx:
        return await tx.users.count()


async def _until_someone_waits(engine: AsyncEngine) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with asyncio.timeout(10), engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not (await connection.exec_driver_sql(query)).scalar_one():
            await asyncio.sleep(0.01)


class TestBlock:
    async def test_is_undone_when_its_task_is_cancelled(self, uow: PostgresUnitOfWork) -> None:
        inside = asyncio.Event()

        async def block() -> None:
            async with uow() as tx:
                await tx.users.add(a_user())
                await tx.ledger.append(an_entry())
                inside.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(block())
        await inside.wait()
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert await users(uow) == 0

    async def test_can_be_cancelled_while_the_database_works_for_it(
        self, world: World, engine: AsyncEngine
    ) -> None:
        thread = (await set_stage(world)).thread
        held, until = asyncio.Event(), NOON + timedelta(minutes=1)

        async def lease(holder: str) -> None:
            async with world.uow() as tx:
                await tx.messages.lease(thread.id, holder=holder, now=NOON, until=until)
                held.set()
                await asyncio.Event().wait()

        first = asyncio.create_task(lease("first"))
        await held.wait()
        second = asyncio.create_task(lease("second"))
        await _until_someone_waits(engine)

        for task in (second, first):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        async with world.uow() as tx:
            assert await tx.messages.lease(thread.id, holder="third", now=NOON, until=until)

    async def test_gives_its_connection_back_however_it_ends(
        self, uow: PostgresUnitOfWork, engine: AsyncEngine
    ) -> None:
        for error in (None, KeyError(), asyncio.CancelledError(), RunSuperseded()):
            try:
                async with uow() as tx:
                    await tx.users.count()
                    if error is not None:
                        raise error
            except (KeyError, asyncio.CancelledError, RunSuperseded):
                continue

        assert engine.pool.status().count("Connections in pool: 1") == 1

    async def test_is_not_silently_undone_after_a_swallowed_failure(
        self, uow: PostgresUnitOfWork
    ) -> None:
        video = a_video()
        with pytest.raises(BlockBroken):
            async with uow() as tx:
                await tx.videos.add(video)
                with pytest.raises(IntegrityError):
                    await tx.clips.add(a_clip(video_id=video.id))

        async with uow() as tx:
            assert await tx.videos.recent() == []

    async def test_sees_nothing_of_another_that_is_still_open(
        self, uow: PostgresUnitOfWork
    ) -> None:
        async with uow() as tx:
            await tx.users.add(a_user())

            assert await users(uow) == 0

        assert await users(uow) == 1


class TestStamp:
    async def test_says_which_worker_and_which_trace(
        self, engine: AsyncEngine, spool: Spool, clock: FixedClock
    ) -> None:
        uow = PostgresUnitOfWork(
            engine,
            spool=spool,
            clock=clock,
            new_id=new_id,
            trace=lambda: "0123abcd",
        )
        async with uow() as tx:
            await tx.ledger.append(an_entry(actor=Actor("worker:w9")))

        async with uow() as tx:
            (event,) = await tx.ledger.ask(Question())
        assert (event.worker_id, event.trace_id) == ("w9", "0123abcd")


class TestAtOnce:
    """What several blocks do at the same time."""

    async def test_one_approval_is_carried_out_once(self, world: World) -> None:
        cast = await set_stage(world)
        approval = an_approval(
            thread_id=cast.thread.id,
            requested_by=cast.user.id,
            status=ApprovalStatus.APPROVED,
        )
        async with world.uow() as tx:
            await tx.approvals.add(approval)

        async def carry_out() -> bool:
            async with world.uow() as tx:
                return await tx.approvals.carry_out(approval.id, at=NOON)

        done = await asyncio.gather(*(carry_out() for _ in range(6)))

        assert sorted(done) == [False] * 5 + [True]

    async def test_one_thread_is_leased_to_one_holder(self, world: World) -> None:
        thread = (await set_stage(world)).thread

        async def lease(holder: str) -> bool:
            async with world.uow() as tx:
                return await tx.messages.lease(
                    thread.id, holder=holder, now=NOON, until=NOON + timedelta(minutes=1)
                )

        done = await asyncio.gather(*(lease(f"holder-{number}") for number in range(6)))

        assert sum(done) == 1

    async def test_no_clip_number_is_given_twice(self, world: World) -> None:
        cast = await set_stage(world)

        async def add() -> None:
            async with world.uow() as tx:
                number = await tx.clips.next_number(cast.video.id)
                await tx.clips.add(
                    a_clip(video_id=cast.video.id, job_id=cast.job.id, number=number)
                )

        await asyncio.gather(*(add() for _ in range(6)))

        async with world.uow() as tx:
            clips = await tx.clips.of_video(cast.video.id)
        assert [clip.number for clip in clips] == [1, 2, 3, 4, 5, 6, 7]

    async def test_one_request_has_one_effect(self, world: World) -> None:
        async def serve() -> str:
            async with world.uow() as tx:
                known = await tx.requests.find("request")
                if known:
                    return known
                user = a_user()
                await tx.users.add(user)
                await tx.requests.remember("request", user.id)
                return user.id

        answers = await asyncio.gather(*(serve() for _ in range(6)))

        assert len(set(answers)) == 1
        async with world.uow() as tx:
            assert await tx.users.count() == 1

    async def test_one_clip_goes_to_one_account_once(self, world: World) -> None:
        cast = await set_stage(world)

        async def schedule() -> bool:
            async with world.uow() as tx:
                if await tx.publications.find_standing(cast.clip.id, cast.account.id):
                    return False
                await tx.publications.add(
                    a_publication(
                        clip_id=cast.clip.id,
                        variant_id=cast.variant.id,
                        account_id=cast.account.id,
                    )
                )
                return True

        done = await asyncio.gather(*(schedule() for _ in range(6)))

        assert sum(done) == 1

    async def test_the_same_delivery_is_one_message(self, world: World) -> None:
        cast = await set_stage(world)

        async def deliver() -> str:
            message = a_message(thread_id=cast.thread.id, author_id=cast.user.id, origin="slack:1")
            async with world.uow() as tx:
                return (await tx.messages.add(message)).id

        assert len(set(await asyncio.gather(*(deliver() for _ in range(6))))) == 1

    async def test_the_same_variant_is_current_once(self, world: World) -> None:
        cast = await set_stage(world)

        async def render() -> None:
            async with world.uow() as tx:
                await tx.clips.add_variant(a_variant(clip_id=cast.clip.id))

        await asyncio.gather(*(render() for _ in range(6)))

        async with world.uow() as tx:
            assert len(await tx.clips.variants([cast.clip.id])) == 1

    async def test_the_same_bytes_are_one_video(self, world: World) -> None:
        video = a_video()

        async def add() -> bool:
            try:
                async with world.uow() as tx:
                    await tx.videos.add(replace(video, id=VideoId(new_id())))
            except VideoExists:
                return False
            return True

        assert sum(await asyncio.gather(*(add() for _ in range(6)))) == 1

    async def test_the_same_asking_for_a_job_is_one_job(self, world: World) -> None:
        async def enqueue() -> str:
            async with world.uow() as tx:
                return (await tx.jobs.enqueue(a_new_job(request_key="request"))).id

        assert len(set(await asyncio.gather(*(enqueue() for _ in range(6))))) == 1


class TestText:
    async def test_that_postgres_cannot_keep_is_kept_as_far_as_it_goes(self, world: World) -> None:
        cast = await set_stage(world)
        message = a_message(
            thread_id=cast.thread.id, author_id=cast.user.id, text="a\x00b \ud800 ☃"
        )
        async with world.uow() as tx:
            await tx.messages.add(message)
            await tx.messages.set_status(
                message.id, MessageStatus.DONE, reply={"reply": "\x00 \ud800 🎬", "n": 0.5}
            )

        async with world.uow() as tx:
            kept = await tx.messages.get(message.id)
        assert kept.text == "a\ufffdb \ufffd ☃"
        assert kept.reply == {"reply": "\ufffd \ufffd 🎬", "n": 0.5}

    async def test_that_nothing_can_be_called_finds_nothing(self, world: World) -> None:
        """Such text comes in with requests; it is no reason to break."""
        cast, strange = await set_stage(world), "\x00\ud800"

        async with world.uow() as tx:
            assert await tx.users.find_by_email(strange) is None
            assert await tx.videos.recent(named=strange) == []
            assert await tx.campaigns.recent(named=strange) == []
            assert await tx.requests.find(strange) is None
            assert await tx.approvals.find_by_call(cast.thread.id, strange) is None
            youtube = Platform.YOUTUBE
            found = await tx.accounts.find(platform=youtube, external_id=strange, rehearsal=True)
            assert found is None
            assert await tx.ledger.ask(Question(entity_id=strange, actor=Actor(strange))) == []


class TestSecrets:
    async def test_of_an_upload_are_not_in_the_database(
        self, world: World, engine: AsyncEngine
    ) -> None:
        cast = await set_stage(world)
        publication = a_publication(
            clip_id=cast.clip.id, variant_id=cast.variant.id, account_id=cast.account.id
        )
        attempt = an_attempt(publication_id=publication.id, handle="https://upload/secret")
        async with world.uow() as tx:
            await tx.publications.add(publication)
            await tx.publications.add_attempt(attempt)
            assert await tx.publications.attempts(publication.id) == [attempt]

        async with engine.connect() as connection:
            rows = await connection.execute(sa.text("SELECT * FROM publication_attempts"))
            kept = str(rows.all())

        assert "secret" not in kept
