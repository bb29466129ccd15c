import json
from datetime import datetime
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    ToolMessage,
)
from langchain_core.tools import tool as langchain_tool
from pydantic import BaseModel

from agent.interpreter.model import InterpreterModel
from domain.platforms import Platform
from domain.texts import Locale, say
from tests.agent.interpreter.asking import EFFECTS, NOW, ZONE
from tests.agent.interpreter.sentences import NOTHING_DONE, UNDERSTOOD
from tools import ALL_TOOLS
from tools.context import ToolContext
from tools.spec import Answer, Risk, tool


class Loan(BaseModel):
    clip: str
    platform: Platform


@tool(risk=Risk.OUTWARD, examples=("lend {clip} to {platform}", "presta {clip} a {platform}"))
async def lend_clip(args: Loan, context: ToolContext) -> Answer:
    """A tool with two arguments that must be said."""
    return Answer(summary=args.clip)


MODEL = InterpreterModel(specs=[*ALL_TOOLS, lend_clip], now=lambda: NOW, zone=ZONE)


def said(*texts: str) -> list[BaseMessage]:
    """The conversation of a person who says ``texts``, with the model's replies between."""
    messages: list[BaseMessage] = []
    for number, text in enumerate(texts):
        messages.append(HumanMessage(content=text, id=f"h{number}"))
        messages.append(reply_to(messages))
    return messages


def reply_to(messages: list[BaseMessage]) -> AIMessage:
    message = MODEL.invoke(messages)
    assert isinstance(message, AIMessage)
    return message


def result(call: Any, content: dict[str, Any]) -> ToolMessage:
    return ToolMessage(content=json.dumps(content), tool_call_id=call["id"], name=call["name"])


def only_call(message: BaseMessage) -> tuple[str, dict[str, Any]]:
    assert isinstance(message, AIMessage)
    (call,) = message.tool_calls
    return call["name"], call["args"]


def calls_of(message: BaseMessage) -> Any:
    assert isinstance(message, AIMessage)
    return message.tool_calls


class TestTheClipSpokenOf:
    @pytest.mark.parametrize(
        "spoken",
        [
            {"clips": [{"id": "c2"}], "job_id": "j1", "video_id": "v1"},
            {"score": {"clip_id": "c2"}},
        ],
    )
    @pytest.mark.parametrize(
        "text", ["make it two seconds longer", "drop the intro", "hazlo dos segundos más largo"]
    )
    def test_is_meant_later_on(self, spoken: dict[str, Any], text: str) -> None:
        messages = said("explain the score of clip 2 for tiktok")
        messages.append(result(calls_of(messages[-1])[0], {"ok": True, **spoken}))
        messages += [reply_to(messages), HumanMessage(content=text, id="later")]

        name, args = only_call(reply_to(messages))

        assert (name, args["clip"]) == ("adjust_clip", "c2")

    def test_is_none_when_several_were_cut_after_it(self) -> None:
        messages = said("make clip 2 two seconds longer")
        messages.append(result(calls_of(messages[-1])[0], {"ok": True, "clips": [{"id": "c2"}]}))
        messages += [reply_to(messages), HumanMessage(content="cut 3 clips", id="h1")]
        messages.append(reply_to(messages))
        cut = {"ok": True, "clips": [{"id": "c3"}, {"id": "c4"}], "job_id": "j"}
        messages.append(result(calls_of(messages[-1])[0], cut))
        messages += [reply_to(messages), HumanMessage(content="make it longer", id="h2")]

        assert only_call(reply_to(messages)) == ("adjust_clip", {"clip": "clip"})

    def test_is_never_guessed_for_what_the_public_sees(self) -> None:
        messages = said("make clip 2 two seconds longer")
        messages.append(result(calls_of(messages[-1])[0], {"ok": True, "clips": [{"id": "c2"}]}))
        messages += [reply_to(messages), HumanMessage(content="lend it to tiktok", id="later")]

        assert only_call(reply_to(messages))[1]["clip"] == "clip"


