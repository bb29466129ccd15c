"""Runs: nothing survives them, neither on cancellation, nor on time-outs, nor when we die."""

import asyncio
import os
import signal
import sys
import textwrap
from pathlib import Path

import pytest

from integrations.media.process import Limits, Places, TookTooLong, run

ROOT = Path(__file__).parents[3]
LIMITS = Limits(wall_s=30, cpu_s=30)
TELL_PID = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


async def _is_gone(pid: int, within_s: float) -> bool:
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while loop.time() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        await asyncio.sleep(0.01)
    return False


async def _nothing(_: str) -> None:
    return


async def test_a_cancelled_run_kills_its_program_within_a_second() -> None:
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def listen(line: str) -> None:
        told.set_result(int(line))

    task = asyncio.create_task(run([sys.executable, "-c", TELL_PID], limits=LIMITS, on_line=listen))
    pid = await told
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(1):
            await task
    assert await _is_gone(pid, 0.1)


async def test_an_error_of_the_listener_kills_the_program() -> None:
    pids: list[int] = []

    async def listen(line: str) -> None:
        pids.append(int(line))
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        await run([sys.executable, "-c", TELL_PID], limits=LIMITS, on_line=listen)

    assert await _is_gone(pids[0], 0.1)


async def test_the_wall_clock_ends_a_run() -> None:
    with pytest.raises(TookTooLong):
        await run(
            [sys.executable, "-c", TELL_PID], limits=Limits(wall_s=0.5, cpu_s=5), on_line=_nothing
        )


async def test_memory_is_limited() -> None:
    greedy = "bytearray(600_000_000)"
    limits = Limits(wall_s=30, cpu_s=30, memory_bytes=400_000_000)

    finished = await run([sys.executable, "-c", greedy], limits=limits, on_line=_nothing)

    assert finished.returncode != 0
    assert "MemoryError" in finished.stderr


async def test_the_size_of_files_is_limited(tmp_path: Path) -> None:
    write = f"open({str(tmp_path / 'big')!r}, 'wb').write(bytes(3_000_000))"
    limits = Limits(wall_s=30, cpu_s=30, file_bytes=1_000_000)

    finished = await run(
        [sys.executable, "-c", write],
        limits=limits,
        on_line=_nothing,
        places=Places(writes=[str(tmp_path)]),
    )

    assert finished.returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1_000_000


async def test_only_the_end_of_a_long_complaint_is_kept() -> None:
    loud = "import sys; sys.stderr.write('x' * 5_000_000 + 'the end')"

    finished = await run([sys.executable, "-c", loud], limits=LIMITS, on_line=_nothing)

    assert finished.stderr.endswith("the end")
    assert len(finished.stderr) < 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal")
async def test_the_program_dies_when_its_worker_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "worker.py"
    program.write_text(
        textwrap.dedent(f"""
        import asyncio, sys
        from integrations.media.process import Limits, run

        async def listen(line):
            print(line, flush=True)

        asyncio.run(
            run([sys.executable, "-c", {TELL_PID!r}], limits=Limits(wall_s=60, cpu_s=60),
                on_line=listen)
        )
        """)
    )
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert worker.stdout is not None
    pid = int(await worker.stdout.readline())

    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait()

    assert await _is_gone(pid, 2)
