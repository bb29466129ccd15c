"""What people say and what it means, read from the table beside this file."""

from pathlib import Path
from typing import Any, Final

import yaml

Calls = list[tuple[str, dict[str, Any]]]

_TABLE: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

UNDERSTOOD: Final[list[tuple[str, Calls]]] = [
    (row["say"], [call for one in row["calls"] for call in one.items()])
    for row in _TABLE["understood"]
]
NOTHING_DONE: Final[list[str]] = _TABLE["nothing_done"]
