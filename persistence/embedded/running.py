"""A cluster's server: bring it up, see whether it is alive, stop it.

Everything here that changes something is called with the cluster's `lock` held.
"""

import os
import shlex
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from persistence.embedded.binaries import major_of, stage
from persistence.embedded.cluster import Cluster, server_locked
from persistence.embedded.errors import EmbeddedPostgresError, Reason, from_output
from persistence.embedded.locks import is_free
from persistence.embedded.making import make
from persistence.embedded.owner import Owner, owner_of, private_folder, run
from persistence.embedded.place import PORT, SOCKET, clear_socket, socket_folder
from persistence.embedded.processes import is_server, servers, tell

LOG_LIMIT_BYTES: Final = 10 * 1024 * 1024
_PAUSE_S: Final = 0.02
_FAST_STOP_S: Final = 30.0
_IMMEDIATE_STOP_S: Final = 10.0
_SETTINGS: Final = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
}
_NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def bring_up(cluster: Cluster) -> Path:
    """Adopt the server or start it, making the cluster first if need be; its socket folder.

    Raises EmbeddedPostgresError, also when the server is not ready within `start_timeout_s`.
    """
    owner = owner_of(cluster.pgdata)
    sockets = socket_folder(cluster.home, owner=owner)
    if not _adopts(cluster, sockets, owner=owner):
        bindir, major = _usable_binaries(cluster, owner=owner)
        if not cluster.exists:
            make(cluster, bindir, owner=owner)
        _refuse_other_major(cluster, major)
        _clear_remains(cluster, sockets)
        _start(cluster, sockets, bindir, owner=owner)
    return sockets


def is_dead(cluster: Cluster) -> bool:
    """Whether a cluster that was made has no process at all."""
    return cluster.exists and is_free(cluster.server_lock)


def stop(cluster: Cluster) -> None:
    """Fast shutdown, whatever the server is doing; nothing to do when it is down."""
    stopped = _end(cluster, signal.SIGINT, within_s=_FAST_STOP_S)
    if not stopped and not _end(cluster, signal.SIGQUIT, within_s=_IMMEDIATE_STOP_S):
        raise EmbeddedPostgresError(
            Reason.TIMED_OUT,
            f"The server in {cluster.home} does not stop.",
            log_tail=_tail(cluster),
        )
    clear_socket(cluster.home, owner=owner_of(cluster.pgdata))


def end_whatever_is_left(cluster: Cluster) -> None:
    """For a home that was deleted under its server."""
    _tell_all(cluster, signal.SIGQUIT)


def bound_log(cluster: Cluster) -> None:
    """Copy, then truncate: the server appends to the one file for as long as it lives."""
    log = cluster.log
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def _adopts(cluster: Cluster, sockets: Path, *, owner: Owner) -> bool:
    """True when a server answers; False once nothing of the cluster is alive."""
    deadline = time.monotonic() + cluster.start_timeout_s
    while not _is_ready(cluster, sockets, owner=owner):
        if is_free(cluster.server_lock):
            return False
        postmaster = _postmaster(cluster)
        if postmaster is None:
            # The children of a killed server: what they do is lost, and they bar a new one.
            _tell_all(cluster, signal.SIGKILL)
        elif _is_doomed(cluster, sockets):
            tell(postmaster, signal.SIGINT)
        _wait(deadline, cluster)
    return True


def _is_ready(cluster: Cluster, sockets: Path, *, owner: Owner) -> bool:
    if not (sockets / SOCKET).exists():
        return False
    program: list[str | Path] = [cluster.bindir / "pg_isready", "-q", "-h", sockets]
    return run([*program, "-p", str(PORT)], owner=replace(owner, dropped=False)).returncode == 0


