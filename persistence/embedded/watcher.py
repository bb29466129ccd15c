"""The detached process that stops the server once its last user is gone, however that one went.

While there are users it restarts a server that died under them, and bounds the log.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from persistence.embedded.cluster import Cluster
from persistence.embedded.errors import EmbeddedPostgresError, Reason
from persistence.embedded.locks import anybody_joined, try_lock, unlock
from persistence.embedded.owner import ENVIRONMENT
from persistence.embedded.running import (
    bound_log,
    bring_up,
    end_whatever_is_left,
    is_dead,
    stop,
)

_TICK_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 4.0
_ROOT: Final = Path(__file__).resolve().parents[2]


@contextmanager
def watched(cluster: Cluster) -> Iterator[None]:
    """See that there is a watcher; it gets up while the block runs.

    Called with `lock` and a lease held.
    """
    fd = try_lock(cluster.watcher_lock)
    if fd is None:
        yield
        return
    try:
        child = _spawn(cluster, fd)
    finally:
        os.close(fd)
    try:
        yield
    finally:
        failed = child.wait() != 0
    if failed:
        said = (cluster.home / "watcher.log").read_text(errors="replace")
        raise EmbeddedPostgresError(
            Reason.START_FAILED, "The server's watcher did not start.", log_tail=said[-2000:]
        )


def main(cluster: str, fd: int) -> None:
    if os.fork():
        os._exit(0)
    os.set_inheritable(fd, False)
    # A service manager may signal all processes at once: the users go first, then this one.
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    os.chdir("/")
    _watch(Cluster.from_json(cluster), fd)


def _spawn(cluster: Cluster, fd: int) -> subprocess.Popen[bytes]:
    with (cluster.home / "watcher.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "persistence.embedded", cluster.to_json(), str(fd)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=_ROOT,
            env=ENVIRONMENT,
            pass_fds=[fd],
            start_new_session=True,
        )


def _watch(cluster: Cluster, watcher_fd: int) -> None:
    pause_s = _TICK_S
    while cluster.lock.exists():
        time.sleep(pause_s)
        try:
            if _is_over(cluster, watcher_fd):
                return
        except (OSError, EmbeddedPostgresError) as error:
            _note(error, first=pause_s == _TICK_S)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        else:
            pause_s = _TICK_S
    # The home was deleted under its server.
    end_whatever_is_left(cluster)


def _is_over(cluster: Cluster, watcher_fd: int) -> bool:
    lock = try_lock(cluster.lock, create=False)
    if lock is None:
        return False
    try:
        if not anybody_joined(cluster.leases):
            stop(cluster)
            # Before `lock` is let go: whoever joins next has to see that there is no watcher.
            os.close(watcher_fd)
            return True
        if is_dead(cluster):
            bring_up(cluster)
        bound_log(cluster)
    finally:
        unlock(lock)
    return False


def _note(error: Exception, *, first: bool) -> None:
    """Once per spell of trouble: a full disk, say, is no reason to end or to fill it further."""
    if first:
        with suppress(OSError):
            sys.stderr.write(f"{error}\n")
            sys.stderr.flush()
