"""Locks on files: the kernel takes them back when their holder dies, however it dies."""

import asyncio
import fcntl
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

LOOK_S: Final = 0.05
"""How often is looked whether a lock is free: a wait in the kernel could not be cancelled."""


async def lock(path: Path) -> BinaryIO:
    """Waits for the lock; closing the file gives it back."""
    while (held := locked(path)) is None:
        await asyncio.sleep(LOOK_S)
    return held


def locked(path: Path) -> BinaryIO | None:
    """The file of that path, which is made where it is missing, or None where another holds it."""
    file = path.open("ab")
    if try_lock(file):
        return file
    file.close()
    return None


def try_lock(file: IO[Any]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
