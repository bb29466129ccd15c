"""One ``serve`` and one ``api`` per data folder: a lock that the kernel drops with its holder."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Final

from domain.errors import DomainError
from integrations.runfile import look_up

_LOOK_EVERY_S: Final = 0.1


class AlreadyRunning(DomainError):
    """On the same data folder. Starting again would not help while the other one lives."""

    code = "already_running"

    @property
    def key(self) -> str:
        return "cli.already_running" if self.values["url"] else "cli.already_starting"


@contextlib.contextmanager
def held(folder: Path, name: str) -> Iterator[None]:
    """For as long as the block lasts. The file stays; only its lock counts.

    Raises AlreadyRunning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a+", encoding="utf-8") as file:
        if not _lock(file):
            raise _taken(folder, file)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextlib.asynccontextmanager
async def held_alone(
    folder: Path, name: str, *, without: str, patience_s: float
) -> AsyncIterator[None]:
    """As ``held``, once nobody holds ``without``: what a process that fell had started may need
    a moment to end. Raises AlreadyRunning."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience_s
    with held(folder, name):
        while True:
            try:
                with held(folder, without):
                    break
            except AlreadyRunning:
                if loop.time() > deadline:
                    raise
                await asyncio.sleep(_LOOK_EVERY_S)
        yield


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken(folder: Path, file: IO[str]) -> AlreadyRunning:
    """The holder's number is read from the lock; where it is reached, from what the API said."""
    file.seek(0)
    running = look_up(folder, "api")
    return AlreadyRunning(url=running.url if running else None, pid=file.read().strip() or "?")
