"""Close the questions that nobody answered in time."""

from domain.job import SCHEDULER, Run
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def expire_approvals(*, run: Run, world: World) -> None:
    """Raises RunSuperseded."""
    now = world.clock.now()
    async with world.uow() as tx:
        expired = await tx.approvals.expire(now=now)
        for approval in expired:
            await tx.ledger.append(
                Entry(
                    kind=Kind.APPROVAL_EXPIRED,
                    entity_type=EntityType.APPROVAL,
                    entity_id=approval.id,
                    actor=SCHEDULER,
                    metadata={"tool": approval.tool},
                )
            )
        await tx.jobs.complete(run, result={"expired": len(expired)}, at=now)
