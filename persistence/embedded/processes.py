"""Which processes belong to a cluster's server, told by their command lines.

Only Linux tells; elsewhere nothing is listed, and a named process is taken at its word. The working
folder would say it too, but root without CAP_SYS_PTRACE (a plain container) may not read that.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TELLS: Final = (_PROC / "self" / "cmdline").exists()


def is_server(pid: int, *, pgdata: Path, title: str) -> bool:
    """False for a zombie, and for a stranger that was given a dead process's number.

    A postmaster is started with its folder; its children call themselves `postgres: <title>: ...`.
    """
    if not _TELLS:
        return True
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    if words[0].startswith(f"postgres: {title}: ".encode()):
        return True
    return os.path.basename(words[0]) == b"postgres" and os.fsencode(pgdata) in words


def servers(*, pgdata: Path, title: str) -> list[int]:
    if not _TELLS:
        return []
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if is_server(pid, pgdata=pgdata, title=title)]


def tell(pid: int, signal_: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal_)
