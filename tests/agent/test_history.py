"""What is read from, and mended in, a conversation's messages."""

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.history import open_calls, recent, turn_of, with_answers
from tests.fakes.scripted_model import calls, says


def _answer(id_: str, text: str = "ok") -> ToolMessage:
    return ToolMessage(content=text, tool_call_id=id_)


def _shape(messages: list[AnyMessage]) -> list[str]:
    return [message.text or message.type for message in messages]


def test_a_call_that_was_never_answered_gets_an_answer() -> None:
    history: list[AnyMessage] = [
        HumanMessage("one"),
        calls(("look", {}, "a"), ("look", {}, "b")),
        _answer("b", "seen b"),
        HumanMessage("two"),
    ]

    assert _shape(with_answers(history, lost="lost")) == ["one", "ai", "lost", "seen b", "two"]


def test_an_answer_without_a_call_is_left_out() -> None:
    history: list[AnyMessage] = [HumanMessage("one"), _answer("x", "stray"), says("hi")]

    assert _shape(with_answers(history, lost="lost")) == ["one", "hi"]


def test_an_answer_comes_right_after_its_call() -> None:
    history: list[AnyMessage] = [
        HumanMessage("one"),
        calls(("look", {}, "a")),
        HumanMessage("two"),
        _answer("a", "late"),
    ]

    assert _shape(with_answers(history, lost="lost")) == ["one", "ai", "late", "two"]


def test_a_whole_history_stays_as_it_is() -> None:
    history: list[AnyMessage] = [HumanMessage("one"), calls(("look", {}, "a")), _answer("a")]

    assert with_answers(history, lost="lost") == history


def test_a_turn_begins_with_the_last_thing_a_person_said() -> None:
    history: list[AnyMessage] = [HumanMessage("one"), says("a"), HumanMessage("two"), says("b")]

    assert _shape(list(turn_of(history))) == ["two", "b"]


def test_open_calls_are_those_without_an_answer() -> None:
    turn: list[AnyMessage] = [calls(("look", {}, "a"), ("look", {}, "b")), _answer("a")]

    assert [call["id"] for call in open_calls(turn)] == ["b"]


def test_a_long_past_is_cut_at_the_beginning_of_a_turn() -> None:
    history: list[AnyMessage] = []
    for number in range(10):
        history += [HumanMessage(f"question {number}"), AIMessage("x" * 40_000)]

    kept = recent(history)

    assert kept[0].text == "question 7"
    assert kept[-1] is history[-1]


def test_the_last_turn_is_kept_however_long_it_is() -> None:
    history: list[AnyMessage] = [HumanMessage("one"), HumanMessage("x" * 400_000)]

    assert recent(history) == history[1:]
