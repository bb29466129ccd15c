"""The OS user that the server runs as: Postgres refuses root, so root drops to another one."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from persistence.embedded.errors import EmbeddedPostgresError, Reason

# PG* variables, locales and library paths of the caller must not reach the server.
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """`dropped`: this process is root and has to become that user to run anything."""

    uid: int
    gid: int
    dropped: bool


def owner_of(pgdata: Path) -> Owner:
    """Whoever owns the cluster already; for a new one, us, or as root `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return Owner(uid=os.geteuid(), gid=os.getegid(), dropped=False)
    if pgdata.exists() and pgdata.stat().st_uid != 0:
        found = pgdata.stat()
        return Owner(uid=found.st_uid, gid=found.st_gid, dropped=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(uid=entry.pw_uid, gid=entry.pw_gid, dropped=True)
    raise EmbeddedPostgresError(Reason.NO_OS_USER, "There is no OS user to run Postgres as.")


def run(
    command: Sequence[str | Path],
    *,
    owner: Owner,
    fds: Sequence[int] = (),
    typed: str = "",
    timeout_s: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run to its end as the owner, in `/`, with a clean environment; `fds` are inherited."""
    return subprocess.run(
        [str(part) for part in command],
        user=owner.uid if owner.dropped else None,
        group=owner.gid if owner.dropped else None,
        extra_groups=[] if owner.dropped else None,
        pass_fds=fds,
        input=typed,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=ENVIRONMENT,
        umask=0o077,
        timeout=timeout_s,
        check=False,
    )


def reaches(folder: Path, *, owner: Owner) -> bool:
    """Asked of the kernel, as that user, so that access lists and mounts count too."""
    return run(["/bin/sh", "-c", 'cd "$1"', "sh", folder], owner=owner).returncode == 0


def give(path: Path, *, owner: Owner) -> None:
    if owner.dropped:
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def private_folder(path: Path, *, owner: Owner) -> Path:
    """An existing or new folder that only the owner may open."""
    if path.is_symlink():
        raise EmbeddedPostgresError(Reason.NOT_WRITABLE, f"{path} is a link, not a folder.")
    path.mkdir(mode=0o700, exist_ok=True)
    give(path, owner=owner)
    path.chmod(0o700)
    return path
