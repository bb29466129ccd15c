"""How much heavy work runs at once on a machine, however many workers it has."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from integrations.media.locks import LOOK_S, lock, locked

_LINE: Final = "line"


class Slots:
    """``count`` slots for all processes that name the same folder.

    A slot is a lock file: what a killed worker held is free at once. Whoever is first in line
    takes all the slots it wants before the next may take any, so heavy work is never passed over.
    In one process the line is in order; between processes, nearly.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._slots = [folder / str(number) for number in range(count)]
        self._line = asyncio.Lock()

    @asynccontextmanager
    async def hold(self, weight: int = 1) -> AsyncIterator[None]:
        """Waits for ``weight`` slots (or all there are). A wait can be cancelled."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            async with self._line:
                with await lock(self._folder / _LINE):
                    await self._take(min(weight, len(self._slots)), held)
            yield

    async def _take(self, wanted: int, held: ExitStack) -> None:
        while True:
            for slot in self._slots:
                if wanted and (file := locked(slot)) is not None:
                    held.enter_context(file)
                    wanted -= 1
            if not wanted:
                return
            await asyncio.sleep(LOOK_S)
