"""Half-made files of processes that were killed."""

import shutil
from datetime import UTC, datetime
from pathlib import Path


def remove_older(folder: Path, *, before: datetime) -> int:
    """Removes what nobody has touched since ``before``; returns how many files and folders."""
    stale = [
        path
        for path in folder.iterdir()
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(stale)
