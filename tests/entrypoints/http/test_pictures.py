import asyncio

from domain.ids import BlobKey
from entrypoints.http.pictures import Sheets
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakeMedia, MemoryStore

ONE, OTHER = BlobKey("sha256/one"), BlobKey("sha256/other")


def a_media() -> FakeMedia:
    return FakeMedia(MemoryStore(MemoryDatabase()))


class TestSheets:
    async def test_are_drawn_once_for_the_same_posters_however_many_ask(self) -> None:
        media = a_media()
        sheets = Sheets(media, media.store)

        keys = await asyncio.gather(*(sheets.of([ONE, OTHER]) for _ in range(5)))

        assert len(set(keys)) == 1
        assert media.calls == ["contact_sheet"]

    async def test_are_drawn_anew_when_a_poster_changed(self) -> None:
        media = a_media()
        sheets = Sheets(media, media.store)

        assert await sheets.of([ONE]) != await sheets.of([OTHER])
        assert media.calls == ["contact_sheet"] * 2

    async def test_forget_the_oldest(self) -> None:
        media = a_media()
        sheets = Sheets(media, media.store)

        for number in range(300):
            await sheets.of([BlobKey(f"sha256/{number}")])
        await sheets.of([BlobKey("sha256/299")])
        await sheets.of([BlobKey("sha256/0")])

        assert len(media.calls) == 301
        assert len(media.store.blobs) == 32
