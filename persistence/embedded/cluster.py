"""What is known about one cluster: where its parts are and how its server is to be started."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from persistence.embedded.errors import EmbeddedPostgresError, Reason
from persistence.embedded.locks import try_lock

# The role (who owns the server) and the database.
NAME: Final = "stakazo"
_PATHS: Final = ("home", "password_file", "bindir", "state_dir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    home: Path
    password_file: Path
    bindir: Path
    state_dir: Path
    durable: bool
    settings: tuple[tuple[str, str], ...]
    start_timeout_s: float

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def watcher_lock(self) -> Path:
        return self.home / "watcher.lock"

    @property
    def server_lock(self) -> Path:
        return self.home / "server.lock"

    @property
    def leases(self) -> Path:
        return self.home / "leases"

    @property
    def pgdata(self) -> Path:
        return self.home / "pgdata"

    @property
    def exists(self) -> bool:
        return (self.pgdata / "PG_VERSION").exists()

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def title(self) -> str:
        """What the server's processes call themselves: unlike any other cluster's."""
        return f"{NAME}-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> "Cluster":
        made = json.loads(text)
        made.update({name: Path(made[name]) for name in _PATHS})
        made["settings"] = tuple((name, value) for name, value in made["settings"])
        return cls(**made)


@contextmanager
def server_locked(cluster: Cluster) -> Iterator[int]:
    """A descriptor for the server's processes to inherit; ours is closed at the end."""
    fd = try_lock(cluster.server_lock)
    if fd is None:
        raise EmbeddedPostgresError(
            Reason.START_FAILED, f"Another server has appeared in {cluster.home}."
        )
    try:
        yield fd
    finally:
        os.close(fd)
