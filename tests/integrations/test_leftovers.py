import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from integrations.leftovers import remove_older


def test_only_what_is_old_is_removed(tmp_path: Path) -> None:
    old, fresh = tmp_path / "old", tmp_path / "fresh"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "half.mp4").write_bytes(b"x")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    os.utime(old, (long_ago.timestamp(), long_ago.timestamp()))

    removed = remove_older(tmp_path, before=long_ago + timedelta(days=1))

    assert removed == 1
    assert list(tmp_path.iterdir()) == [fresh]
