"""Take in what a platform called us about, so that it can be acknowledged."""

from domain.job import JobKind, NewJob
from domain.ledger import EntityType, Entry, Kind
from domain.platforms import Platform
from domain.ports import World
from domain.webhook import Delivery, DeliveryStatus, caller, delivery_key


async def receive_webhook(*, world: World, platform: Platform, body: bytes) -> bool:
    """``body`` was really sent by the platform. False when the same came before: then nothing
    happens. Once this returns it is safe to acknowledge it."""
    delivery = Delivery(
        id=world.new_id(),
        platform=platform,
        key=delivery_key(body),
        body=body,
        status=DeliveryStatus.RECEIVED,
        received_at=world.clock.now(),
    )
    async with world.uow() as tx:
        if not await tx.deliveries.add(delivery):
            return False
        await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.HANDLE_WEBHOOK,
                payload={"delivery": delivery.id},
                requested_by=caller(platform),
                request_key=f"webhook:{delivery.id}",
            )
        )
        await tx.ledger.append(
            Entry(
                kind=Kind.WEBHOOK_RECEIVED,
                entity_type=EntityType.SYSTEM,
                entity_id=delivery.id,
                actor=caller(platform),
                metadata={"platform": platform.value, "sha256": delivery.key, "bytes": len(body)},
            )
        )
        return True
