"""Take back the question: whoever asked for an action may drop it before it is decided."""

from dataclasses import replace

from domain.access import Principal
from domain.approval import Approval, ApprovalNotPending, ApprovalStatus
from domain.errors import NotFound
from domain.ids import ApprovalId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def withdraw_approval(
    *, world: World, principal: Principal, approval_id: ApprovalId, note: str
) -> Approval:
    """``note`` is what the conversation is told about it.

    Raises NotFound, also for somebody else's, and ApprovalNotPending.
    """
    now = world.clock.now()
    async with world.uow() as tx:
        approval = await tx.approvals.get(approval_id, for_update=True)
        if approval.requested_by != principal.user_id:
            raise NotFound(what="approval", ref=approval_id)
        if approval.status is not ApprovalStatus.PENDING:
            raise ApprovalNotPending(status=approval.status)
        dropped = replace(
            approval,
            status=ApprovalStatus.REJECTED,
            decided_by=principal.user_id,
            decided_at=now,
            note=note,
        )
        await tx.approvals.save(dropped)
        await tx.ledger.append(
            Entry(
                kind=Kind.APPROVAL_REJECTED,
                entity_type=EntityType.APPROVAL,
                entity_id=approval.id,
                actor=principal.actor,
                metadata={"tool": approval.tool, "withdrawn": True},
            )
        )
    return dropped
