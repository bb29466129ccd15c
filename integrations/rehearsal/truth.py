"""The truth log: one line for everything that became public here or stopped being so.

It is only ever added to, and a line is on the disk before anybody is told of what it says.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Listener = Callable[[Mapping[str, Any]], None]


class TruthLog:
    def __init__(self, path: Path, *, is_durable: bool = True) -> None:
        self._path = path
        self._is_durable = is_durable
        self._listeners: list[Listener] = []
        path.touch()
        self._drop_torn_line()

    def append(self, line: Mapping[str, Any]) -> None:
        encoded = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        with self._path.open("ab") as file:
            file.write(encoded)
            file.flush()
            if self._is_durable:
                os.fsync(file.fileno())
        for listener in self._listeners:
            listener(line)

    def listen(self, listener: Listener) -> None:
        """It is told of every line from now on, once the line is on the disk."""
        self._listeners.append(listener)

    def lines(self) -> list[dict[str, Any]]:
        return _lines(self._path)

    def _drop_torn_line(self) -> None:
        """A crash can leave half of the last line; nobody was told of it."""
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self._path, whole)


def count_posts(path: Path) -> int:
    """How many were published and not deleted since."""
    events = [line.get("event") for line in _lines(path)] if path.exists() else []
    return events.count("published") - events.count("deleted")


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
