"""Approvals over HTTP: what waits for a person, and the person's answer."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Permission
from domain.approval import Approval, ApprovalStatus, Decision
from domain.ids import ApprovalId
from entrypoints.http.access import Approver, Reader
from entrypoints.http.answers import TURN_RESPONSES, TurnAnswer, answer, wants_events
from entrypoints.http.context import Here
from entrypoints.http.paging import Page
from entrypoints.http.requests import Body

router = APIRouter(prefix="/approvals", tags=["approvals"])


class ApprovalRow(BaseModel):
    """``args`` are exactly what will be done; ``summary`` says it in a sentence."""

    id: str
    thread_id: str
    tool: str
    args: dict[str, Any]
    summary: str
    permission: Permission
    requested_by: str
    status: ApprovalStatus
    created_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    carried_out_at: datetime | None

    @classmethod
    def of(cls, approval: Approval) -> "ApprovalRow":
        return cls.model_validate(approval, from_attributes=True)


class DecisionBody(Body):
    decision: Decision
    note: Annotated[str | None, Field(max_length=1_000)] = None


@router.get("")
async def list_approvals(
    principal: Reader, api: Here, status: ApprovalStatus | None = None
) -> Page[ApprovalRow]:
    """The newest fifty."""
    async with api.services.world.uow() as tx:
        found = await tx.approvals.recent(status=status)
    return Page(items=[ApprovalRow.of(approval) for approval in found])


@router.post("/{approval_id}", response_model=TurnAnswer, responses=TURN_RESPONSES)
async def decide(
    approval_id: str, body: DecisionBody, request: Request, principal: Approver, api: Here
) -> Response:
    """Says yes or no; a yes carries the action out. Answers with the turn that follows."""
    events = api.conversation.decide(
        principal=principal,
        approval_id=ApprovalId(approval_id),
        decision=body.decision,
        note=body.note,
        tokens=wants_events(request),
    )
    return await answer(request, events)
