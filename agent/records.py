"""The ledger's lines on what the conversation did: each tool call, each turn."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from langchain_core.messages import ToolCall

from agent.answers import Outcome
from agent.events import ActionStatus, Reply
from agent.reply import Cost
from agent.turn import TurnContext
from domain.canonical import Json, canonical
from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.thread import Message
from domain.video import shown

_SHORT: Final = 120
_MAX_ARGS: Final = 20


def call_entries(
    turn: TurnContext,
    call: ToolCall,
    args: Mapping[str, Any],
    outcome: Outcome,
    *,
    spent_s: float,
) -> Sequence[Entry]:
    """One line for the call, and one more when our side broke."""
    denied = outcome.status is ActionStatus.DENIED
    facts: dict[str, Json] = {
        "tool": call["name"],
        "call": call["id"],
        "message": turn.message_id,
        "args": _brief(args),
        "args_sha256": _sha256(args),
        "outcome": outcome.status.value,
        "code": outcome.code,
        "ms": round(spent_s * 1000),
    }
    kind = Kind.TOOL_DENIED if denied else Kind.TOOL_CALLED
    calm = outcome.status is ActionStatus.DONE
    entries = [_entry(turn, kind, facts, Severity.INFO if calm else Severity.WARNING)]
    if outcome.trouble is not None:
        broke: dict[str, Json] = {"tool": call["name"], "call": call["id"], **outcome.trouble}
        entries.append(_entry(turn, Kind.TOOL_FAILED, broke, Severity.ERROR))
    return entries


def turn_completed(turn: TurnContext, reply: Reply, cost: Cost, *, spent_s: float) -> Entry:
    facts: dict[str, Json] = {
        "message": turn.message_id,
        "model": reply.model,
        "tools": [action.tool for action in reply.actions],
        "ms": round(spent_s * 1000),
        **cost.as_json(),
    }
    return _entry(turn, Kind.CHAT_TURN_COMPLETED, facts, Severity.INFO)


def turn_failed(message: Message, facts: Mapping[str, Json]) -> Entry:
    return Entry(
        kind=Kind.CHAT_TURN_FAILED,
        entity_type=EntityType.THREAD,
        entity_id=message.thread_id,
        actor=Actor(f"user:{message.author_id}"),
        metadata={"message": message.id, **facts},
        severity=Severity.ERROR,
    )


def _entry(
    turn: TurnContext, kind: Kind, metadata: Mapping[str, Json], severity: Severity
) -> Entry:
    return Entry(
        kind=kind,
        entity_type=EntityType.THREAD,
        entity_id=turn.thread_id,
        actor=turn.principal.actor,
        metadata=metadata,
        severity=severity,
    )


def _brief(args: Mapping[str, Any]) -> dict[str, Json]:
    return {name: _shortened(value) for name, value in list(args.items())[:_MAX_ARGS]}


def _shortened(value: Any) -> Json:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if text.startswith(("http://", "https://")):
        text = shown(text)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _sha256(args: Mapping[str, Any]) -> str:
    """Over the canonical bytes where they exist, else over Python's own words for the value."""
    return hashlib.sha256(_bytes(args)).hexdigest()


def _bytes(args: Mapping[str, Any]) -> bytes:
    try:
        return canonical(args)
    except ValueError:
        return repr(args).encode("utf-8", "backslashreplace")
