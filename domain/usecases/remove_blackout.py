"""Take back a time in which nothing was to go out."""

from domain.access import Permission, Principal
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World
from domain.ports.resuming import bring_back
from domain.timing import Blackout


async def remove_blackout(*, world: World, principal: Principal, blackout_id: str) -> Blackout:
    """What was put off until its end goes at its own time again. Raises Forbidden, NotFound."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        blackout = await tx.stops.remove_blackout(blackout_id)
        brought_back = await bring_back(tx, world, blackout, actor=principal.actor)
        await tx.ledger.append(
            Entry(
                kind=Kind.BLACKOUT_REMOVED,
                entity_type=EntityType.SYSTEM,
                entity_id=blackout.id,
                actor=principal.actor,
                metadata={"reason": blackout.reason, "brought_back": brought_back},
            )
        )
    return blackout
