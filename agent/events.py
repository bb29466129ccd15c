"""What a turn tells whoever listens, while it happens and when it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from domain.approval import Approval
from domain.canonical import Json
from domain.ids import ApprovalId, MessageId, ThreadId

INTERPRETER: Final = "interpreter"


class ActionStatus(StrEnum):
    DONE = "done"
    FAILED = "failed"
    DENIED = "denied"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One tool call. ``args`` are the ones that were carried out, once it ran."""

    tool: str
    args: Mapping[str, Json]
    status: ActionStatus
    result: Mapping[str, Json] | None = None
    error: str | None = None

    def as_json(self) -> dict[str, Json]:
        return {
            "tool": self.tool,
            "args": self.args,
            "status": self.status.value,
            "result": self.result,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """What a person is shown before saying yes or no."""

    id: ApprovalId
    tool: str
    args: Mapping[str, Json]
    summary: str
    expires_at: datetime

    def as_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "tool": self.tool,
            "args": self.args,
            "summary": self.summary,
            "expires_at": self.expires_at.isoformat(),
        }


def view(approval: Approval) -> ApprovalView:
    return ApprovalView(
        id=approval.id,
        tool=approval.tool,
        args=approval.args,
        summary=approval.summary,
        expires_at=approval.expires_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the answer. ``part`` names the model's message that it belongs to."""

    text: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSwitched:
    """A model broke off and another one starts over: its tokens of this step do not count."""

    gave_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStarted:
    id: str
    tool: str
    args: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionProgress:
    """``share`` goes from 0 to 1."""

    id: str
    share: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFinished:
    id: str
    tool: str
    status: ActionStatus
    result: Mapping[str, Json] | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked:
    approval: ApprovalView


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """Another message of the same thread is being answered first."""

    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The chat contract, and the last event of a turn that ended or that waits.

    What the conversation says without asking any model counts as the interpreter's.
    """

    thread: ThreadId
    reply: str
    actions: Sequence[Action] = ()
    approvals: Sequence[ApprovalView] = ()
    model: str = INTERPRETER

    def as_json(self) -> dict[str, Json]:
        return {
            "thread": self.thread,
            "reply": self.reply,
            "actions": [action.as_json() for action in self.actions],
            "approvals": [approval.as_json() for approval in self.approvals],
            "model": self.model,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Reads back what ``as_json`` made."""
        return cls(
            thread=ThreadId(stored["thread"]),
            reply=stored["reply"],
            actions=[
                Action(**{**action, "status": ActionStatus(action["status"])})
                for action in stored["actions"]
            ],
            approvals=[
                ApprovalView(**{**asked, "expires_at": datetime.fromisoformat(asked["expires_at"])})
                for asked in stored["approvals"]
            ],
            model=stored["model"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The last event of a turn that could not be answered."""

    thread: ThreadId
    message: str


TurnEvent = (
    Token
    | ModelSwitched
    | ActionStarted
    | ActionProgress
    | ActionFinished
    | ApprovalAsked
    | Queued
    | Reply
    | Failed
)
