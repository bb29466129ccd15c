"""How running processes say where they are reached: one small JSON file each, in the run folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    url: str
    pid: int


def announce(folder: Path, name: str, running: Running) -> None:
    """Whole or not at all; replaces what an earlier process said."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.{secrets.token_hex(4)}"
    aside.write_text(json.dumps(asdict(running)), encoding="utf-8")
    aside.replace(_path(folder, name))


def withdraw(folder: Path, name: str) -> None:
    """Only what this process said itself."""
    found = look_up(folder, name)
    if found and found.pid == os.getpid():
        _path(folder, name).unlink(missing_ok=True)


def look_up(folder: Path, name: str) -> Running | None:
    """None when nothing was said. What was said may be out of date."""
    try:
        said = json.loads(_path(folder, name).read_text(encoding="utf-8"))
        return Running(url=str(said["url"]), pid=int(said["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
