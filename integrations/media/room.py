"""Room on the disk, set aside before work begins, so that no work dies of a full disk half-way."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from domain.ports import NoSpace
from integrations.media.locks import lock, try_lock

_LINE: Final = "line"
_MARK: Final = "reserved-"
_KEPT_BYTES: Final = 10**9
_KEPT_SHARE: Final = 20
"""What stays free for the database and the system: a gigabyte, of a small disk a twentieth."""

_FILE_BYTES: Final = 10**6
"""What a file needs besides its pictures and its sound, roomily."""


def usable_bytes(folder: Path) -> int:
    usage = shutil.disk_usage(folder)
    return usage.free - min(_KEPT_BYTES, usage.total // _KEPT_SHARE)


def encoded_bytes(duration_ms: int, *, bits_per_s: int) -> int:
    """The most that a file of that length takes."""
    return duration_ms * bits_per_s // 8000 + _FILE_BYTES


class Room:
    """The room on the disk of ``folder``, shared by all processes that name the same folder.

    What is reserved counts in full until it is given back, also what of it was written meanwhile:
    rather a wait too many than a full disk.
    """

    def __init__(self, folder: Path, *, usable: Callable[[Path], int] = usable_bytes) -> None:
        self._folder = folder
        self._usable = usable

    @asynccontextmanager
    async def reserve(self, size_bytes: int) -> AsyncIterator[None]:
        """Raises NoSpace. A process that dies gives its room back."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            with await lock(self._folder / _LINE):
                self._check(size_bytes)
                mine = held.enter_context(NamedTemporaryFile(dir=self._folder, prefix=_MARK))
                try_lock(mine)
                mine.write(str(size_bytes).encode())
                mine.flush()
            yield

    def _check(self, size_bytes: int) -> None:
        left = self._usable(self._folder) - self._reserved()
        if left < size_bytes:
            raise NoSpace(needed=_rounded(size_bytes, up=True), free=_rounded(max(0, left)))

    def _reserved(self) -> int:
        """What the living hold. The reservations of the dead are removed."""
        total = 0
        for path in self._folder.glob(f"{_MARK}*"):
            with suppress(FileNotFoundError), path.open("rb") as file:
                if try_lock(file):
                    path.unlink()
                else:
                    total += int(file.read() or 0)
        return total


def _rounded(size_bytes: int, *, up: bool = False) -> str:
    """In whole units, which all languages write alike."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size_bytes >= factor:
            return f"{-(-size_bytes // factor) if up else size_bytes // factor} {unit}"
    return "1 MB" if up else "0 MB"
