"""Where a machine's heavy media work is done: a turn of its own, room on the disk, a folder."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from integrations.media.locks import lock, locked
from integrations.media.room import Room
from integrations.media.slots import Slots

_BENCH: Final = "stakazo-media-"
_LOCK: Final = "held"
_WEIGHT: Final = 2
"""Each piece of heavy work keeps two cores busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """``folder`` is where half-made files lie."""

    folder: Path
    slots: Slots
    room: Room

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Heavy work that writes no files."""
        async with self.slots.hold(_WEIGHT):
            yield

    @asynccontextmanager
    async def bench(self, size_bytes: int) -> AsyncIterator[Path]:
        """A private folder with that much room, gone at the end. Raises NoSpace."""
        async with self.turn(), self.room.reserve(size_bytes):
            with (
                tempfile.TemporaryDirectory(prefix=_BENCH, dir=self.folder) as folder,
                await lock(Path(folder, _LOCK)),
            ):
                yield Path(folder)

    def tidy(self, *, before: datetime) -> None:
        """Removes what killed workers left: the benches that nobody holds, if they are older
        than ``before``, for a bench is held a moment after it is there."""
        for bench in self.folder.glob(f"{_BENCH}*"):
            if datetime.fromtimestamp(bench.stat().st_mtime, UTC) >= before:
                continue
            held = locked(bench / _LOCK)
            if held is not None:
                with held:
                    shutil.rmtree(bench, ignore_errors=True)


def workshop(folder: Path, *, turns: Path) -> Workshop:
    """``turns`` is a folder that all workers of the machine share, and that nobody tidies up."""
    folder.mkdir(parents=True, exist_ok=True)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Workshop(
        folder=folder,
        slots=Slots(turns / "slots", max(cores or 1, _WEIGHT)),
        room=Room(turns / "room"),
    )
