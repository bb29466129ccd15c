from domain.ports import discard_unused, newly_stored
from tests.build import a_video
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import MemoryStore


async def test_only_new_files_that_nothing_refers_to_are_deleted() -> None:
    database = MemoryDatabase()
    store = MemoryStore(database)
    unused, in_use, before = (store.keep(content) for content in (b"a", b"b", b"c"))
    there_before = store.keep(b"c")
    async with database() as tx:
        await tx.videos.add(a_video(blob=in_use.key))

    keys = newly_stored([unused, in_use, there_before])
    await discard_unused(database.world, store, keys)

    assert set(store.blobs) == {in_use.key, before.key}
