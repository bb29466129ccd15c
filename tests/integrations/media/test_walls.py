"""Walls: a program on media tries to get out, in every way, and cannot."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.process import Finished, Limits, Places, run
from integrations.media.trial import standing

LIMITS: Final = Limits(wall_s=30, cpu_s=30)
FFMPEG: Final = find_ffmpeg()

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


async def tried(program: str, *, places: Places | None = None) -> tuple[Finished, Sequence[str]]:
    """How a Python program ended behind the walls, and what it printed."""
    lines: list[str] = []

    async def listen(line: str) -> None:
        lines.append(line)

    command = [sys.executable, "-c", program]
    finished = await run(command, limits=LIMITS, on_line=listen, places=places or Places())
    return finished, lines


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('127.0.0.1', {port}))",
        "import socket; socket.create_connection(('::1', {port}))",
        "import socket; socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket')",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
    ],
    ids=["tcp", "tcp6", "unix", "udp"],
)
async def test_there_is_no_network(program: str) -> None:
    reached: list[object] = []
    server = await asyncio.start_server(lambda *who: reached.append(who), "127.0.0.1", 0)
    async with server:
        finished, _ = await tried(program.format(port=server.sockets[0].getsockname()[1]))

    assert "PermissionError" in finished.stderr
    assert reached == []


async def test_ffmpeg_reaches_nobody_even_when_it_is_told_to() -> None:
    reached: list[object] = []
    server = await asyncio.start_server(lambda *who: reached.append(who), "127.0.0.1", 0)

    async def listen(_: str) -> None:
        return

    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x.mp4"
        command = [FFMPEG, "-nostdin", "-i", address, "-f", "null", "-"]
        finished = await run(command, limits=LIMITS, on_line=listen)

    assert finished.returncode != 0
    assert "Operation not permitted" in finished.stderr
    assert reached == []


async def test_files_outside_cannot_be_read(tmp_path: Path) -> None:
    secret, given = tmp_path / "secret", tmp_path / "given"
    for path in (secret, given):
        path.write_text(path.name)
    places = Places(reads=[str(given)])

    _, lines = await tried(f"print(open({str(given)!r}).read())", places=places)
    finished, _ = await tried(f"open({str(secret)!r})", places=places)

    assert lines == ["given"]
    assert "PermissionError" in finished.stderr


async def test_secrets_of_the_project_cannot_be_read() -> None:
    project = Path(__file__).parents[3]

    finished, _ = await tried(f"open({str(project / 'pyproject.toml')!r})")

    assert "PermissionError" in finished.stderr


async def test_only_the_folder_for_the_work_can_be_written(tmp_path: Path) -> None:
    work, outside = tmp_path / "work", tmp_path / "outside"
    for folder in (work, outside):
        folder.mkdir()
    places = Places(writes=[str(work)])

    await tried(f"open({str(work / 'made')!r}, 'w').write('done')", places=places)
    finished, _ = await tried(f"open({str(outside / 'made')!r}, 'w')", places=places)

    assert (work / "made").read_text() == "done"
    assert "PermissionError" in finished.stderr
    assert list(outside.iterdir()) == []


async def test_the_source_cannot_be_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("as it came")
    places = Places(reads=[str(source)])

    for deed in (
        "open({!r}, 'r+')",
        "import os; os.unlink({!r})",
        "import os; os.truncate({!r}, 0)",
    ):
        finished, _ = await tried(deed.format(str(source)), places=places)
        assert "PermissionError" in finished.stderr

    assert source.read_text() == "as it came"


@pytest.mark.parametrize(
    "program",
    [
        "import os\nwhile True: os.fork()",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.execv('/bin/sh', ['sh', '-c', 'true'])",
    ],
    ids=["fork", "subprocess", "spawn", "exec"],
)
async def test_there_are_no_further_programs(program: str) -> None:
    finished, _ = await tried(program)

    assert finished.returncode == 1
    assert "PermissionError" in finished.stderr


async def test_threads_are_allowed() -> None:
    _, lines = await tried("from threading import Thread\nThread(target=lambda: print(1)).start()")

    assert lines == ["1"]


async def test_other_processes_are_out_of_reach() -> None:
    finished, _ = await tried("import os, signal; os.kill(os.getppid(), signal.SIGTERM)")

    assert "PermissionError" in finished.stderr


async def test_rights_and_limits_cannot_be_taken_back() -> None:
    raising = "import resource as r; r.setrlimit(r.RLIMIT_DATA, (2**40, 2**40))"

    finished, _ = await tried(raising)
    _, lines = await tried("print(open('/proc/self/status').read())")

    assert "ValueError" in finished.stderr
    assert "NoNewPrivs:\t1" in lines
    assert "Seccomp:\t2" in lines


async def test_a_trial_says_which_walls_stand() -> None:
    assert all((await standing()).values())
