"""Make a cluster (initdb) with its one role and its one database."""

import os
import shutil
from pathlib import Path

from persistence.embedded.cluster import NAME, Cluster, server_locked
from persistence.embedded.errors import Reason, from_output
from persistence.embedded.owner import Owner, give, private_folder, run


def make(cluster: Cluster, bindir: Path, *, owner: Owner) -> None:
    """Made beside its place and renamed into it: a killed attempt leaves no half cluster.

    Nobody gets in without the password, not even over the socket.
    """
    new = cluster.home / "new"
    if new.exists():
        shutil.rmtree(new)
    private_folder(new, owner=owner)
    password = new / "password"
    shutil.copyfile(cluster.password_file, password)
    password.chmod(0o600)
    give(password, owner=owner)
    with server_locked(cluster) as fd:
        _initdb(new, bindir, owner=owner, fd=fd, sync=cluster.durable)
        _create_database(new, bindir, owner=owner, fd=fd)
        os.rename(new / "pgdata", cluster.pgdata)
        _sync_folder(cluster.home)
    shutil.rmtree(new)


def _initdb(new: Path, bindir: Path, *, owner: Owner, fd: int, sync: bool) -> None:
    programs: list[str | Path] = [bindir / "initdb", "-D", new / "pgdata", "-U", NAME]
    access = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
    text = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--data-checksums"]
    command = [*programs, f"--pwfile={new / 'password'}", *access, *text]
    answer = run(command if sync else [*command, "--no-sync"], owner=owner, fds=[fd])
    if answer.returncode != 0:
        raise from_output(
            Reason.INIT_FAILED,
            f"No cluster could be made in {new.parent}.",
            output=answer.stdout + answer.stderr,
        )


def _create_database(new: Path, bindir: Path, *, owner: Owner, fd: int) -> None:
    """In single-user mode, so that there is no cluster without its database."""
    program: list[str | Path] = [bindir / "postgres", "--single", "-D", new / "pgdata"]
    command = [*program, "-c", "exit_on_error=on", "postgres"]
    answer = run(command, owner=owner, fds=[fd], typed=f"CREATE DATABASE {NAME}\n")
    if answer.returncode != 0:
        raise from_output(
            Reason.INIT_FAILED, "The database could not be created.", output=answer.stderr
        )


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
