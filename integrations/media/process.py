"""Runs one outside program on media: limited, with low priority, killed as a group.

The program dies with this process, also when this process is killed. That needs the event loop's
thread to live as long as the process, because the kernel watches the thread that started it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

_ROOT: Final = str(Path(__file__).parents[2])
_LAUNCH: Final = ("-S", "-s", "-P", "-c", "from integrations.media.launcher import main; main()")
_ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "PYTHONPATH": _ROOT,
    "PYTHONSAFEPATH": "1",
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
}
"""No module comes from the folder we happen to stand in, and no memory is set aside unused."""

_NICE: Final = 10
_TAIL_BYTES: Final = 8 * 1024
_LINE_BYTES: Final = 16 * 1024 * 1024

_NO_MEMORY: Final = ("Cannot allocate memory", "MemoryError", "bad_alloc")

OnLine = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use. ``file_bytes`` is the most that it may write into one file,
    ``space_bytes`` what it may lay claim to without using it."""

    wall_s: float
    cpu_s: int
    memory_bytes: int = 2 * 2**30
    space_bytes: int = 4 * 2**30
    file_bytes: int = 64 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files and folders that one run may read, and those that it may also change."""

    reads: Sequence[str] = ()
    writes: Sequence[str] = ()


NOWHERE: Final = Places()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """``returncode`` is negative for a signal; ``stderr`` holds only the last kilobytes."""

    returncode: int
    stderr: str


class TookTooLong(Exception):
    """The wall clock's limit was reached, and the program was killed."""


async def run(
    command: Sequence[str], *, limits: Limits, on_line: OnLine, places: Places = NOWHERE
) -> Finished:
    """Feeds each line of the program's stdout to ``on_line``; nothing survives this call.

    Raises TookTooLong, and whatever ``on_line`` raises.
    """
    clock = asyncio.timeout(limits.wall_s)
    try:
        async with _started(command, limits, places) as process, clock:
            return await _follow(process, on_line)
    except TimeoutError as error:
        if clock.expired():
            raise TookTooLong from error
        raise


def ran_out_of_memory(said: str) -> bool:
    """Whether a program that failed with these words wanted more than it may have."""
    return any(words in said for words in _NO_MEMORY)


@asynccontextmanager
async def _started(
    command: Sequence[str], limits: Limits, places: Places
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(*_LAUNCH, *_rights(limits, places), *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_ENVIRONMENT,
        start_new_session=True,
        limit=_LINE_BYTES,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await asyncio.shield(process.wait())


def _rights(limits: Limits, places: Places) -> Sequence[str]:
    sizes = (limits.cpu_s, limits.memory_bytes, limits.space_bytes, limits.file_bytes)
    numbers = (os.getpid(), _NICE, *sizes)
    counted = ((str(len(paths)), *paths) for paths in (places.reads, places.writes))
    return [*map(str, numbers), *chain(*counted)]


async def _follow(process: asyncio.subprocess.Process, on_line: OnLine) -> Finished:
    tail = asyncio.create_task(_tail(process.stderr))
    try:
        await _feed(process.stdout, on_line)
        returncode = await process.wait()
        return Finished(returncode=returncode, stderr=await tail)
    finally:
        tail.cancel()


async def _feed(stdout: asyncio.StreamReader | None, on_line: OnLine) -> None:
    assert stdout is not None
    async for line in stdout:
        await on_line(line.decode("utf-8", "replace").rstrip("\r\n"))


async def _tail(stderr: asyncio.StreamReader | None) -> str:
    assert stderr is not None
    kept = b""
    while chunk := await stderr.read(_TAIL_BYTES):
        kept = (kept + chunk)[-_TAIL_BYTES:]
    return kept.decode("utf-8", "replace")
