"""A child process that ends when the process that started it ends, however that happened."""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def end_with(parent: int) -> None:
    """The kernel tells this process to stop when ``parent`` is gone. Linux only; elsewhere the
    child is told to stop by a parent that ends in good order."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the supervisor is gone")
