"""Take back a time in which nothing was to go out."""

from domain.access import Permission, Principal
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World
from domain.timing import Blackout


async def remove_blackout(*, world: World, principal: Principal, blackout_id: str) -> Blackout:
    """What waits for its end keeps its new time. Raises Forbidden, NotFound."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        blackout = await tx.stops.remove_blackout(blackout_id)
        await tx.ledger.append(
            Entry(
                kind=Kind.BLACKOUT_REMOVED,
                entity_type=EntityType.SYSTEM,
                entity_id=blackout.id,
                actor=principal.actor,
                metadata={"reason": blackout.reason},
            )
        )
    return blackout
