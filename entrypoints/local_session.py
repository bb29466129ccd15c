"""A session for whoever owns the data folder, so that the local terminal asks for no password.

The API process writes it, readable by its owner alone, renews it, and takes it away at the end.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

_NAME: Final = "session.json"


class LocalSession(BaseModel):
    url: str
    pid: int
    email: str
    access_token: str


def write(folder: Path, session: LocalSession) -> None:
    """Whole or not at all; mkstemp makes the file for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(prefix=".session-", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(session.model_dump(), file)
    os.replace(aside, folder / _NAME)


def read(folder: Path) -> LocalSession | None:
    """None when there is none that this user may read."""
    try:
        return LocalSession.model_validate_json((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def remove(folder: Path) -> None:
    """Only what this process wrote itself."""
    found = read(folder)
    if found and found.pid == os.getpid():
        (folder / _NAME).unlink(missing_ok=True)
