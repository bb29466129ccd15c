"""What a conversation's messages say about the turn that is going on. Plain functions of them."""

from collections.abc import Sequence
from typing import Final

from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    ToolCall,
    ToolMessage,
)

_MAX_CHARACTERS: Final = 160_000
"""Of the conversation's past, for one call of a model; about 40,000 tokens."""


def turn_of(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    """From the last thing that a person said, on."""
    for index in range(len(messages) - 1, -1, -1):
        if isinstance(messages[index], HumanMessage):
            return messages[index:]
    return messages


def model_calls(turn: Sequence[AnyMessage]) -> int:
    return sum(isinstance(message, AIMessage) for message in turn)


def tool_calls(turn: Sequence[AnyMessage]) -> list[ToolCall]:
    """In the order in which they were asked for."""
    return [
        call for message in turn if isinstance(message, AIMessage) for call in message.tool_calls
    ]


def answers(turn: Sequence[AnyMessage]) -> dict[str, ToolMessage]:
    return {message.tool_call_id: message for message in turn if isinstance(message, ToolMessage)}


def open_calls(turn: Sequence[AnyMessage]) -> list[ToolCall]:
    answered = answers(turn)
    return [call for call in tool_calls(turn) if call["id"] not in answered]


def with_answers(messages: Sequence[AnyMessage], *, lost: str) -> list[AnyMessage]:
    """Every tool call gets an answer right after it, ``lost`` where there never was one: models
    refuse a history in which a call stays open. Answers without a call are left out."""
    answered = answers(messages)
    whole: list[AnyMessage] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            continue
        whole.append(message)
        if isinstance(message, AIMessage):
            whole += [answered.get(_id(call)) or _lost(call, lost) for call in message.tool_calls]
            whole += [
                answered[call["id"]]
                for call in message.invalid_tool_calls
                if call["id"] and call["id"] in answered
            ]
    return whole


def recent(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    """As many whole turns from the end as a model should be given, the last one always."""
    starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
    room = _MAX_CHARACTERS
    kept = len(messages)
    for start in reversed(starts):
        room -= sum(len(message.text) for message in messages[start:kept])
        if room < 0 and kept < len(messages):
            break
        kept = start
    return messages[kept:] if kept < len(messages) else messages


def _id(call: ToolCall) -> str:
    return call["id"] or ""


def _lost(call: ToolCall, text: str) -> ToolMessage:
    return ToolMessage(content=text, name=call["name"], tool_call_id=_id(call), status="error")
