"""Try again what came before we knew what it is about."""

from datetime import UTC, datetime
from typing import Final

from domain.platforms import Platform
from domain.ports import World
from domain.ports.heeding import heed
from domain.webhook import DeliveryStatus, ReadNotices

_EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


async def match_parked(*, world: World, read: ReadNotices) -> int:
    """Each in a block of its own. How many found what they are about. What has waited for too long
    is given up."""
    matched = 0
    for platform in Platform:
        async with world.uow() as tx:
            parked = await tx.deliveries.parked(platform=platform, since=_EVER)
        for delivery in parked:
            async with world.uow() as tx:
                status = await heed(tx, delivery, read, now=world.clock.now())
            matched += status is DeliveryStatus.HANDLED
    return matched
