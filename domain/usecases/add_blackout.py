"""Say when nothing goes out."""

from datetime import datetime

from domain.access import Permission, Principal
from domain.errors import Invalid
from domain.ids import AccountId
from domain.ledger import EntityType, Entry, Kind
from domain.platforms import Platform
from domain.ports import World
from domain.timing import Blackout


async def add_blackout(
    *,
    world: World,
    principal: Principal,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    platform: Platform | None = None,
    account_id: AccountId | None = None,
) -> Blackout:
    """Also for what is planned already. Raises Forbidden, NotFound, Invalid."""
    principal.require(Permission.OUTWARD)
    if ends_at <= starts_at or ends_at <= world.clock.now():
        raise Invalid("blackout")
    async with world.uow() as tx:
        if account_id is not None:
            await tx.accounts.get(account_id)
        blackout = Blackout(
            id=world.new_id(),
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            platform=platform,
            account_id=account_id,
        )
        await tx.stops.add_blackout(blackout)
        await tx.ledger.append(
            Entry(
                kind=Kind.BLACKOUT_ADDED,
                entity_type=EntityType.SYSTEM,
                entity_id=blackout.id,
                actor=principal.actor,
                metadata={
                    "starts_at": starts_at.isoformat(),
                    "ends_at": ends_at.isoformat(),
                    "reason": reason,
                },
            )
        )
    return blackout
