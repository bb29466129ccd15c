"""What the gate lets through, and what everybody is told when it does not."""

import json

import pytest

from agent.events import ActionFinished, ActionStarted, ActionStatus, Token
from agent.limits import Limits
from agent.toolbelt import Pace
from domain.access import Role
from domain.ledger import Kind, Question, Severity
from domain.texts import Locale
from tests.agent.conftest import Stage
from tests.agent.workbench import effects
from tests.build import NOON
from tests.fakes.scripted_model import ScriptedModel, calls, obeys, says


async def test_a_call_that_is_allowed_is_done_and_recorded(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("write", {"text": "a"}, "c1")))

    reply = await stage.say(process, editor, "write it down please")

    assert [action.as_json() for action in reply.actions] == [
        {
            "tool": "write",
            "args": {"text": "a"},
            "status": "done",
            "result": {"summary": "Wrote a.", "heard": "a"},
            "error": None,
        }
    ]
    assert reply.model == "interpreter"
    assert await effects(stage.world) == [{"text": "a"}]
    async with stage.world.uow() as tx:
        (called,) = await tx.ledger.ask(Question(kinds=(Kind.TOOL_CALLED,)))
        (completed,) = await tx.ledger.ask(Question(kinds=(Kind.CHAT_TURN_COMPLETED,)))
    assert called.entry.actor == editor.actor
    assert called.entry.metadata["tool"] == "write"
    assert called.entry.metadata["args"] == {"text": "a"}
    assert called.entry.metadata["outcome"] == "done"
    assert completed.entry.metadata["tools"] == ["write"]
    assert completed.entry.metadata["input_tokens"] == 20


async def test_the_turn_is_told_while_it_happens(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("write", {"text": "a"}, "c1")))

    reply = await stage.say(process, editor, "write it down please")

    assert [event.id for event in stage.told(ActionStarted)] == ["c1"]
    assert [event.status for event in stage.told(ActionFinished)] == [ActionStatus.DONE]
    assert "".join(event.text for event in stage.told(Token)) == reply.reply


@pytest.mark.parametrize(
    ("locale", "message", "sentence"),
    [
        (Locale.EN, "rule over them all", "admin"),
        (Locale.ES, "manda sobre todos ellos", "admin"),
    ],
)
async def test_a_role_that_does_not_suffice_is_denied(
    stage: Stage, locale: Locale, message: str, sentence: str
) -> None:
    viewer = await stage.person(Role.VIEWER, locale)
    process = stage.process(obeys(("rule", {}, "c1"), ("write", {"text": "x"}, "c2")))

    reply = await stage.say(process, viewer, message)

    assert [action.status for action in reply.actions] == [ActionStatus.DENIED] * 2
    assert sentence in (reply.actions[0].error or "")
    assert await effects(stage.world) == []
    async with stage.world.uow() as tx:
        denied = await tx.ledger.ask(Question(kinds=(Kind.TOOL_DENIED,)))
    assert {event.entry.metadata["code"] for event in denied} == {"forbidden"}
    assert {event.entry.severity for event in denied} == {Severity.WARNING}


async def test_a_model_is_shown_only_what_the_person_may_use(stage: Stage) -> None:
    viewer = await stage.person(Role.VIEWER)
    model = ScriptedModel(script=lambda _: says("hello"))

    await stage.say(stage.process(model), viewer, "what can you do")

    assert model.offered == [["look", "break_down", "miss", "dawdle"]]


async def test_a_role_that_was_taken_away_counts_at_once(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("write", {"text": "a"}, "c1")))
    await stage.say(process, editor, "write it")

    await stage.become(editor, role=Role.VIEWER)
    reply = await stage.say(process, editor, "write it again")

    assert [action.status for action in reply.actions] == [ActionStatus.DENIED]
    assert len(await effects(stage.world)) == 1


async def test_somebody_who_was_disabled_gets_no_turn(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("write", {"text": "a"}, "c1")))
    await stage.become(editor, disabled_at=NOON)

    events = [
        event
        async for event in process.say(
            principal=editor, thread_id=None, text="write it", origin="o1"
        )
    ]

    assert type(events[-1]).__name__ == "Failed"
    assert await effects(stage.world) == []


