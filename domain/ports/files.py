"""Taking back files of work that came to nothing."""

from collections.abc import Sequence

from domain.media import Blob
from domain.ports.outside import Store
from domain.ports.world import World


async def discard_unused(world: World, store: Store, blobs: Sequence[Blob]) -> None:
    """Deletes those that were new when they were stored and that nothing refers to: the same
    bytes may have come to serve something else meanwhile."""
    new = [blob.key for blob in blobs if blob.created]
    async with world.uow() as tx:
        in_use = await tx.clips.in_use(new)
    for key in new:
        if key not in in_use:
            await store.delete(key)
