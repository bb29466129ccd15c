"""Events that the ledger's table could not take, kept on disk until it can.

One file per block, written whole and durably before the block's transaction ends. The file names
that transaction, and Postgres is asked later whether it was saved: an event of a block that was
undone never shows up, and one of a block that was saved is never lost. When Postgres cannot tell
any more (the transaction is too old, or the database was restored elsewhere) the event is recorded
with ``outcome_unknown`` in its metadata: better a doubtful line in the ledger than a missing one.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import structlog

from domain.ledger import LedgerUnavailable

_SUFFIX: Final = ".json"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file. ``xid`` is None for what happened without a transaction."""

    path: Path
    entries: tuple[bytes, ...]
    xid: str | None
    cluster: str | None

    def forget(self) -> None:
        """Another process may have done so before."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Oldest first. ``stuck`` files cannot be read, and are left to whoever looks after them."""

    kept: tuple[Kept, ...]
    stuck: int


class Spool:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reported: set[str] = set()

    def keep(
        self, entries: Sequence[bytes], *, xid: str | None = None, cluster: str | None = None
    ) -> None:
        """Blocking. Raises LedgerUnavailable when the disk does not take it."""
        kept = {"xid": xid, "cluster": cluster, "entries": [entry.decode() for entry in entries]}
        # Named so that sorting gives the order of time.
        name = f"{time.time_ns():020}-{uuid4().hex}{_SUFFIX}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(name, json.dumps(kept).encode())
        except OSError as trouble:
            raise LedgerUnavailable from trouble

    def __len__(self) -> int:
        return len(self._paths())

    def __iter__(self) -> Iterator[Kept]:
        return iter(self.find().kept)

    def find(self) -> Found:
        """Blocking. A file that cannot be read is reported, once."""
        kept: list[Kept] = []
        troubles: dict[str, Exception] = {}
        for path in self._paths():
            try:
                kept.append(_read(path))
            except FileNotFoundError:
                # Another process was done with it in between.
                continue
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
                troubles[path.name] = trouble
        for name in troubles.keys() - self._reported:
            log.error("ledger_spool_stuck", file=name, error=type(troubles[name]).__name__)
        self._reported = set(troubles)
        return Found(kept=tuple(kept), stuck=len(troubles))

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _write(self, name: str, content: bytes) -> None:
        """Under its name only once it is complete and on the disk."""
        unfinished = self._folder / f"{name}.new"
        try:
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self._folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read(path: Path) -> Kept:
    """Raises OSError, and whatever comes of a file that is not one of ours."""
    kept = json.loads(path.read_bytes())
    entries = tuple(entry.encode() for entry in kept["entries"])
    return Kept(path=path, entries=entries, xid=kept["xid"], cluster=kept["cluster"])
