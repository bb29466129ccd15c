from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from integrations.media.workshop import workshop
from integrations.storage import ObjectStore
from integrations.transcription import Workplace
from tests.build import new_id
from tests.fakes.transcription_server import TranscriptionServer, transcription_server


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """Its workshop's folder must be empty whenever nobody listens."""
    return Workplace(
        store=ObjectStore(f"file:{tmp_path / 'store'}", new_id=new_id),
        workshop=workshop(tmp_path / "sounds", turns=tmp_path / "turns"),
    )


@pytest.fixture
async def server() -> AsyncIterator[TranscriptionServer]:
    async with transcription_server() as running:
        yield running
