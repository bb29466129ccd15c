"""Where a data folder's cluster, its socket and its password are."""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

from persistence.embedded.errors import EmbeddedPostgresError, Reason
from persistence.embedded.locks import locked
from persistence.embedded.owner import Owner, give, owner_of, private_folder, reaches

PORT: Final = 5432
SOCKET: Final = f".s.PGSQL.{PORT}"
# The kernel takes 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET: Final = 103
_LOCK_TIMEOUT_S: Final = 30.0


def settle(data_dir: Path, *, state_dir: Path) -> Path:
    """The cluster's home, decided once and recorded in the data folder.

    It is the data folder itself, unless the OS user that root drops to cannot get there (a 0700
    home): then it is under `state_dir`. No existing folder's mode is ever changed.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with locked(data_dir / "place.lock", timeout_s=_LOCK_TIMEOUT_S):
        record = data_dir / "place"
        if not record.exists():
            home = _choose_home(data_dir, state_dir=state_dir)
            _write_private(data_dir / "password", secrets.token_urlsafe(24))
            _write_private(record, "." if home == data_dir else str(home))
        home = (data_dir / record.read_text().strip()).resolve()
    if not home.is_dir():
        raise EmbeddedPostgresError(
            Reason.CLUSTER_LOST, f"The cluster of {data_dir} was in {home}, which is gone."
        )
    return home


def home_of(data_dir: Path) -> Path | None:
    """Where ``settle`` put the cluster; None when there is none (any more)."""
    record = data_dir / "place"
    home = (data_dir / record.read_text().strip()).resolve() if record.exists() else None
    return home if home and home.is_dir() else None


def password_of(data_dir: Path) -> str:
    try:
        return (data_dir / "password").read_text().strip()
    except FileNotFoundError as error:
        raise EmbeddedPostgresError(
            Reason.CLUSTER_LOST, f"The password of the cluster of {data_dir} is gone."
        ) from error


def socket_folder(home: Path, *, owner: Owner) -> Path:
    """Inside the home, or a short private folder of the system's when the path would be too long.

    The same folder for as long as the server is in use, since it is part of everybody's address.
    """
    inside = home / "socket"
    if _fits(inside):
        return private_folder(inside, owner=owner)
    record = home / "socket_place"
    if record.exists() and _is_private(known := Path(record.read_text()), owner=owner):
        return known
    made = Path(tempfile.mkdtemp(prefix="stakazo-", dir=_short_parent()))
    give(made, owner=owner)
    _write_private(record, str(made))
    return made


def clear_socket(home: Path, *, owner: Owner) -> None:
    """Leave nothing in the system's temporary folder; for when the server has stopped."""
    record = home / "socket_place"
    if record.exists():
        if _is_private(known := Path(record.read_text()), owner=owner):
            shutil.rmtree(known)
        record.unlink()


def _choose_home(data_dir: Path, *, state_dir: Path) -> Path:
    owner = owner_of(data_dir / "pgdata")
    if not owner.dropped or reaches(data_dir, owner=owner):
        return data_dir
    key = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    home = state_dir / key
    for folder in (state_dir, home):
        _make_passable(folder)
    if not reaches(home, owner=owner):
        raise EmbeddedPostgresError(
            Reason.NOT_WRITABLE,
            f"The OS user {owner.uid} can reach neither {data_dir} nor {home}.",
        )
    return home


def _make_passable(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)


def _write_private(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(text)
    fresh.replace(path)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= _LONGEST_SOCKET


def _is_private(folder: Path, *, owner: Owner) -> bool:
    """Nobody else may have put it there in our name."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner.uid and not found.st_mode & 0o077


def _short_parent() -> Path:
    candidates = [Path("/run"), Path(tempfile.gettempdir()), Path("/tmp")]
    for parent in candidates:
        if os.access(parent, os.W_OK | os.X_OK) and _fits(parent / "stakazo-12345678"):
            return parent
    raise EmbeddedPostgresError(
        Reason.NOT_WRITABLE, "There is no short, writable folder for the server's socket."
    )
