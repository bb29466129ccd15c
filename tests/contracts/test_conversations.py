"""What every transaction promises about threads, messages, approvals and repeated requests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.approval import Approval, ApprovalStatus
from domain.ids import ApprovalId, ThreadId
from domain.ports import World
from domain.thread import Message, MessageStatus
from tests.build import NOON, a_message, a_thread, an_approval, new_id
from tests.contracts.stage import Cast, set_stage

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


class TestThreads:
    async def test_are_listed_for_their_owner_with_the_last_used_first(self, world: World) -> None:
        cast = await set_stage(world)
        second = a_thread(owner_id=cast.user.id)
        async with world.uow() as tx:
            await tx.messages.add_thread(second)
            await tx.messages.add(_message(cast, created_at=LATER))

        async with world.uow() as tx:
            first, other = await tx.messages.threads(cast.user.id)
            assert first == replace(cast.thread, updated_at=LATER)
            assert other == second
            assert await tx.messages.get_thread(second.id) == second
            assert len(await tx.messages.threads(cast.user.id, limit=1)) == 1


class TestMessages:
    async def test_of_the_same_origin_are_one_message(self, world: World) -> None:
        cast = await set_stage(world)
        first = _message(cast, origin="slack:1")
        repeat = _message(cast, origin="slack:1", text="something else")

        async with world.uow() as tx:
            assert await tx.messages.add(first) == first
            assert await tx.messages.add(repeat) == first

        async with world.uow() as tx:
            assert await tx.messages.of_thread(cast.thread.id) == [first]

    async def test_come_oldest_first_and_the_newest_when_there_are_too_many(
        self, world: World
    ) -> None:
        cast = await set_stage(world)
        messages = [_message(cast) for _ in range(3)]
        async with world.uow() as tx:
            for message in messages:
                await tx.messages.add(message)

        async with world.uow() as tx:
            assert await tx.messages.of_thread(cast.thread.id) == messages
            assert await tx.messages.of_thread(cast.thread.id, limit=2) == messages[1:]

    async def test_are_taken_up_running_ones_first_then_in_order(self, world: World) -> None:
        cast = await set_stage(world)
        first, second = _message(cast), _message(cast)
        async with world.uow() as tx:
            await tx.messages.add(first)
            await tx.messages.add(second)

        async with world.uow() as tx:
            assert await tx.messages.next_queued(cast.thread.id) == first
            await tx.messages.set_status(second.id, MessageStatus.RUNNING)
            running = await tx.messages.next_queued(cast.thread.id)
            assert running == replace(second, status=MessageStatus.RUNNING)
            await tx.messages.set_status(first.id, MessageStatus.DONE)
            await tx.messages.set_status(second.id, MessageStatus.WAITING)
            assert await tx.messages.next_queued(cast.thread.id) is None

    async def test_keep_their_reply_until_there_is_another(self, world: World) -> None:
        cast = await set_stage(world)
        message = _message(cast)

        async with world.uow() as tx:
            await tx.messages.add(message)
            await tx.messages.set_status(message.id, MessageStatus.WAITING, reply={"reply": "a?"})
            await tx.messages.set_status(message.id, MessageStatus.RUNNING)

        async with world.uow() as tx:
            kept = await tx.messages.get(message.id)
        assert kept.reply == {"reply": "a?"}
        assert kept.status is MessageStatus.RUNNING


class TestLease:
    async def test_belongs_to_one_holder_until_it_is_given_back_or_runs_out(
        self, world: World
    ) -> None:
        thread = (await set_stage(world)).thread

        async def lease(holder: str, *, minute: int) -> bool:
            now = NOON + timedelta(minutes=minute)
            async with world.uow() as tx:
                return await tx.messages.lease(
                    thread.id, holder=holder, now=now, until=now + timedelta(minutes=2)
                )

        assert await lease("a", minute=0)
        assert not await lease("b", minute=1)
        assert await lease("a", minute=1)
        assert not await lease("b", minute=2)
        assert await lease("b", minute=3)
        async with world.uow() as tx:
            await tx.messages.release(thread.id, holder="a")
        assert not await lease("a", minute=3)
        async with world.uow() as tx:
            await tx.messages.release(thread.id, holder="b")
        assert await lease("a", minute=3)

    async def test_is_not_given_for_a_thread_that_is_not_there(self, world: World) -> None:
        async with world.uow() as tx:
            assert not await tx.messages.lease(
                ThreadId(new_id()), holder="a", now=NOON, until=LATER
            )


class TestAbandoned:
    @pytest.mark.parametrize(
        ("status", "found"),
        [
            (MessageStatus.QUEUED, True),
            (MessageStatus.RUNNING, True),
            (MessageStatus.WAITING, False),
            (MessageStatus.DONE, False),
        ],
    )
    async def test_are_threads_with_open_messages(
        self, world: World, status: MessageStatus, found: bool
    ) -> None:
        cast = await set_stage(world)
        async with world.uow() as tx:
            await tx.messages.add(_message(cast, status=status))

        async with world.uow() as tx:
            assert (cast.thread.id in await tx.messages.abandoned(now=NOON)) is found

    async def test_are_not_those_that_somebody_holds(self, world: World) -> None:
        cast = await set_stage(world)
        async with world.uow() as tx:
            await tx.messages.add(_message(cast))
            await tx.messages.lease(cast.thread.id, holder="a", now=NOON, until=LATER)

        async with world.uow() as tx:
            assert await tx.messages.abandoned(now=NOON) == []
            assert await tx.messages.abandoned(now=LATER) == [cast.thread.id]

    @pytest.mark.parametrize(
        ("status", "carried_out", "found"),
        [
            (ApprovalStatus.PENDING, False, False),
            (ApprovalStatus.APPROVED, False, True),
            (ApprovalStatus.APPROVED, True, False),
            (ApprovalStatus.REJECTED, False, True),
            (ApprovalStatus.EXPIRED, False, True),
        ],
    )
    async def test_are_threads_whose_decision_was_not_carried_out(
        self, world: World, status: ApprovalStatus, carried_out: bool, found: bool
    ) -> None:
        cast = await set_stage(world)
        approval = _approval(cast, status=status, carried_out_at=NOON if carried_out else None)
        async with world.uow() as tx:
            await tx.messages.add(_message(cast, status=MessageStatus.WAITING))
            await tx.approvals.add(approval)

        async with world.uow() as tx:
            assert (cast.thread.id in await tx.messages.abandoned(now=NOON)) is found

    async def test_are_not_those_whose_waiting_message_went_on(self, world: World) -> None:
        cast = await set_stage(world)
        async with world.uow() as tx:
            await tx.messages.add(_message(cast, status=MessageStatus.DONE))
            await tx.approvals.add(_approval(cast, status=ApprovalStatus.REJECTED))

        async with world.uow() as tx:
            assert await tx.messages.abandoned(now=NOON) == []


class TestApprovals:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        cast = await set_stage(world)
        approval = _approval(cast, args={"n": 1, "f": 2.5, "deep": {"ñ": [None, True]}})
        approved = replace(
            approval,
            status=ApprovalStatus.APPROVED,
            decided_by=cast.user.id,
            decided_at=NOON,
            note="go",
        )

        async with world.uow() as tx:
            await tx.approvals.add(approval)
            await tx.approvals.save(approved)

        async with world.uow() as tx:
            assert await tx.approvals.get(approval.id, for_update=True) == approved
            assert await tx.approvals.recent(status=ApprovalStatus.APPROVED) == [approved]
            assert await tx.approvals.recent(status=ApprovalStatus.PENDING) == []
            assert await tx.approvals.recent(thread_id=cast.thread.id, limit=1) == [approved]
            assert await tx.approvals.recent(thread_id=ThreadId(new_id())) == []

    async def test_are_one_per_call(self, world: World) -> None:
        cast = await set_stage(world)
        first = _approval(cast, tool_call_id="call-1")

        async with world.uow() as tx:
            await tx.approvals.add(first)
            await tx.approvals.add(replace(first, id=ApprovalId(new_id()), summary="other"))

        async with world.uow() as tx:
            assert await tx.approvals.find_by_call(cast.thread.id, "call-1") == first
            assert await tx.approvals.find_by_call(cast.thread.id, "call-2") is None
            assert await tx.approvals.recent() == [first]

    async def test_are_carried_out_once(self, world: World) -> None:
        cast = await set_stage(world)
        approval = _approval(cast, status=ApprovalStatus.APPROVED)
        async with world.uow() as tx:
            await tx.approvals.add(approval)

        async with world.uow() as tx:
            assert await tx.approvals.carry_out(approval.id, at=LATER)
            assert not await tx.approvals.carry_out(approval.id, at=LATER)

        async with world.uow() as tx:
            assert (await tx.approvals.get(approval.id)).carried_out_at == LATER

    @pytest.mark.parametrize(
        "status", [status for status in ApprovalStatus if status is not ApprovalStatus.APPROVED]
    )
    async def test_are_not_carried_out_unless_they_were_approved(
        self, world: World, status: ApprovalStatus
    ) -> None:
        cast = await set_stage(world)
        approval = _approval(cast, status=status)
        async with world.uow() as tx:
            await tx.approvals.add(approval)

            assert not await tx.approvals.carry_out(approval.id, at=LATER)

    async def test_expire_when_their_time_is_up_and_nobody_decided(self, world: World) -> None:
        cast = await set_stage(world)
        over = _approval(cast, expires_at=NOON)
        open_still = _approval(cast, expires_at=LATER)
        decided = _approval(cast, expires_at=NOON, status=ApprovalStatus.APPROVED)
        async with world.uow() as tx:
            for approval in (over, open_still, decided):
                await tx.approvals.add(approval)

        async with world.uow() as tx:
            expired = await tx.approvals.expire(now=NOON)
            again = await tx.approvals.expire(now=NOON)

        assert expired == [replace(over, status=ApprovalStatus.EXPIRED)]
        assert again == []


class TestRequests:
    async def test_are_remembered(self, world: World) -> None:
        async with world.uow() as tx:
            assert await tx.requests.find("request") is None
            await tx.requests.remember("request", "made")

        async with world.uow() as tx:
            assert await tx.requests.find("request") == "made"


def _message(cast: Cast, **fields: object) -> Message:
    return a_message(thread_id=cast.thread.id, author_id=cast.user.id, **fields)


def _approval(cast: Cast, **fields: object) -> Approval:
    return an_approval(thread_id=cast.thread.id, requested_by=cast.user.id, **fields)
