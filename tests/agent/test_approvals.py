"""Actions that need a yes: bound to their exact arguments, carried out once, dropped, refused."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from agent.events import ActionStatus, ApprovalAsked, Reply
from agent.interpreter.model import InterpreterModel
from agent.model import Candidate
from domain.access import Forbidden, Role
from domain.approval import ApprovalNotPending, ApprovalStatus, Decision
from domain.ids import ApprovalId
from domain.ledger import Kind, Question
from domain.ports import World
from tests.agent.conftest import Stage
from tests.agent.workbench import OUTWARD_EFFECT, TOOLS, effects
from tests.build import an_entry
from tests.fakes.clock import FixedClock
from tests.fakes.scripted_model import ScriptedModel, obeys

SEVEN: Final = datetime(2026, 11, 20, 7, tzinfo=UTC)
SHOUT = obeys(("shout", {"text": "news"}, "c1"))


async def _status(world: World, id_: ApprovalId) -> ApprovalStatus:
    async with world.uow() as tx:
        return (await tx.approvals.get(id_)).status


async def _events(world: World, kind: Kind) -> list[Mapping[str, Any]]:
    async with world.uow() as tx:
        return [event.entry.metadata for event in await tx.ledger.ask(Question(kinds=(kind,)))]


async def test_nothing_happens_before_somebody_says_yes(stage: Stage) -> None:
    editor = await stage.person()

    reply = await stage.say(stage.process(SHOUT), editor, "shout the news to them")

    assert [action.status for action in reply.actions] == [ActionStatus.WAITING]
    (asked,) = reply.approvals
    assert asked.args == {"text": "NEWS 0"}
    assert asked.summary == "Shout “NEWS 0”."
    assert asked.summary in reply.reply
    assert [event.approval for event in stage.told(ApprovalAsked)] == [asked]
    assert await effects(stage.world, OUTWARD_EFFECT) == []


async def test_a_yes_carries_out_the_stored_arguments_and_answers_with_the_turn(
    stage: Stage,
) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news to them")).approvals
    async with stage.world.uow() as tx:
        await tx.ledger.append(an_entry())

    reply = await stage.decide(process, admin, asked.id)

    assert [action.as_json() for action in reply.actions] == [
        {
            "tool": "shout",
            "args": {"text": "NEWS 0"},
            "status": "done",
            "result": {"summary": "Shouted NEWS 0.", "heard": "NEWS 0"},
            "error": None,
        }
    ]
    assert reply.approvals == []
    assert await effects(stage.world, OUTWARD_EFFECT) == [{"text": "NEWS 0"}]
    (done,) = await _events(stage.world, OUTWARD_EFFECT)
    assert done == {"text": "NEWS 0"}


async def test_the_effect_is_the_requester_s_and_the_decision_the_decider_s(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    await stage.decide(process, admin, asked.id)

    async with stage.world.uow() as tx:
        (shouted,) = await tx.ledger.ask(Question(kinds=(OUTWARD_EFFECT,)))
        (granted,) = await tx.ledger.ask(Question(kinds=(Kind.APPROVAL_GRANTED,)))
    assert shouted.entry.actor == editor.actor
    assert granted.entry.actor == admin.actor


async def test_a_second_decision_is_refused_and_changes_nothing(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals
    await stage.decide(process, admin, asked.id)

    with pytest.raises(ApprovalNotPending):
        await stage.decide(process, admin, asked.id, Decision.REJECT)

    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 1


async def test_two_decisions_at_once_have_one_effect(stage: Stage) -> None:
    editor = await stage.person()
    first, second = await stage.person(Role.ADMIN), await stage.person(Role.ADMIN)
    here, there = stage.process(SHOUT), stage.process(SHOUT)
    (asked,) = (await stage.say(here, editor, "shout the news")).approvals

    ends = await asyncio.gather(
        stage.decide(here, first, asked.id),
        stage.decide(there, second, asked.id),
        return_exceptions=True,
    )

    assert sorted(type(end).__name__ for end in ends) == ["ApprovalNotPending", "Reply"]
    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 1


async def test_a_no_is_told_with_its_reason(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    reply = await stage.decide(process, admin, asked.id, Decision.REJECT, "too loud")

    assert reply.actions[0].status is ActionStatus.DENIED
    assert "too loud" in (reply.actions[0].error or "")
    assert await effects(stage.world, OUTWARD_EFFECT) == []


async def test_who_may_not_approve_is_refused(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    with pytest.raises(Forbidden):
        await stage.decide(process, editor, asked.id)

    assert await _status(stage.world, asked.id) is ApprovalStatus.PENDING


async def test_the_requester_s_role_counts_when_the_action_is_carried_out(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals
    await stage.become(editor, role=Role.VIEWER)

    reply = await stage.decide(process, admin, asked.id)

    assert reply.actions[0].status is ActionStatus.DENIED
    assert await effects(stage.world, OUTWARD_EFFECT) == []


async def test_stored_arguments_that_were_changed_are_not_carried_out(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals
    async with stage.world.uow() as tx:
        approval = await tx.approvals.get(asked.id)
        await tx.approvals.save(replace(approval, args={"text": "OTHER NEWS"}))

    reply = await stage.decide(process, admin, asked.id)

    assert reply.actions[0].status is ActionStatus.DENIED
    assert await effects(stage.world, OUTWARD_EFFECT) == []


async def test_what_cannot_be_done_is_refused_before_anybody_is_asked(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("shout", {"text": "nothing"}, "c1")))

    reply = await stage.say(process, editor, "shout nothing at all")

    assert reply.approvals == []
    assert reply.actions[0].status is ActionStatus.FAILED


async def test_siblings_of_an_action_that_waits_run_once(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    script = obeys(
        ("write", {"text": "a"}, "c1"),
        ("shout", {"text": "one"}, "c2"),
        ("shout", {"text": "two"}, "c3"),
    )
    process = stage.process(script)
    waiting = await stage.say(process, editor, "write and shout and shout")
    first, second = sorted(waiting.approvals, key=lambda asked: str(asked.args))

    between = await stage.decide(process, admin, first.id)
    end = await stage.decide(process, admin, second.id)

    assert [action.status.value for action in waiting.actions] == ["done", "waiting", "waiting"]
    assert [action.status.value for action in between.actions] == ["done", "done", "waiting"]
    assert [asked.id for asked in between.approvals] == [second.id]
    assert [action.status.value for action in end.actions] == ["done", "done", "done"]
    assert await effects(stage.world) == [{"text": "a"}]
    shouted = await effects(stage.world, OUTWARD_EFFECT)
    assert sorted(str(one["text"]) for one in shouted) == ["ONE 0", "TWO 0"]


async def test_two_approvals_of_one_turn_at_once_both_run_once(stage: Stage) -> None:
    editor = await stage.person()
    first, second = await stage.person(Role.ADMIN), await stage.person(Role.ADMIN)
    script = obeys(("shout", {"text": "one"}, "c1"), ("shout", {"text": "two"}, "c2"))
    here, there = stage.process(script), stage.process(script)
    one, two = (await stage.say(here, editor, "shout and shout")).approvals

    replies = await asyncio.gather(_decide(here, first, one.id), _decide(there, second, two.id))

    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 2
    assert any(isinstance(reply, Reply) and not reply.approvals for reply in replies)


async def _decide(process: Any, who: Any, id_: ApprovalId) -> Any:
    turn = process.decide(principal=who, approval_id=id_, decision=Decision.APPROVE, note=None)
    return [event async for event in turn][-1]


async def test_a_message_does_not_approve_and_is_told_what_waits(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    reply = await stage.say(process, editor, "yes, do it")

    assert reply.approvals == [asked]
    assert asked.summary in reply.reply
    assert await _status(stage.world, asked.id) is ApprovalStatus.PENDING
    assert await effects(stage.world, OUTWARD_EFFECT) == []


@pytest.mark.parametrize("word", ["cancel", "Cancela", "¡Para!", "stop it please"])
async def test_a_cancel_drops_what_waits_and_the_turn_goes_on(stage: Stage, word: str) -> None:
    editor = await stage.person()
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    await stage.say(process, editor, word)
    await process.idle()

    assert await _status(stage.world, asked.id) is ApprovalStatus.REJECTED
    async with stage.world.uow() as tx:
        first, _ = await tx.messages.of_thread(stage.thread) if stage.thread else ()
    assert first.status.value == "done"
    again = await stage.say(process, editor, "shout the news once more")
    assert len(again.approvals) == 1
    assert await effects(stage.world, OUTWARD_EFFECT) == []


INTERPRETER = InterpreterModel(specs=TOOLS, now=lambda: SEVEN, zone=ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("look at job 3", "Looked at"), ("hush", "Hushed."), ("stop everything", "Hushed.")],
)
async def test_what_reads_or_holds_back_is_done_while_an_action_waits(
    stage: Stage, text: str, told: str
) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(
        INTERPRETER, others=(Candidate(name="openai:gpt", model=ScriptedModel(script=SHOUT)),)
    )
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals

    reply = await stage.say(process, editor, text)

    assert told in reply.reply
    assert [action.status for action in reply.actions] == [ActionStatus.DONE]
    assert reply.approvals == [asked]
    assert await _status(stage.world, asked.id) is ApprovalStatus.PENDING
    after = await stage.decide(process, admin, asked.id)
    assert [action.status for action in after.actions] == [ActionStatus.DONE]
    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 1


@pytest.mark.parametrize("text", ["write a word", "look at job 3 and write a word", "hello"])
async def test_what_does_more_is_told_of_the_action_that_waits(stage: Stage, text: str) -> None:
    editor = await stage.person()
    process = stage.process(INTERPRETER)
    (asked,) = (await stage.say(process, editor, "shout news")).approvals

    reply = await stage.say(process, editor, text)

    assert asked.summary in reply.reply
    assert list(reply.actions) == []
    assert await effects(stage.world) == []
    assert await _status(stage.world, asked.id) is ApprovalStatus.PENDING


async def test_a_question_that_ran_out_does_not_hold_the_thread(
    stage: Stage, clock: FixedClock
) -> None:
    editor = await stage.person()
    process = stage.process(SHOUT)
    await stage.say(process, editor, "shout the news")
    clock.forward(minutes=16)

    again = await stage.say(process, editor, "shout the news once more")

    assert len(again.approvals) == 1
    assert again.approvals[0].expires_at - clock.now() == timedelta(minutes=15)
    async with stage.world.uow() as tx:
        first, second = await tx.messages.of_thread(again.thread)
    assert first.status.value == "done"
    assert "in time" in str(first.reply)
    assert second.status.value == "waiting"


async def test_an_approved_action_is_carried_out_after_the_process_that_asked_is_gone(
    stage: Stage,
) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    before = stage.process(SHOUT)
    (asked,) = (await stage.say(before, editor, "shout the news")).approvals
    await before.drain(grace_s=0)

    reply = await stage.decide(stage.process(SHOUT), admin, asked.id)

    assert reply.actions[0].status is ActionStatus.DONE
    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 1


async def test_a_decision_that_nobody_listened_to_is_found_by_recovery(stage: Stage) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    process = stage.process(SHOUT)
    (asked,) = (await stage.say(process, editor, "shout the news")).approvals
    async with stage.world.uow() as tx:
        approval = await tx.approvals.get(asked.id)
        decided = approval.decided(
            Decision.APPROVE, by=admin, at=stage.world.clock.now(), note=None
        )
        await tx.approvals.save(decided)
    await process.idle()
    later = stage.process(SHOUT)

    found = await later.recover()
    await later.idle()

    assert found == 1
    assert len(await effects(stage.world, OUTWARD_EFFECT)) == 1
    assert await later.recover() == 0
