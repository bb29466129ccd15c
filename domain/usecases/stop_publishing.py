"""Stop everything that would go out, or what would go to one account, at once."""

from domain.access import Permission, Principal
from domain.ids import AccountId
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.ports import World
from domain.timing import Stop


async def stop_publishing(
    *, world: World, principal: Principal, account_id: AccountId | None, reason: str
) -> Stop:
    """What has not passed its last safe moment is held, also what is being uploaded now. Raises
    Forbidden, NotFound."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        if account_id is not None:
            await tx.accounts.get(account_id)
        stop = Stop(
            id=world.new_id(),
            account_id=account_id,
            reason=reason,
            stopped_by=principal.actor,
            stopped_at=world.clock.now(),
        )
        await tx.stops.add_stop(stop)
        await tx.ledger.append(
            Entry(
                kind=Kind.PUBLISHING_STOPPED,
                entity_type=EntityType.ACCOUNT if account_id else EntityType.SYSTEM,
                entity_id=account_id or "publishing",
                actor=principal.actor,
                severity=Severity.WARNING,
                metadata={"reason": reason},
            )
        )
    return stop