class TestSteps:
    def test_come_one_after_the_other_and_end_with_a_line_each(self) -> None:
        messages = said("corta 3 clips y puntúalos para tiktok")
        first = messages[-1]
        assert isinstance(first, AIMessage)
        messages.append(result(first.tool_calls[0], {"ok": True, "summary": "3 clips."}))
        second = reply_to(messages)
        messages += [second, result(second.tool_calls[0], {"ok": True, "summary": "Puntuados."})]

        last = reply_to(messages)

        assert first.tool_calls[0]["name"] == "cut_video"
        assert only_call(second) == ("score_clips", {"clips": "it", "platform": "tiktok"})
        assert first.tool_calls[0]["id"] != second.tool_calls[0]["id"]
        assert last.text == "3 clips.\n\nPuntuados."
        assert not last.tool_calls

    def test_stop_at_the_first_that_fails(self) -> None:
        messages = said("corta 3 clips y puntúalos para tiktok")
        first = messages[-1]
        assert isinstance(first, AIMessage)
        messages.append(result(first.tool_calls[0], {"ok": False, "message": "No hay vídeo."}))

        last = reply_to(messages)

        undone = say("interpreter.not_done", Locale.ES, steps="“puntúalos para tiktok”")
        assert last.text == f"No hay vídeo.\n\n{undone}"
        assert not last.tool_calls

    def test_go_on_with_the_same_elsewhere_and_name_what_failed(self) -> None:
        messages = said("publica el clip 1 en instagram, tiktok y youtube y corta 3 clips")
        answers: list[dict[str, Any]] = [
            {"ok": False, "code": "no_account", "message": "No hay cuenta de Instagram."},
            {"ok": True, "summary": "Publicado en TikTok."},
            {"ok": True, "summary": "Publicado en YouTube."},
        ]
        asked = []
        for answer in answers:
            asked.append(only_call(messages[-1])[1]["platform"])
            messages.append(result(calls_of(messages[-1])[0], answer))
            messages.append(reply_to(messages))

        undone = say("interpreter.not_done", Locale.ES, steps="“corta 3 clips”")
        lines = [str(a.get("summary") or a["message"]) for a in answers]
        assert asked == ["instagram", "tiktok", "youtube"]
        assert messages[-1].text == "\n\n".join([*lines, undone])

    def test_stop_at_a_person_s_no_and_name_the_parts_that_are_left(self) -> None:
        messages = said("publish clips 1 and 2 on tiktok and youtube")
        messages.append(result(calls_of(messages[-1])[0], {"ok": True, "summary": "Out."}))
        messages.append(reply_to(messages))
        no = {"ok": False, "code": "approval_rejected", "message": "You said no."}
        messages.append(result(calls_of(messages[-1])[0], no))

        last = reply_to(messages)

        words = "publish clips 1 and 2 on tiktok and youtube"
        steps = f"“{words} (2, TikTok)”, “{words} (2, YouTube)”"
        undone = say("interpreter.not_done", Locale.EN, steps=steps)
        assert last.text == f"Out.\n\nYou said no.\n\n{undone}"
        assert not calls_of(last)

    def test_say_nothing_undone_when_the_last_one_fails(self) -> None:
        messages = said("cut 3 clips")
        answer = {"ok": False, "message": "There is no video."}
        messages.append(result(calls_of(messages[-1])[0], answer))

        assert reply_to(messages).text == "There is no video."

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ingest a.mp4 and cut 3 clips", ("cut_video", {"count": 3, "video": "v1"})),
            ("ingiere a.mp4 y corta 3 clips", ("cut_video", {"count": 3, "video": "v1"})),
            ("ingest a.mp4 and cut it", ("cut_video", {"video": "v1"})),
            (
                "ingest a.mp4 and score the clips for tiktok",
                ("score_clips", {"platform": "tiktok", "video": "v1"}),
            ),
            (
                "ingest a.mp4 and cut 3 clips from the video b.mp4",
                ("cut_video", {"count": 3, "video": "b.mp4"}),
            ),
        ],
    )
    def test_go_on_with_the_video_that_was_taken_in(
        self, text: str, expected: tuple[str, dict[str, Any]]
    ) -> None:
        messages = said(text)
        answer = {"ok": True, "summary": "Already here.", "video": {"id": "v1"}}
        messages.append(result(calls_of(messages[-1])[0], answer))

        assert only_call(reply_to(messages)) == expected

    def test_go_on_with_the_clips_once_those_were_cut(self) -> None:
        messages = said("ingest a.mp4, cut 3 clips and score them for tiktok")
        answers: list[dict[str, Any]] = [
            {"ok": True, "summary": "In.", "video": {"id": "v1"}},
            {"ok": True, "summary": "Cut.", "video_id": "v1", "clips": []},
        ]
        for answer in answers:
            messages.append(result(calls_of(messages[-1])[0], answer))
            messages.append(reply_to(messages))

        assert only_call(messages[-1]) == ("score_clips", {"clips": "it", "platform": "tiktok"})

    def test_are_not_repeated_after_another_model_began_the_turn(self) -> None:
        messages: list[BaseMessage] = [HumanMessage(content="publish clip 2 on tiktok")]
        call = {"name": "publish_clip", "args": {}, "id": "from-elsewhere", "type": "tool_call"}
        messages.append(AIMessage(content="", tool_calls=[call]))
        messages.append(result(call, {"ok": True, "summary": "Published."}))

        last = reply_to(messages)

        assert last.text == "Published."
        assert not last.tool_calls