async def test_a_tool_that_nobody_knows_is_denied(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("drop_tables", {}, "c1")))

    reply = await stage.say(process, editor, "drop the tables please")

    assert reply.actions[0].status is ActionStatus.DENIED
    assert "look, write, shout" in (reply.actions[0].error or "")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "look at this for me please",
            "look cannot be done like this: it has no colour; it takes subject, count, platform; "
            "subject is missing; count must be at most 9; "
            "platform must be one of 'youtube', 'tiktok'.",
        ),
        (
            "mira esto por favor",
            "look no se puede hacer así: no tiene colour; admite subject, count, platform; "
            "falta subject; count tiene que ser como mucho 9; "
            "platform tiene que ser uno de 'youtube', 'tiktok'.",
        ),
    ],
)
async def test_wrong_arguments_are_answered_with_what_would_work(
    stage: Stage, message: str, expected: str
) -> None:
    editor = await stage.person()
    wrong = {"count": 12, "platform": "vimeo", "colour": "red"}

    reply = await stage.say(stage.process(obeys(("look", wrong, "c1"))), editor, message)

    assert reply.actions[0].status is ActionStatus.FAILED
    assert reply.actions[0].error == expected


async def test_a_refusal_comes_back_as_a_sentence_in_the_message_s_language(stage: Stage) -> None:
    editor = await stage.person()
    model = ScriptedModel(script=obeys(("miss", {}, "c1")))

    await stage.say(stage.process(model), editor, "¿dónde está ese corte?")

    answer = json.loads(model.seen[-1][-1].text)
    assert answer["ok"] is False
    assert answer["code"] == "not_found"
    assert "7" in answer["message"]
    assert stage.told(ActionFinished)[0].error == answer["message"]


async def test_an_exception_s_text_is_shown_to_nobody(stage: Stage) -> None:
    editor = await stage.person()
    model = ScriptedModel(script=obeys(("break_down", {}, "c1")))

    reply = await stage.say(stage.process(model), editor, "break it for me")

    assert "hunter2" not in str(model.seen) + str(reply)
    async with stage.world.uow() as tx:
        (failed,) = await tx.ledger.ask(Question(kinds=(Kind.TOOL_FAILED,)))
    assert failed.entry.metadata["fault"] == "RuntimeError"
    assert str(failed.entry.metadata["reference"]) in (reply.actions[0].error or "")


async def test_a_tool_that_hangs_is_stopped(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(obeys(("dawdle", {}, "c1")), pace=Pace(tool_time_s=0.05))

    reply = await stage.say(process, editor, "take your time")

    assert reply.actions[0].status is ActionStatus.FAILED
    assert "longer" in (reply.actions[0].error or "")


async def test_a_loop_of_calls_ends_with_a_sentence(stage: Stage) -> None:
    editor = await stage.person()
    count = iter(range(1000))
    process = stage.process(
        lambda _: calls(("look", {"subject": "it"}, f"c{next(count)}")),
        limits=Limits(model_calls=5, tool_calls=40),
    )

    reply = await stage.say(process, editor, "look at it again and again")

    assert len(reply.actions) == 5
    assert "I stop here" in reply.reply


async def test_one_answer_with_too_many_calls_is_cut_off(stage: Stage) -> None:
    editor = await stage.person()
    many = [("write", {"text": str(number)}, f"c{number}") for number in range(6)]
    process = stage.process(obeys(*many), limits=Limits(tool_calls=4))

    reply = await stage.say(process, editor, "write all of these")

    statuses = [action.status for action in reply.actions]
    assert statuses == [ActionStatus.DONE] * 4 + [ActionStatus.DENIED] * 2
    assert len(await effects(stage.world)) == 4


async def test_an_id_that_a_model_uses_twice_does_not_merge_two_calls(stage: Stage) -> None:
    editor = await stage.person()
    process = stage.process(
        obeys(("write", {"text": "a"}, "same"), ("write", {"text": "b"}, "same"))
    )

    await stage.say(process, editor, "write both")
    await stage.say(process, editor, "write both again")

    made = [str(one["text"]) for one in await effects(stage.world)]
    assert [sorted(made[:2]), sorted(made[2:])] == [["a", "b"], ["a", "b"]]
