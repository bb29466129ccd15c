"""From a turn's messages to the answer that a person gets: the chat contract, and what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.messages import AIMessage, AnyMessage, ToolCall, ToolMessage

from agent.events import INTERPRETER, Action, ActionStatus, Reply, view
from agent.fallback import ANSWERED_BY
from agent.history import answers, tool_calls
from agent.turn import TurnContext
from domain.approval import Approval
from domain.canonical import Json
from domain.ids import short
from domain.texts import Locale, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Tokens as the models reported them."""

    input_tokens: int
    output_tokens: int

    def as_json(self) -> dict[str, Json]:
        return {"input_tokens": self.input_tokens, "output_tokens": self.output_tokens}


def reply_of(
    messages: Sequence[AnyMessage], turn: TurnContext, *, waiting: Sequence[Approval]
) -> Reply:
    """``messages`` are those of the turn; ``waiting`` are its approvals that nobody decided."""
    actions = _actions(messages)
    words = _last_words(messages)
    if waiting:
        asks = [waits(approval, turn.locale, turn.zone) for approval in waiting]
        text = "\n".join(filter(None, [words, *asks]))
    else:
        text = words or _fallback_words(actions, turn.locale)
    return Reply(
        thread=turn.thread_id,
        reply=text,
        actions=actions,
        approvals=[view(approval) for approval in waiting],
        model=_model(messages),
    )


def waits(approval: Approval, locale: Locale, zone: ZoneInfo) -> str:
    until = approval.expires_at.astimezone(zone)
    return say(
        "agent.waits",
        locale,
        summary=approval.summary,
        approval=short(approval.id),
        until=f"{until:%H:%M}",
    )


def cost_of(messages: Sequence[AnyMessage]) -> Cost:
    used = [
        message.usage_metadata
        for message in messages
        if isinstance(message, AIMessage) and message.usage_metadata
    ]
    return Cost(
        input_tokens=sum(one["input_tokens"] for one in used),
        output_tokens=sum(one["output_tokens"] for one in used),
    )


def _actions(messages: Sequence[AnyMessage]) -> Sequence[Action]:
    answered = answers(messages)
    return [_action(call, answered.get(call["id"] or "")) for call in tool_calls(messages)]


def _action(call: ToolCall, answer: ToolMessage | None) -> Action:
    if answer is None:
        return Action(tool=call["name"], args=call["args"], status=ActionStatus.WAITING)
    kept: dict[str, Any] = answer.artifact or {}
    return Action(
        tool=call["name"],
        args=kept.get("args", call["args"]),
        status=ActionStatus(kept.get("status", ActionStatus.FAILED)),
        result=kept.get("result"),
        error=kept.get("error"),
    )


def _last_words(messages: Sequence[AnyMessage]) -> str:
    last = next((one for one in reversed(messages) if isinstance(one, AIMessage)), None)
    return last.text.strip() if last else ""


def _fallback_words(actions: Sequence[Action], locale: Locale) -> str:
    """For a model that acted and then said nothing: what its actions answered."""
    said = [action.error or str((action.result or {}).get("summary", "")) for action in actions]
    return "\n".join(filter(None, said)) or say("agent.nothing_said", locale)


def _model(messages: Sequence[AnyMessage]) -> str:
    names = [
        message.response_metadata.get(ANSWERED_BY)
        for message in messages
        if isinstance(message, AIMessage)
    ]
    return next((str(name) for name in reversed(names) if name), INTERPRETER)
