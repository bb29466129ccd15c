"""Everything on one machine: starts the parts, starts a fallen one again, ends them together."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

GAVE_UP: Final = 78
"""A child's exit code for "starting me again would not help" (EX_CONFIG of sysexits.h)."""

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
_STEADY_AFTER_S: Final = 60.0
_GRACE_S: Final = 25.0
log = structlog.get_logger("supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``command`` is what to run; it is handed ``--parent <pid>`` at the end."""

    name: str
    command: Sequence[str]


def part(name: str, *, quiet: bool) -> Part:
    """One of our own commands as a child."""
    flags = ("--quiet",) if quiet else ()
    return Part(name=name, command=(sys.executable, "-m", "entrypoints.cli", name, *flags))


class Supervisor:
    """``run`` returns when it is told to stop, or when a part gave up; nothing is left then."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()
        self._failed: str | None = None

    async def run(
        self,
        *,
        when_started: Callable[["Supervisor"], Coroutine[Any, Any, None]],
        when_stopping: Callable[[], None],
    ) -> str | None:
        """The name of the part that gave up, or None when we were told to stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self._keep(one)) for one in self._parts]
        greeting = asyncio.create_task(when_started(self))
        try:
            await self._stopping.wait()
            when_stopping()
        finally:
            greeting.cancel()
            await self._end_all()
            await asyncio.gather(greeting, *keepers, return_exceptions=True)
        return self._failed

    def stop(self) -> None:
        """The second time in a row it is meant at once."""
        if self._stopping.is_set():
            self._kill_all()
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def pid(self, name: str) -> int | None:
        process = self._running.get(name)
        return process.pid if process else None

    async def _keep(self, one: Part) -> None:
        loop = asyncio.get_running_loop()
        pause_s = _FIRST_PAUSE_S
        while not self.is_stopping:
            began = loop.time()
            code = await self._run_once(one)
            if self.is_stopping:
                return
            if code == GAVE_UP:
                self._failed = one.name
                self._stopping.set()
                return
            if loop.time() - began > _STEADY_AFTER_S:
                pause_s = _FIRST_PAUSE_S
            log.error("part_fell", part=one.name, code=code, again_in_s=pause_s)
            await self._pause(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _run_once(self, one: Part) -> int:
        """In a session of its own: the terminal's Ctrl-C reaches us and not the child."""
        process = await asyncio.create_subprocess_exec(
            *one.command,
            "--parent",
            str(os.getpid()),
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running[one.name] = process
        if self.is_stopping:
            _tell(process.pid, signal.SIGTERM)
        try:
            return await process.wait()
        finally:
            self._running.pop(one.name, None)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _end_all(self) -> None:
        for process in self._running.values():
            _tell(process.pid, signal.SIGTERM)
        deadline = asyncio.get_running_loop().time() + _GRACE_S
        while self._running and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        if self._running:
            log.warning("parts_killed", parts=sorted(self._running))
            self._kill_all()

    def _kill_all(self) -> None:
        """With whatever they started themselves: each child leads a group of its own."""
        for process in self._running.values():
            _tell_group(process.pid, signal.SIGKILL)


def _tell(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _tell_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
