import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.ids import Actor
from domain.ledger import Kind
from domain.usecases.ingest_video import Ingested, ingest_video
from domain.video import MediaRefused
from tests.build import a_probe
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakeMedia, MemoryStore


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


class Stage:
    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.store = MemoryStore(self.database)
        self.media = FakeMedia(self.store)

    async def ingest(self, content: bytes = b"a film") -> Ingested:
        return await ingest_video(
            world=self.database.world,
            store=self.store,
            media=self.media,
            actor=Actor("user:u"),
            chunks=pieces(content),
            source="folder/My film.mp4",
            title=None,
        )

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]


class TestIngestVideo:
    async def test_remembers_the_video_under_its_files_name(self) -> None:
        stage = Stage()

        ingested = await stage.ingest()

        assert ingested.video.title == "My film"
        assert not ingested.duplicate
        assert stage.kinds() == [Kind.VIDEO_UPLOADED]

    async def test_recognises_the_same_bytes(self) -> None:
        stage = Stage()
        first = await stage.ingest()

        again = await stage.ingest()

        assert again.duplicate
        assert again.video.id == first.video.id
        assert stage.kinds() == [Kind.VIDEO_UPLOADED]

    @pytest.mark.parametrize(
        ("duration_ms", "says"), [(500, "too_short"), (25 * 3_600_000, "too_long")]
    )
    async def test_keeps_nothing_of_what_it_refuses(self, duration_ms: int, says: str) -> None:
        stage = Stage()
        stage.media.probed = a_probe(duration_ms=duration_ms)

        with pytest.raises(MediaRefused) as refused:
            await stage.ingest()

        assert refused.value.key == f"media_refused.{says}"
        assert stage.store.blobs == {}
        assert stage.kinds() == [Kind.VIDEO_REFUSED]

    async def test_leaves_bytes_alone_that_were_there_before(self) -> None:
        stage = Stage()
        stage.store.keep(b"a film")
        stage.media.trouble["probe 1"] = MediaRefused("broken")

        with pytest.raises(MediaRefused):
            await stage.ingest()

        assert len(stage.store.blobs) == 1

    async def test_keeps_nothing_when_it_is_broken_off(self) -> None:
        stage = Stage()
        stage.media.trouble["probe 1"] = asyncio.CancelledError()

        with pytest.raises(asyncio.CancelledError):
            await stage.ingest()

        assert stage.store.blobs == {}
