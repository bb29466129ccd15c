"""A child process that tries what no program on media may do: which walls stand on this machine."""

import os
import resource
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from integrations.media.children import ask
from integrations.media.reading import answer

_WALL_S: Final = 20.0
_OUTSIDE: Final = "/etc/passwd"
_TOO_MUCH: Final = 2**31


async def standing() -> Mapping[str, bool]:
    """Each wall's name, and whether it holds. Raises ChildFailed."""
    with tempfile.TemporaryDirectory() as outside:
        found: Mapping[str, bool] = await ask(
            "trial", __file__, wall_s=_WALL_S, settings={"outside": outside}
        )
    return found


def attempt(_: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``outside``, a folder that is not the child's."""
    outside = Path(settings["outside"])
    return {
        "network": _refused(lambda: socket.socket().close()),
        "reading": _refused(Path(_OUTSIDE).read_bytes),
        "writing": _refused((outside / "made").touch),
        "processes": _refused(_fork),
        "memory": _refused(lambda: bytearray(_TOO_MUCH)),
        "priority": os.nice(0) > 0,
        "dumps": resource.getrlimit(resource.RLIMIT_CORE) == (0, 0),
    }


def _refused(deed: Callable[[], object]) -> bool:
    try:
        deed()
    except (PermissionError, MemoryError):
        return True
    return False


def _fork() -> None:
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        os._exit(0)


if __name__ == "__main__":
    answer(attempt)