def _postmaster(cluster: Cluster) -> int | None:
    try:
        pid = int((cluster.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if is_server(pid, pgdata=cluster.pgdata, title=cluster.title) else None


def _is_doomed(cluster: Cluster, sockets: Path) -> bool:
    """Told to stop by somebody else, or its socket was deleted: it will never answer again."""
    try:
        lines = (cluster.pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    status = lines[7].strip() if len(lines) > 7 else ""
    lost = status == "ready" and not (sockets / SOCKET).exists()
    return status == "stopping" or lost


def _tell_all(cluster: Cluster, how: signal.Signals) -> None:
    for pid in servers(pgdata=cluster.pgdata, title=cluster.title):
        tell(pid, how)


def _usable_binaries(cluster: Cluster, *, owner: Owner) -> tuple[Path, int]:
    bindir = cluster.bindir
    major = major_of(bindir, owner=owner)
    if major is None and owner.dropped:
        bindir = stage(bindir, under=cluster.state_dir)
        major = major_of(bindir, owner=owner)
    if major is None:
        raise EmbeddedPostgresError(
            Reason.BINARIES_MISSING, f"The Postgres programs in {bindir} do not run here."
        )
    return bindir, major


def _refuse_other_major(cluster: Cluster, major: int) -> None:
    found = (cluster.pgdata / "PG_VERSION").read_text().strip()
    if found != str(major):
        raise EmbeddedPostgresError(
            Reason.OTHER_MAJOR_VERSION,
            f"The cluster in {cluster.pgdata} is of Postgres {found}; the programs are of {major}.",
        )


def _clear_remains(cluster: Cluster, sockets: Path) -> None:
    """Nothing of this cluster is alive: the pids in these files are of zombies or of strangers."""
    remains = (cluster.pgdata / "postmaster.pid", sockets / f"{SOCKET}.lock", sockets / SOCKET)
    for path in remains:
        path.unlink(missing_ok=True)


def _start(cluster: Cluster, sockets: Path, bindir: Path, *, owner: Owner) -> None:
    private_folder(cluster.log.parent, owner=owner)
    bound_log(cluster)
    seen = cluster.log.stat().st_size if cluster.log.exists() else 0
    program: list[str | Path] = [bindir / "pg_ctl", "-D", cluster.pgdata, "-l", cluster.log]
    command = [*program, "-o", _options(cluster, sockets), "-W", "-s", "start"]
    with server_locked(cluster) as fd:
        answer = run(command, owner=owner, fds=[fd])
    deadline = time.monotonic() + cluster.start_timeout_s
    while not _is_ready(cluster, sockets, owner=owner):
        if is_free(cluster.server_lock):
            said = answer.stderr + _tail(cluster, since=seen)
            raise from_output(
                Reason.START_FAILED, f"The server in {cluster.home} did not start.", output=said
            )
        _wait(deadline, cluster)


def _options(cluster: Cluster, sockets: Path) -> str:
    """The caller's settings win over the usual ones, but not over what this supervisor needs."""
    settings = {
        **_SETTINGS,
        **({} if cluster.durable else _NOT_DURABLE),
        **dict(cluster.settings),
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "logging_collector": "off",
        "cluster_name": cluster.title,
    }
    return shlex.join(part for pair in settings.items() for part in ("-c", "=".join(pair)))


def _end(cluster: Cluster, how: signal.Signals, *, within_s: float) -> bool:
    """True once every process of the cluster is gone."""
    deadline = time.monotonic() + within_s
    told: set[int] = set()
    while not is_free(cluster.server_lock):
        if time.monotonic() > deadline:
            return False
        postmaster = _postmaster(cluster)
        if postmaster is None:
            _tell_all(cluster, signal.SIGKILL)
        elif postmaster not in told:
            tell(postmaster, how)
            told.add(postmaster)
        time.sleep(_PAUSE_S)
    return True


def _wait(deadline: float, cluster: Cluster) -> None:
    if time.monotonic() > deadline:
        raise EmbeddedPostgresError(
            Reason.TIMED_OUT,
            f"The server in {cluster.home} was not ready after {cluster.start_timeout_s:.0f} s.",
            log_tail=_tail(cluster),
        )
    time.sleep(_PAUSE_S)


def _tail(cluster: Cluster, *, since: int = 0) -> str:
    if not cluster.log.exists():
        return ""
    with cluster.log.open("rb") as log:
        log.seek(max(since, cluster.log.stat().st_size - 4000))
        return log.read().decode(errors="replace").strip()
