"""Becomes the program it is told to run, after giving up rights and tying its life to its parent.

Run as a script with ``parent cpu_s memory_bytes file_bytes nice program …``. A separate program
does this because code between fork and exec is not safe in a process that has threads.
"""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_MAX_FILES: Final = 128


def main() -> None:
    parent, cpu_s, memory_bytes, file_bytes, nice = (int(value) for value in sys.argv[1:6])
    _die_with(parent)
    os.nice(nice)
    for limit, value in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(limit, value)
    os.execv(sys.argv[6], sys.argv[6:])


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
