"""The truth log: one line for everything that became public here or stopped being so.

It is only ever added to, and a line is on the disk before anybody is told of what it says.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class TruthLog:
    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        self._drop_torn_line()

    def append(self, line: Mapping[str, Any]) -> None:
        encoded = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        with self._path.open("ab") as file:
            file.write(encoded)
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> list[dict[str, Any]]:
        with self._path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def _drop_torn_line(self) -> None:
        """A crash can leave half of the last line; nobody was told of it."""
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self._path, whole)
