"""Where made and given media lie, and a media adapter over a store of its own."""

from pathlib import Path

import pytest

from integrations.clock import new_id
from integrations.media.adapter import FfmpegMedia
from integrations.media.workshop import workshop
from integrations.storage import ObjectStore

GIVEN = Path(__file__).parents[4] / "shared" / "media"


@pytest.fixture
def given_media() -> Path:
    """A folder of real and awkward files that lies beside the project on some machines."""
    if not GIVEN.is_dir():
        pytest.skip("the folder with real media is not here")
    return GIVEN


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(f"file:{tmp_path / 'blobs'}", new_id=new_id)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def media(store: ObjectStore, scratch: Path, tmp_path: Path) -> FfmpegMedia:
    return FfmpegMedia(store, workshop(scratch, turns=tmp_path / "turns"))
