"""How a tool call's outcome is written down: JSON for the model, the same as data for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from langchain_core.messages import ToolCall, ToolMessage

from agent.events import ActionStatus
from domain.canonical import Json
from domain.errors import DomainError
from domain.texts import Locale, say
from tools.spec import Answer

_MAX_CONTENT: Final = 24_000
"""Characters of one answer that a model is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``trouble`` goes to the ledger: the reference under which the log has the trace, and the
    kind of exception when our side broke."""

    status: ActionStatus
    content: str
    result: Mapping[str, Json] | None = None
    code: str | None = None
    error: str | None = None
    trouble: Mapping[str, Json] | None = None

    def artifact(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept with the conversation, as plain JSON."""
        return {
            "args": dict(args),
            "status": self.status.value,
            "result": self.result,
            "error": self.error,
        }

    def message(self, call: ToolCall, args: Mapping[str, Any]) -> ToolMessage:
        return ToolMessage(
            content=self.content,
            artifact=self.artifact(args),
            name=call["name"],
            tool_call_id=call["id"],
            status="success" if self.status is ActionStatus.DONE else "error",
        )


def done(answer: Answer, locale: Locale) -> Outcome:
    result = answer.model_dump(mode="json")
    content = _json({"ok": True, **result})
    if len(content) > _MAX_CONTENT:
        note = say("agent.answer_shortened", locale)
        content = _json({"ok": True, "summary": answer.summary[:_MAX_CONTENT], "note": note})
    return Outcome(status=ActionStatus.DONE, content=content, result=result)


def refused(
    refusal: DomainError,
    locale: Locale,
    *,
    status: ActionStatus = ActionStatus.FAILED,
) -> Outcome:
    sentence = refusal.text(locale)
    return Outcome(
        status=status,
        content=_json({"ok": False, "code": refusal.code, "message": sentence}),
        code=refusal.code,
        error=sentence,
        trouble=_trouble(refusal),
    )


def _trouble(refusal: DomainError) -> Mapping[str, Json] | None:
    reference = refusal.values.get("reference")
    if reference is None:
        return None
    return {"reference": str(reference), "fault": str(refusal.values.get("fault"))}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
