"""Postgres for tests: one embedded server per session, one migrated template, one database each.

``database_url``, ``engine``, ``uow`` and ``world`` may be asked for by any test; tests that do are
marked ``postgres``. The server ends with the session's last process.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports import World
from integrations.vault import FernetVault
from persistence.embedded import EmbeddedPostgres
from persistence.engine import make_engine, url_of
from persistence.migrate import migrate
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tests.build import new_id
from tests.fakes.clock import FixedClock

_TEMPLATE = "stakazo_template"
_ROOM_BYTES = 2 * 2**30


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pg-bindir", type=Path, help="run on the Postgres programs in this folder")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres_url(testrun_uid: str, pytestconfig: pytest.Config) -> Iterator[str]:
    """A server that is shared by all processes of this test session; it holds the template."""
    with _shared_folder(f"stakazo-tests-{testrun_uid}") as folder:
        server = EmbeddedPostgres(
            folder,
            bindir=pytestconfig.getoption("--pg-bindir"),
            durable=False,
            settings={"max_connections": "300"},
        )
        lease = server.join()
        try:
            with _alone(folder / "template.lock"):
                _make_template(lease.dsn)
            yield lease.dsn
        finally:
            lease.leave()


@pytest.fixture(scope="session", autouse=True)
def _no_cluster_stays_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Root's servers keep their clusters outside of pytest's folders, which nobody else enters."""
    yield
    for record in list(_records_below(tmp_path_factory.getbasetemp())):
        EmbeddedPostgres(record.parent).remove()


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """A database of this test's own, with the newest schema and no rows."""
    name = f"test_{new_id().replace('-', '')}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY".encode())
        yield _dsn(postgres_url, name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database_url, pool_size=4)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def uow(engine: AsyncEngine, clock: FixedClock, spool: Spool) -> PostgresUnitOfWork:
    return PostgresUnitOfWork(
        engine, spool=spool, clock=clock, new_id=new_id, vault=FernetVault(("a key",))
    )


@pytest.fixture
def world(uow: PostgresUnitOfWork, clock: FixedClock) -> World:
    return World(uow=uow, clock=clock, new_id=new_id)


def _make_template(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_TEMPLATE,))
        if found.fetchone():
            return
        fresh = f"{_TEMPLATE}_unfinished"
        server.execute(f"DROP DATABASE IF EXISTS {fresh}".encode())
        server.execute(f"CREATE DATABASE {fresh}".encode())
        asyncio.run(migrate(_dsn(server_url, fresh)))
        server.execute(f"ALTER DATABASE {fresh} RENAME TO {_TEMPLATE}".encode())


def _records_below(folder: Path) -> Iterator[Path]:
    """Where clusters are; a server that is just ending may take folders away under our eyes."""
    for place, _, files in os.walk(folder):
        if "place" in files:
            yield Path(place, "place")


@contextmanager
def _shared_folder(name: str) -> Iterator[Path]:
    """One for all processes of a session; the last of them removes it.

    Not among pytest's own, which the server's user, who is not root, could not reach.
    """
    folder = _fast_place() / name
    in_use = folder.with_suffix(".lock")
    with in_use.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        folder.mkdir(mode=0o755, exist_ok=True)
        yield folder
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(folder)
        in_use.unlink()


def _fast_place() -> Path:
    """In memory where there is room: making a database copies hundreds of files, which takes ten
    times as long on a disk."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM_BYTES
    return memory if roomy else Path(tempfile.gettempdir())


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time; the kernel gives the lock back however the process ends."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _dsn(server_url: str, name: str) -> str:
    url: sa.URL = url_of(server_url).set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)
