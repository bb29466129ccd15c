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
from pathlib import Path
from typing import Final

_LAUNCHER: Final = str(Path(__file__).with_name("launcher.py"))
_ROOT: Final = str(Path(__file__).parents[2])
_NICE: Final = 10
_TAIL_BYTES: Final = 8 * 1024
_LINE_BYTES: Final = 16 * 1024 * 1024

OnLine = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use. ``file_bytes`` is the most that it may write into one file."""

    wall_s: float
    cpu_s: int
    memory_bytes: int = 4 * 2**30
    file_bytes: int = 64 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """``returncode`` is negative for a signal; ``stderr`` holds only the last kilobytes."""

    returncode: int
    stderr: str


class TookTooLong(Exception):
    """The wall clock's limit was reached, and the program was killed."""


async def run(command: Sequence[str], *, limits: Limits, on_line: OnLine) -> Finished:
    """Feeds each line of the program's stdout to ``on_line``; nothing survives this call.

    Raises TookTooLong, and whatever ``on_line`` raises.
    """
    clock = asyncio.timeout(limits.wall_s)
    try:
        async with _started(command, limits) as process, clock:
            return await _follow(process, on_line)
    except TimeoutError as error:
        if clock.expired():
            raise TookTooLong from error
        raise


@asynccontextmanager
async def _started(
    command: Sequence[str], limits: Limits
) -> AsyncIterator[asyncio.subprocess.Process]:
    rights = (os.getpid(), limits.cpu_s, limits.memory_bytes, limits.file_bytes, _NICE)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-S", _LAUNCHER, *map(str, rights), *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": _ROOT},
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
