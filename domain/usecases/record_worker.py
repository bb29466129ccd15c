"""Write into the ledger that a worker came or went."""

from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def record_worker(*, world: World, worker_id: str, kind: Kind) -> None:
    """``kind`` is WORKER_STARTED or WORKER_STOPPED. One that is killed says nothing."""
    async with world.uow() as tx:
        await tx.ledger.append(
            Entry(
                kind=kind,
                entity_type=EntityType.WORKER,
                entity_id=worker_id,
                actor=Actor(f"worker:{worker_id}"),
            )
        )
