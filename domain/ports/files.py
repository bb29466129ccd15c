"""Taking back files of work that came to nothing."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from domain.ids import BlobKey
from domain.job import Run
from domain.media import Blob
from domain.ports.outside import Store
from domain.ports.world import World


async def discard_unused(world: World, store: Store, keys: Sequence[BlobKey]) -> None:
    """Deletes those that nothing refers to: the same bytes may serve something else."""
    async with world.uow() as tx:
        in_use = await tx.clips.in_use(keys)
    for key in keys:
        if key not in in_use:
            await store.delete(key)


def newly_stored(blobs: Sequence[Blob]) -> list[BlobKey]:
    return [blob.key for blob in blobs if blob.created]


@asynccontextmanager
async def saved_or_discarded(
    world: World, store: Store, blobs: Sequence[Blob], *, run: Run
) -> AsyncIterator[None]:
    """Around the saving of what refers to ``blobs``: when it fails, they go."""
    try:
        yield
    except BaseException:
        async with world.uow() as tx:
            # A worker that took the job over may be making the very same files.
            await tx.jobs.hold(run)
        await discard_unused(world, store, newly_stored(blobs))
        raise
