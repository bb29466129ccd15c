"""Lift a stop: what it held goes on, one after the other."""

from domain.access import Permission, Principal
from domain.ids import AccountId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World
from domain.ports.resuming import STOPPED, resume_held


async def resume_publishing(
    *, world: World, principal: Principal, account_id: AccountId | None
) -> int:
    """How many publications go on. Raises Forbidden, NotFound."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        if not await tx.stops.lift(account_id):
            return 0
        accounts = (
            await tx.accounts.all() if account_id is None else [await tx.accounts.get(account_id)]
        )
        resumed = 0
        for account in accounts:
            resumed += await resume_held(
                tx, world, account, actor=principal.actor, reasons=(STOPPED,)
            )
        await tx.ledger.append(
            Entry(
                kind=Kind.PUBLISHING_RESUMED,
                entity_type=EntityType.ACCOUNT if account_id else EntityType.SYSTEM,
                entity_id=account_id or "publishing",
                actor=principal.actor,
                metadata={"resumed": resumed},
            )
        )
    return resumed
