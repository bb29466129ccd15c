"""An action that needs a yes: made exact, asked about once, carried out with what was approved."""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from langchain.tools import ToolRuntime
from langgraph.types import interrupt
from pydantic import BaseModel

from agent.events import ApprovalAsked, view
from agent.toolbelt import Pace, prepare
from agent.turn import TurnContext
from domain.access import principal_of
from domain.approval import LIFETIME, Approval, ApprovalMismatch, ApprovalStatus
from domain.errors import DomainError
from domain.texts import Locale, say
from domain.usecases.request_approval import Action, request_approval
from tools.spec import AnyTool, Approved

logger = structlog.get_logger()


class ApprovalRejected(DomainError):
    code = "approval_rejected"

    def text(self, locale: Locale) -> str:
        note = self.values["note"]
        key = "error.approval_rejected_because" if note else "error.approval_rejected"
        return say(key, locale, note=note)


class ApprovalRanOut(DomainError):
    code = "approval_ran_out"


class ApprovalOpen(DomainError):
    code = "approval_open"


DENIALS: Final = (ApprovalRejected, ApprovalRanOut, ApprovalOpen, ApprovalMismatch)


class Consent:
    """The approvals table is the truth; the graph's interrupt only makes the conversation wait."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def exact_args(
        self,
        tool: AnyTool,
        approved: Approved[Any],
        args: BaseModel,
        runtime: ToolRuntime[TurnContext],
    ) -> Mapping[str, Any]:
        """The stored arguments once a person said yes. Interrupts the graph until somebody
        decided. Raises DomainError when the answer was no, or when the action is refused."""
        turn, call_id = runtime.context, runtime.tool_call_id or ""
        approval = await _asked_before(turn, call_id)
        if approval is None:
            exact = await prepare(tool, approved, args, runtime, self._pace)
            action = _action(tool, exact, turn, call_id, approved.summarise(exact, turn.locale))
            approval = await request_approval(
                world=turn.world, principal=turn.principal, action=action
            )
        if _is_open(approval, turn):
            runtime.stream_writer(ApprovalAsked(approval=view(approval)))
            interrupt({"approval_id": approval.id})
            approval = await _asked_before(turn, call_id) or approval
        _require_yes(approval, turn)
        await _claim(approval, tool, turn)
        return approval.args


def _action(
    tool: AnyTool, exact: BaseModel, turn: TurnContext, call_id: str, summary: str
) -> Action:
    return Action(
        thread_id=turn.thread_id,
        tool_call_id=call_id,
        tool=tool.name,
        args=exact.model_dump(mode="json"),
        summary=summary,
        permission=tool.risk.permission,
    )


async def _asked_before(turn: TurnContext, call_id: str) -> Approval | None:
    async with turn.world.uow() as tx:
        return await tx.approvals.find_by_call(turn.thread_id, call_id)


def _is_open(approval: Approval, turn: TurnContext) -> bool:
    in_time = turn.world.clock.now() < approval.expires_at
    return approval.status is ApprovalStatus.PENDING and in_time


def _require_yes(approval: Approval, turn: TurnContext) -> None:
    """Raises ApprovalRejected, ApprovalRanOut, ApprovalOpen."""
    match approval.status:
        case ApprovalStatus.REJECTED:
            raise ApprovalRejected(note=approval.note)
        case ApprovalStatus.EXPIRED:
            raise ApprovalRanOut()
        case ApprovalStatus.PENDING:
            raise ApprovalRanOut() if not _is_open(approval, turn) else ApprovalOpen()
        case ApprovalStatus.APPROVED:
            _require_fresh(approval, turn)


def _require_fresh(approval: Approval, turn: TurnContext) -> None:
    """A yes that nothing came of for long, because everything was down, is no yes any more. What
    was begun is brought to its end. Raises ApprovalRanOut."""
    said_at = approval.decided_at or approval.created_at
    if approval.carried_out_at is None and turn.world.clock.now() > said_at + LIFETIME:
        raise ApprovalRanOut()


async def _claim(approval: Approval, tool: AnyTool, turn: TurnContext) -> None:
    """Raises ApprovalMismatch, Forbidden, NotSignedIn.

    The claim marks that the action was begun. It belongs to this one call, so when the claim is
    already there, a crash came between it and the effect: the call goes on, and its request key
    keeps the effect single.
    """
    async with turn.world.uow() as tx:
        requester = await tx.users.get(turn.principal.user_id)
        principal = principal_of(requester, scopes=turn.principal.scopes)
        principal.require(tool.risk.permission)
        approval.require_match(tool=tool.name, args=approval.args, requester=principal.user_id)
        first = await tx.approvals.carry_out(approval.id, at=turn.world.clock.now())
    if not first:
        logger.info("approved action resumed", approval_id=approval.id, tool=tool.name)
