"""Threads, their order, their one writer, and turns that outlive whoever began them."""

import asyncio
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from agent.events import ActionProgress, Failed, Queued, Reply
from agent.graph import build_graph
from agent.model import Candidate
from domain.access import Permission, Principal, Role
from domain.errors import Invalid, NotFound
from domain.ids import MessageId
from domain.job import JobQuery, JobStatus
from domain.ledger import Kind, Question
from domain.texts import Locale
from domain.thread import MessageStatus
from tests.agent.conftest import Stage
from tests.agent.workbench import TOOLS, effects
from tests.build import new_id
from tests.fakes.scripted_model import ScriptedModel, calls, obeys, says

WRITE = obeys(("write", {"text": "a"}, "c1"))


async def _until(condition: Any, *, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.05)


class TestSay:
    async def test_goes_on_in_the_thread_that_it_began(self, stage: Stage) -> None:
        editor = await stage.person()
        model = ScriptedModel(script=lambda _: says("hello"))
        process = stage.process(model)

        first = await stage.say(process, editor, "hello there")
        second = await stage.say(process, editor, "and again")

        assert first.thread == second.thread
        assert [message.text for message in model.seen[-1][1:]] == [
            "hello there",
            "hello",
            "and again",
        ]

    async def test_keeps_the_reply_with_the_message(self, stage: Stage) -> None:
        editor = await stage.person()

        reply = await stage.say(stage.process(WRITE), editor, "write it")

        async with stage.world.uow() as tx:
            (message,) = await tx.messages.of_thread(reply.thread)
        assert message.reply == reply.as_json()
        assert Reply.from_json(message.reply) == reply

    async def test_answers_the_same_delivery_once(self, stage: Stage) -> None:
        editor = await stage.person()
        process = stage.process(WRITE)

        first = await stage.say(process, editor, "write it", origin="delivery-1")
        stage.thread = None
        second = await stage.say(process, editor, "write it", origin="delivery-1")

        assert second == first
        assert len(await effects(stage.world)) == 1

    async def test_gives_nobody_another_person_s_message_by_its_origin(self, stage: Stage) -> None:
        one, other = await stage.person(), await stage.person()
        process = stage.process(lambda history: says(history[-1].text))
        await stage.say(process, one, "my secret", origin="1")
        stage.thread = None

        reply = await stage.say(process, other, "something else", origin="1")

        assert reply.reply == "something else"

    async def test_keeps_people_out_of_each_other_s_threads(self, stage: Stage) -> None:
        one, other = await stage.person(), await stage.person()
        process = stage.process(WRITE)
        await stage.say(process, one, "write it")

        with pytest.raises(NotFound):
            await stage.say(process, other, "write it")

    @pytest.mark.parametrize("text", ["", "  \n", "x" * 8_001])
    async def test_refuses_what_cannot_be_a_message(self, stage: Stage, text: str) -> None:
        editor = await stage.person()

        with pytest.raises(Invalid):
            await stage.say(stage.process(WRITE), editor, text)

    async def test_stays_within_the_scopes_of_the_token(self, stage: Stage) -> None:
        admin = await stage.person(Role.ADMIN)
        narrow = Principal(
            user_id=admin.user_id,
            email=admin.email,
            role=admin.role,
            locale=admin.locale,
            scopes=frozenset({Permission.READ}),
        )

        reply = await stage.say(stage.process(WRITE), narrow, "write it")

        assert reply.actions[0].status.value == "denied"
        assert await effects(stage.world) == []

    async def test_answers_in_the_language_of_the_message(self, stage: Stage) -> None:
        editor = await stage.person(locale=Locale.EN)
        process = stage.process(lambda _: says(""))

        reply = await stage.say(process, editor, "¿qué puedes hacer por mí?")

        assert "otras palabras" in reply.reply

    async def test_goes_on_when_nobody_reads_the_events(self, stage: Stage) -> None:
        editor = await stage.person()
        gate = asyncio.Event()
        process = stage.process(ScriptedModel(script=WRITE, held=gate))
        turn = process.say(principal=editor, thread_id=None, text="write it", origin="1")
        waiting = asyncio.ensure_future(anext(aiter(turn)))
        await _until(lambda: _has_running(stage, editor))

        waiting.cancel()
        gate.set()
        await process.idle()

        assert len(await effects(stage.world)) == 1

    async def test_shows_a_model_no_call_that_was_left_open(self, stage: Stage) -> None:
        editor = await stage.person()
        model = ScriptedModel(script=lambda _: says("hello"))
        process = stage.process(model)
        stage.thread = (await stage.say(process, editor, "begin")).thread
        left_open = [HumanMessage("look"), calls(("look", {"subject": "it"}, "open"))]
        await build_graph(
            tools=TOOLS,
            candidates=[Candidate(name="interpreter", model=model)],
            checkpointer=stage.saver,
        ).aupdate_state(
            {"configurable": {"thread_id": stage.thread}}, {"messages": left_open}, as_node="tools"
        )

        await stage.say(process, editor, "go on then")

        *_, answer, last = model.seen[-1]
        assert isinstance(answer, ToolMessage)
        assert answer.tool_call_id == "open"
        assert last.text == "go on then"

    async def test_tells_a_safe_sentence_when_the_model_breaks(self, stage: Stage) -> None:
        editor = await stage.person()

        def breaks(_: Any) -> Any:
            raise RuntimeError("password=hunter2")

        turn = stage.process(breaks).say(
            principal=editor, thread_id=None, text="hello there", origin="1"
        )
        events = [event async for event in turn]

        assert isinstance(events[-1], Failed)
        assert "hunter2" not in events[-1].message
        async with stage.world.uow() as tx:
            (failed,) = await tx.ledger.ask(Question(kinds=(Kind.CHAT_TURN_FAILED,)))
            message = await tx.messages.get(MessageId(str(failed.entry.metadata["message"])))
        assert str(failed.entry.metadata["reference"]) in events[-1].message
        assert message.status is MessageStatus.FAILED