class TestAMissingArgument:
    def test_is_asked_for_in_the_language_of_the_person(self) -> None:
        assert said("publica en tiktok")[-1].text == say("interpreter.ask.clip", Locale.ES)
        assert said("publish on tiktok")[-1].text == say("interpreter.ask.clip", Locale.EN)

    def test_is_completed_by_a_bare_value(self) -> None:
        assert only_call(said("publish on tiktok", "2")[-1]) == (
            "publish_clip",
            {"platform": "tiktok", "clip": "2"},
        )

    def test_is_completed_over_several_questions(self) -> None:
        assert only_call(said("presta", "el mejor", "a reels")[-1]) == (
            "lend_clip",
            {"clip": "best", "platform": "instagram"},
        )

    def test_may_be_answered_with_more_than_was_asked(self) -> None:
        assert only_call(said("publish", "clip 2 on tiktok tomorrow at 9")[-1])[1] == {
            "clip": "2",
            "platform": "tiktok",
            "at": "2026-11-21T09:00:00+01:00",
        }

    def test_keeps_the_other_steps(self) -> None:
        name, args = only_call(said("cut 3 clips and publish on tiktok", "2")[-1])

        assert (name, args) == ("cut_video", {"count": 3})

    def test_gives_way_to_a_new_command(self) -> None:
        assert only_call(said("publish on tiktok", "list videos")[-1]) == ("list_videos", {})

    @pytest.mark.parametrize("word", ["never mind", "déjalo", "cancel", "no"])
    def test_can_be_dropped(self, word: str) -> None:
        last = said("publish on tiktok", word)[-1]

        assert isinstance(last, AIMessage)
        assert not last.tool_calls

    def test_of_time_is_asked_for_when_only_the_day_was_said(self) -> None:
        messages = said("publish clip 2 on tiktok tomorrow", "tomorrow at 9")

        assert messages[1].text == say("interpreter.ask.at", Locale.EN)
        assert only_call(messages[-1])[1]["at"] == "2026-11-21T09:00:00+01:00"

    @pytest.mark.parametrize(
        ("text", "answer"),
        [("no publiques nada", "el viernes"), ("don't publish anything", "on Friday")],
    )
    def test_of_a_ban_is_asked_for_and_not_taken_as_understood(
        self, text: str, answer: str
    ) -> None:
        start = {"start": "2026-11-27T00:00:00+01:00"}

        assert only_call(said(text, answer)[-1]) == ("add_blackout", start)

    def test_is_not_completed_once_the_question_is_past(self) -> None:
        last = said("publish on tiktok", "thanks a lot", "2")[-1]

        assert isinstance(last, AIMessage)
        assert not last.tool_calls


