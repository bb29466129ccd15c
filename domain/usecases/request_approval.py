"""Hold an action until a person says yes."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.access import Permission, Principal
from domain.approval import LIFETIME, Approval, ApprovalStatus, digest
from domain.canonical import Json
from domain.ids import ApprovalId, ThreadId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One exact tool call. ``summary`` is our sentence about ``args``, never the model's."""

    thread_id: ThreadId
    tool_call_id: str
    tool: str
    args: Mapping[str, Json]
    summary: str
    permission: Permission


async def request_approval(*, world: World, principal: Principal, action: Action) -> Approval:
    """Asking again for the same call gives the same approval. Raises Forbidden."""
    principal.require(action.permission)
    now = world.clock.now()
    async with world.uow() as tx:
        known = await tx.approvals.find_by_call(action.thread_id, action.tool_call_id)
        if known:
            return known
        approval = Approval(
            id=ApprovalId(world.new_id()),
            thread_id=action.thread_id,
            tool_call_id=action.tool_call_id,
            tool=action.tool,
            args=action.args,
            digest=digest(tool=action.tool, args=action.args, requester=principal.user_id),
            summary=action.summary,
            permission=action.permission,
            requested_by=principal.user_id,
            status=ApprovalStatus.PENDING,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        await tx.approvals.add(approval)
        await tx.ledger.append(
            Entry(
                kind=Kind.APPROVAL_REQUESTED,
                entity_type=EntityType.APPROVAL,
                entity_id=approval.id,
                actor=principal.actor,
                metadata={"tool": approval.tool, "digest": approval.digest},
            )
        )
    return approval