async def _has_running(stage: Stage, owner: Principal) -> bool:
    async with stage.world.uow() as tx:
        threads = await tx.messages.threads(owner.user_id)
        messages = [one for thread in threads for one in await tx.messages.of_thread(thread.id)]
    return any(message.status is MessageStatus.RUNNING for message in messages)


class TestOrder:
    async def test_a_message_during_a_turn_waits_for_its_own(self, stage: Stage) -> None:
        editor = await stage.person()
        gate = asyncio.Event()
        model = ScriptedModel(script=lambda history: says(f"re: {history[-1].text}"))
        process = stage.process(model)
        stage.thread = (await stage.say(process, editor, "begin")).thread
        await process.idle()
        held = stage.process(model.model_copy(update={"held": gate}))
        first = asyncio.create_task(_all(held, editor, stage, "first"))
        await _until(lambda: _count_running(stage))

        second = asyncio.create_task(_all(held, editor, stage, "second"))
        third = asyncio.create_task(_all(process, editor, stage, "third"))
        await _until(lambda: _count_queued(stage, 2))
        gate.set()
        replies = await asyncio.gather(first, second, third)

        assert [events[-1].reply for events in replies] == ["re: first", "re: second", "re: third"]
        assert isinstance(replies[1][0], Queued)

    async def test_many_at_once_are_answered_once_each(self, stage: Stage) -> None:
        editor = await stage.person()
        processes = [
            stage.process(lambda history: says(f"re: {history[-1].text}")) for _ in range(3)
        ]
        stage.thread = (await stage.say(processes[0], editor, "begin")).thread

        ends = await asyncio.gather(
            *(_all(processes[n % 3], editor, stage, str(n)) for n in range(9))
        )

        assert [events[-1].reply for events in ends] == [f"re: {n}" for n in range(9)]


async def _all(process: Any, who: Principal, stage: Stage, text: str) -> list[Any]:
    turn = process.say(principal=who, thread_id=stage.thread, text=text, origin=new_id())
    return [event async for event in turn]


async def _statuses(stage: Stage) -> list[MessageStatus]:
    assert stage.thread
    async with stage.world.uow() as tx:
        return [message.status for message in await tx.messages.of_thread(stage.thread)]


async def _count_running(stage: Stage) -> bool:
    return MessageStatus.RUNNING in await _statuses(stage)


async def _count_queued(stage: Stage, count: int) -> bool:
    return (await _statuses(stage)).count(MessageStatus.QUEUED) == count


class TestFollow:
    async def test_a_tool_shows_the_progress_of_its_job(self, stage: Stage) -> None:
        editor = await stage.person()
        process = stage.process(obeys(("work", {}, "c1")))
        events: list[Any] = []
        turn = asyncio.create_task(_into(events, process, editor))
        job = await _job(stage)

        async with stage.world.uow() as tx:
            run = await tx.jobs.start(job.id, worker_id="w", at=stage.world.clock.now())
            assert run
            await tx.jobs.progress(run, 0.5)
        await _until(lambda: _has_share(events, 0.5))
        async with stage.world.uow() as tx:
            await tx.jobs.complete(run, result={}, at=stage.world.clock.now())
        await turn

        result = events[-1].actions[0].result
        assert result == {"summary": "The job is completed.", "heard": job.id}
        progress = [event for event in events if isinstance(event, ActionProgress)]
        assert [event.note for event in progress] == ["in the queue", "under way", "done"]
        assert {event.id for event in progress} == {"c1"}


async def _into(events: list[Any], process: Any, who: Principal) -> None:
    turn = process.say(principal=who, thread_id=None, text="do the work please", origin="1")
    async for event in turn:
        events.append(event)


async def _has_share(events: list[Any], share: float) -> bool:
    return any(isinstance(event, ActionProgress) and event.share == share for event in events)


async def _job(stage: Stage) -> Any:
    async with asyncio.timeout(20):
        while True:
            async with stage.world.uow() as tx:
                jobs = await tx.jobs.recent(only=JobQuery(status=JobStatus.PENDING))
            if jobs:
                return jobs[0]
            await asyncio.sleep(0.05)


class TestShutdown:
    async def test_a_turn_that_was_begun_goes_on_elsewhere(self, stage: Stage) -> None:
        editor = await stage.person()
        process = stage.process(obeys(("write", {"text": "a"}, "c1"), ("work", {}, "c2")))
        turn = asyncio.create_task(_first_failure(process, editor))
        job = await _job(stage)

        await process.drain(grace_s=0.1)
        told = await turn
        later = stage.process(obeys(("write", {"text": "a"}, "c1"), ("work", {}, "c2")))
        assert await later.recover() == 1
        async with stage.world.uow() as tx:
            run = await tx.jobs.start(job.id, worker_id="w", at=stage.world.clock.now())
            assert run
            await tx.jobs.complete(run, result={}, at=stage.world.clock.now())
        await later.idle()

        assert "restarted" in told.message
        assert await effects(stage.world) == [{"text": "a"}]
        async with stage.world.uow() as tx:
            (message,) = await tx.messages.of_thread(told.thread)
            assert len(await tx.jobs.recent()) == 1
        assert message.status is MessageStatus.DONE


async def _first_failure(process: Any, who: Principal) -> Failed:
    turn = process.say(principal=who, thread_id=None, text="do the work please", origin="1")
    async for event in turn:
        if isinstance(event, Failed):
            return event
    raise AssertionError("the turn ended")
