"""Write down that deliveries were refused."""

from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform
from domain.ports import World
from domain.webhook import caller


async def reject_webhook(*, world: World, platform: Platform, count: int) -> None:
    """``count`` were refused since the ledger was last told: nothing in them proved that they come
    from the platform, so nothing of them is kept."""
    async with world.uow() as tx:
        await tx.ledger.append(
            Entry(
                kind=Kind.WEBHOOK_REJECTED,
                entity_type=EntityType.SYSTEM,
                entity_id=platform.value,
                actor=caller(platform),
                severity=Severity.WARNING,
                metadata={"platform": platform.value, "count": count},
            )
        )
