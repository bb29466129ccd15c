"""What the rest of the product sees of the embedded server: join it, use its address, leave it."""

import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self
from urllib.parse import quote

from persistence.embedded.binaries import client_tool, find_binaries
from persistence.embedded.cluster import NAME, Cluster
from persistence.embedded.errors import EmbeddedPostgresError, Reason, from_os_error
from persistence.embedded.locks import anybody_joined, drop_lease, locked, take_lease
from persistence.embedded.place import PORT, home_of, password_of, settle
from persistence.embedded.running import bring_up, stop
from persistence.embedded.watcher import watched

_NO_SETTINGS: Final[Mapping[str, str]] = MappingProxyType({})


class Lease:
    """A joined process. The lease ends with `leave()` or with the process, not with this object."""

    def __init__(self, *, dsn: str, cluster: Cluster, path: Path, fd: int) -> None:
        self.dsn = dsn
        self._cluster = cluster
        self._path = path
        self._fd: int | None = fd
        self._pid = os.getpid()

    def leave(self) -> None:
        """Stop the server if nobody else is joined. Blocking; a second call does nothing."""
        if self._fd is None:
            return
        if os.getpid() == self._pid:
            with locked(self._cluster.lock, timeout_s=self._cluster.start_timeout_s):
                _part(self._cluster, self._path, self._fd)
        else:
            # A forked child gives up its copy; the lease is its parent's.
            os.close(self._fd)
        self._fd = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()


class EmbeddedPostgres:
    """The server of one data folder (on a local disk, Linux or macOS).

    `state_dir` is used by root alone, for what its lesser OS user could not reach elsewhere.
    `durable=False` gives up crash safety for speed: for test clusters only. It and `settings`
    (server parameters) count for whoever starts the server.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        bindir: Path | None = None,
        state_dir: Path = Path("/var/lib/stakazo"),
        durable: bool = True,
        settings: Mapping[str, str] = _NO_SETTINGS,
        start_timeout_s: float = 120.0,
    ) -> None:
        self._data_dir = data_dir
        self._bindir = bindir
        self._state_dir = state_dir
        self._durable = durable
        self._settings = tuple(settings.items())
        self._start_timeout_s = start_timeout_s

    def join(self) -> Lease:
        """Blocking: under a second when the cluster has to be made, milliseconds when it is up.

        Raises EmbeddedPostgresError.
        """
        try:
            return self._join()
        except OSError as error:
            raise from_os_error(error) from error

    def remove(self) -> None:
        """Take the cluster away for good, wherever it is; nothing happens when there is none.

        Blocking. Raises EmbeddedPostgresError, also while a process is joined.
        """
        data_dir = self._data_dir.resolve()
        home = home_of(data_dir)
        if home is None:
            return
        cluster = self._cluster(home, find_binaries(self._bindir), data_dir)
        with locked(cluster.lock, timeout_s=self._start_timeout_s):
            if anybody_joined(cluster.leases):
                raise EmbeddedPostgresError(Reason.IN_USE, f"The cluster in {home} is in use.")
            stop(cluster)
            shutil.rmtree(home)
        shutil.rmtree(data_dir, ignore_errors=True)

    def client_tool(self, name: str) -> Path:
        return client_tool(name, bindir=self._bindir)

    def _join(self) -> Lease:
        bindir = find_binaries(self._bindir)
        data_dir = self._data_dir.resolve()
        home = settle(data_dir, state_dir=self._state_dir.resolve())
        cluster = self._cluster(home, bindir, data_dir)
        password = password_of(data_dir)
        with locked(cluster.lock, timeout_s=self._start_timeout_s), ExitStack() as undo:
            path, fd = take_lease(cluster.leases)
            undo.callback(_part, cluster, path, fd)
            with watched(cluster):
                sockets = bring_up(cluster)
            undo.pop_all()
        return Lease(dsn=_dsn(password, sockets), cluster=cluster, path=path, fd=fd)

    def _cluster(self, home: Path, bindir: Path, data_dir: Path) -> Cluster:
        return Cluster(
            home=home,
            password_file=data_dir / "password",
            bindir=bindir,
            state_dir=self._state_dir.resolve(),
            durable=self._durable,
            settings=self._settings,
            start_timeout_s=self._start_timeout_s,
        )


def _part(cluster: Cluster, path: Path, fd: int) -> None:
    drop_lease(path, fd)
    if not anybody_joined(cluster.leases):
        stop(cluster)


def _dsn(password: str, sockets: Path) -> str:
    host = quote(str(sockets), safe="")
    return f"postgresql://{NAME}:{quote(password, safe='')}@/{NAME}?host={host}&port={PORT}"
