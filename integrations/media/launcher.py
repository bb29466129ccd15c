"""Becomes the program it is told to run, after giving up rights and tying its life to its parent.

Run with ``parent nice cpu_s memory_bytes space_bytes file_bytes``, the number of places to read
and these, the number of places to write and these, and ``program …``. A separate program does
this because code between fork and exec is not safe in a process that has threads.
"""

import ctypes
import os
import resource
import sys

from integrations.media.walls import raise_walls

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_MAX_FILES = 128
_STACK_BYTES = 2 * 2**20
"""Each thread's; the usual eight megabytes would count as memory that nobody uses."""

_MAX_THREADS = 4096
"""Of all that the user runs, for the kernel counts no other way. Root's are not counted."""


def main() -> None:
    parent, nice, cpu_s, memory_bytes, space_bytes, file_bytes = map(int, sys.argv[1:7])
    reads, rest = _counted(sys.argv[7:])
    writes, command = _counted(rest)
    _die_with(parent)
    os.nice(nice)
    for limit, value in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_AS, space_bytes),
        (resource.RLIMIT_STACK, _STACK_BYTES),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_NPROC, _MAX_THREADS),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(limit, value)
    raise_walls(command[0], reads=reads, writes=writes)
    os.execv(command[0], command)


def _counted(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The places that the first argument counts, and what comes after them."""
    count = int(arguments[0])
    return arguments[1 : count + 1], arguments[count + 1 :]


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (most, most))
