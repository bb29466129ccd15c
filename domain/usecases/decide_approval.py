"""Say yes or no to a held action, once."""

from domain.access import Permission, Principal
from domain.approval import Approval, ApprovalStatus, Decision
from domain.ids import ApprovalId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def decide_approval(
    *,
    world: World,
    principal: Principal,
    approval_id: ApprovalId,
    decision: Decision,
    note: str | None,
) -> Approval:
    """Raises Forbidden, NotFound, ApprovalNotPending."""
    principal.require(Permission.APPROVE)
    now = world.clock.now()
    async with world.uow() as tx:
        approval = await tx.approvals.get(approval_id, for_update=True)
        decided = approval.decided(decision, by=principal, at=now, note=note)
        await tx.approvals.save(decided)
        granted = decided.status is ApprovalStatus.APPROVED
        await tx.ledger.require(
            Entry(
                kind=Kind.APPROVAL_GRANTED if granted else Kind.APPROVAL_REJECTED,
                entity_type=EntityType.APPROVAL,
                entity_id=approval.id,
                actor=principal.actor,
                metadata={"tool": approval.tool, "digest": approval.digest},
            )
        )
    return decided
