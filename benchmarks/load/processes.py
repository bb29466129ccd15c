"""Our own modules as processes beside us: workers, and the rehearsal servers."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from integrations.runfile import look_up

STARTS_WITHIN_S: Final = 20.0


@contextmanager
def process(log: Path, *command: str) -> Iterator[int]:
    """One of our own modules beside us, for as long as the block lasts; gives its pid."""
    with log.open("ab") as errors:
        child = subprocess.Popen([sys.executable, *command], stderr=errors)
    try:
        yield child.pid
        if child.poll() is not None:
            raise RuntimeError(f"{command} ended: {log.read_text()[-2000:]}")
    finally:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGTERM)
        child.wait(timeout=30)


@asynccontextmanager
async def servers(folder: Path, *, accounts: int, usual: bool) -> AsyncIterator[str]:
    """The rehearsal servers; gives their address."""
    way = "usual" if usual else "at once"
    command = ("-m", "benchmarks.load.rehearsal", str(folder), str(accounts), way)
    with process(folder / "rehearsal.log", *command):
        deadline = time.monotonic() + STARTS_WITHIN_S
        while (running := look_up(folder / "run", "rehearsal")) is None:
            if time.monotonic() > deadline:
                raise RuntimeError((folder / "rehearsal.log").read_text()[-2000:])
            await asyncio.sleep(0.05)
        yield running.url
