import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from entrypoints.supervisor import GAVE_UP, Part, Supervisor

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0

LIVES = """
    import signal, sys, threading
    from pathlib import Path
    from entrypoints.parenthood import end_with
    end_with(int(sys.argv[-1]))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Path(sys.argv[1]).open("a").write("started\\n")
    stop.wait()
    Path(sys.argv[1]).open("a").write("stopped\\n")
"""
STUBBORN = """
    import signal, sys, time
    from pathlib import Path
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(sys.argv[1]).open("a").write("started\\n")
    time.sleep(60)
"""
FALLS = """
    import sys
    from pathlib import Path
    Path(sys.argv[1]).open("a").write("started\\n")
    sys.exit(1)
"""
GIVES_UP = f"import sys; sys.exit({GAVE_UP})"


def a_part(script: str, log: Path) -> Part:
    return Part(name=log.stem, command=(sys.executable, "-c", textwrap.dedent(script), str(log)))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.02)


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


async def nothing(_: Supervisor) -> None:
    return


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


class TestSupervisor:
    async def test_ends_its_parts_when_it_is_told_to(self, tmp_path: Path) -> None:
        logs = [tmp_path / "one", tmp_path / "two"]
        said = []
        supervisor = Supervisor([a_part(LIVES, log) for log in logs])
        running = asyncio.create_task(
            supervisor.run(when_started=nothing, when_stopping=lambda: said.append("bye"))
        )
        await until(lambda: all(lines(log) == ["started"] for log in logs))

        os.kill(os.getpid(), signal.SIGTERM)

        assert await running is None
        assert [lines(log) for log in logs] == [["started", "stopped"]] * 2
        assert said == ["bye"]

    async def test_starts_a_fallen_part_again(self, tmp_path: Path) -> None:
        log = tmp_path / "one"
        supervisor = Supervisor([a_part(FALLS, log)])
        running = asyncio.create_task(
            supervisor.run(when_started=nothing, when_stopping=lambda: None)
        )

        await until(lambda: len(lines(log)) >= 2)
        supervisor.stop()

        assert await running is None

    async def test_starts_a_killed_part_again(self, tmp_path: Path) -> None:
        log = tmp_path / "one"
        supervisor = Supervisor([a_part(LIVES, log)])
        running = asyncio.create_task(
            supervisor.run(when_started=nothing, when_stopping=lambda: None)
        )
        await until(lambda: lines(log) == ["started"])
        pid = supervisor.pid("one")
        assert pid

        os.kill(pid, signal.SIGKILL)
        await until(lambda: lines(log) == ["started", "started"])
        supervisor.stop()

        assert await running is None

    async def test_stops_everything_when_a_part_gives_up(self, tmp_path: Path) -> None:
        log = tmp_path / "one"
        gives_up = Part(name="hopeless", command=(sys.executable, "-c", GIVES_UP))
        supervisor = Supervisor([a_part(LIVES, log), gives_up])

        failed = await supervisor.run(when_started=nothing, when_stopping=lambda: None)

        assert failed == "hopeless"

    async def test_kills_what_does_not_end_when_told_twice(self, tmp_path: Path) -> None:
        log = tmp_path / "one"
        supervisor = Supervisor([a_part(STUBBORN, log)])
        running = asyncio.create_task(
            supervisor.run(when_started=nothing, when_stopping=lambda: None)
        )
        await until(lambda: lines(log) == ["started"])
        pid = supervisor.pid("one")
        assert pid

        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: supervisor.is_stopping)
        os.kill(os.getpid(), signal.SIGINT)

        async with asyncio.timeout(5):
            assert await running is None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    @pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own notice is Linux's")
    async def test_takes_its_parts_along_when_it_is_killed(self, tmp_path: Path) -> None:
        log = tmp_path / "one"
        script = f"""
            import asyncio
            from pathlib import Path
            from tests.entrypoints.test_supervisor import LIVES, Supervisor, a_part, nothing
            supervisor = Supervisor([a_part(LIVES, Path({str(log)!r}))])
            asyncio.run(supervisor.run(when_started=nothing, when_stopping=lambda: None))
        """
        command = [sys.executable, "-c", textwrap.dedent(script)]
        with subprocess.Popen(command, cwd=ROOT) as process:
            await until(lambda: lines(log) == ["started"])
            process.kill()

        await until(lambda: lines(log) == ["started", "stopped"])
