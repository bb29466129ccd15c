"""Kernel locks on files (flock): dropped by the kernel however their holder ends."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from persistence.embedded.errors import EmbeddedPostgresError, Reason

_PAUSE_S: Final = 0.02


def try_lock(path: Path, *, create: bool = True) -> int | None:
    """A file descriptor that holds the lock until it is closed, or None when somebody has it."""
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0), 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    return fd


def is_free(path: Path) -> bool:
    fd = try_lock(path)
    if fd is None:
        return False
    unlock(fd)
    return True


def unlock(fd: int) -> None:
    """By name, not by closing alone: a forked child may still have a copy of the descriptor."""
    fcntl.flock(fd, fcntl.LOCK_UN)
    os.close(fd)


@contextmanager
def locked(path: Path, *, timeout_s: float) -> Iterator[None]:
    deadline = time.monotonic() + timeout_s
    while (fd := try_lock(path)) is None:
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                Reason.TIMED_OUT, f"Another process has held {path} for {timeout_s:.0f} s."
            )
        time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        unlock(fd)


# The rest is only sound while `lock` is held: a lease that was made but is not locked yet would
# look dead.


def take_lease(leases: Path) -> tuple[Path, int]:
    leases.mkdir(mode=0o700, exist_ok=True)
    path = leases / f"{os.getpid()}-{secrets.token_hex(4)}"
    fd = try_lock(path)
    if fd is None:
        raise EmbeddedPostgresError(Reason.NOT_WRITABLE, f"The new lease {path} is already held.")
    return path, fd


def drop_lease(path: Path, fd: int) -> None:
    path.unlink(missing_ok=True)
    unlock(fd)


def anybody_joined(leases: Path) -> bool:
    """Whether a living process holds a lease; sweeps away the leases of the dead."""
    alive = False
    for path in list(leases.iterdir()) if leases.is_dir() else []:
        fd = try_lock(path)
        if fd is None:
            alive = True
        else:
            drop_lease(path, fd)
    return alive