class TestStreaming:
    @pytest.mark.parametrize("text", [s for s, _ in UNDERSTOOD[::5]] + NOTHING_DONE[::5])
    def test_gives_the_same_message(self, text: str) -> None:
        messages = [HumanMessage(content=text, id="h")]
        whole = AIMessageChunk(content="")

        for chunk in MODEL.stream(messages):
            assert isinstance(chunk, AIMessageChunk)
            whole += chunk

        answer = MODEL.invoke(messages)
        assert whole.text == answer.text
        assert whole.tool_calls == answer.tool_calls

    def test_comes_word_by_word(self) -> None:
        chunks = [c.text for c in MODEL.stream([HumanMessage(content="help")]) if c.text]

        assert len(chunks) > 10


class TestRoles:
    def test_a_tool_that_was_not_bound_is_refused_and_not_replaced_by_another(self) -> None:
        readers = [
            {"name": t.name, "description": t.description, "parameters": {"type": "object"}}
            for t in ALL_TOOLS
            if t.name not in EFFECTS
        ]
        viewer = MODEL.bind_tools(readers)

        answer = viewer.invoke([HumanMessage(content="publish clip 2 on tiktok")])

        assert not answer.tool_calls
        assert "role" in answer.text

    def test_a_bound_copy_leaves_the_model_as_it_was(self) -> None:
        MODEL.bind_tools([])

        assert only_call(said("list videos")[-1]) == ("list_videos", {})


@pytest.mark.parametrize(
    ("text", "locale"),
    [("publish clip 2 on yutuf", Locale.EN), ("publica el clip 2 en yutuf", Locale.ES)],
)
def test_a_word_close_to_a_platform_is_asked_back(text: str, locale: Locale) -> None:
    offered = say("interpreter.did_you_mean", locale, name=Platform.YOUTUBE.label)

    assert said(text)[-1].text.endswith(offered)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("publish clip 1 on youtube, don't make it public", Locale.EN),
        ("publica el clip 1 en YouTube sin que sea público", Locale.ES),
    ],
)
def test_a_privacy_that_is_only_denied_is_asked_for(text: str, locale: Locale) -> None:
    last = said(text)[-1]

    assert last.text.endswith(say("interpreter.privacy_hint", locale))
    assert not calls_of(last)


class TestHoldingBack:
    @pytest.mark.parametrize(
        ("text", "tool"),
        [
            ("stop everything", "stop_publishing"),
            ("para todo", "stop_publishing"),
            ("para las publicaciones de Instagram", "stop_publishing"),
            ("lista las cuentas", "list_accounts"),
            ("cancela la publicación del clip 2 en TikTok", "unschedule_clip"),
            ("no publiques nada mañana", "add_blackout"),
        ],
    )
    def test_does_what_reads_or_stops(self, text: str, tool: str) -> None:
        assert only_call(MODEL.holding_back().invoke([HumanMessage(content=text)]))[0] == tool

    @pytest.mark.parametrize(
        "text",
        [
            "publish clip 2 on tiktok",
            "list the accounts and publish clip 2 on tiktok",
            "resume publishing",
            "cut 3 clips",
            "cancel",
            "cancel it",
            "cancela todo",
            "para",
            "hello",
        ],
    )
    def test_says_nothing_of_anything_else(self, text: str) -> None:
        answer = MODEL.holding_back().invoke([HumanMessage(content=text)])

        assert (answer.text, answer.tool_calls) == ("", [])


@pytest.mark.parametrize("text", NOTHING_DONE)
def test_what_it_does_not_do_it_says(text: str) -> None:
    answer = MODEL.invoke([HumanMessage(content=text)])

    assert not {call["name"] for call in answer.tool_calls} & EFFECTS
    assert answer.tool_calls or answer.text


def test_it_takes_part_in_an_agent() -> None:
    @langchain_tool
    def list_videos() -> str:
        """List."""
        return json.dumps({"ok": True, "summary": "Two videos."})

    model = InterpreterModel(specs=ALL_TOOLS, now=lambda: datetime.now(ZONE), zone=ZONE)
    agent = create_agent(model, [list_videos])

    state = agent.invoke({"messages": [HumanMessage(content="list videos")]})

    assert state["messages"][-1].text == "Two videos."
