"""Slots: never more at once than there are, over all processes, and none lost with the dead."""

import asyncio
import os
import signal
import sys
import textwrap
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Final

import pytest

from integrations.media.slots import Slots

ROOT: Final = Path(__file__).parents[3]
PATIENCE_S: Final = 20
HOLDER: Final = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from integrations.media.slots import Slots

    async def main():
        async with Slots(Path(sys.argv[1]), 1).hold():
            print("in", flush=True)
            sys.stdin.readline()
            print("out", flush=True)

    asyncio.run(main())
""")


async def another_process(folder: Path) -> Process:
    """Takes the only slot, says so, and keeps it until a line comes."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", HOLDER, str(folder)),
        stdin=PIPE,
        stdout=PIPE,
        env={"PYTHONPATH": str(ROOT)},
    )


async def heard(process: Process) -> str:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
    return line.decode().strip()


async def end(*processes: Process) -> None:
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_no_more_run_at_once_than_there_are_slots(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 2)
    running, most = 0, 0

    async def work() -> None:
        nonlocal running, most
        async with slots.hold():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(work() for _ in range(12)))

    assert most == 2


async def test_work_of_two_threads_takes_two_slots(tmp_path: Path) -> None:
    slots, others = Slots(tmp_path, 2), Slots(tmp_path, 2)

    async with slots.hold(2):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), others.hold():
                pytest.fail("there was a third slot")


async def test_heavier_work_than_the_machine_has_slots_takes_all(tmp_path: Path) -> None:
    async with asyncio.timeout(PATIENCE_S), Slots(tmp_path, 2).hold(5):
        pass


async def test_heavy_work_is_not_passed_over_by_light_work(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 2)
    order: list[str] = []

    async def work(name: str, weight: int) -> None:
        async with slots.hold(weight):
            order.append(name)

    async with slots.hold():
        waiting = [asyncio.create_task(work("heavy", 2))]
        await asyncio.sleep(0)
        waiting += [asyncio.create_task(work(f"light {n}", 1)) for n in range(3)]
        await asyncio.sleep(0.2)
    await asyncio.gather(*waiting)

    assert order[0] == "heavy"


async def test_a_wait_can_be_given_up_and_then_holds_nothing_back(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 1)

    async with slots.hold():
        waiting = asyncio.create_task(slots.hold().__aenter__())
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    async with asyncio.timeout(PATIENCE_S), slots.hold():
        pass


async def test_processes_share_the_slots_of_a_machine(tmp_path: Path) -> None:
    processes = [await another_process(tmp_path) for _ in range(2)]
    try:
        first, second = (asyncio.create_task(heard(process)) for process in processes)
        done, waiting = await asyncio.wait([first, second], return_when="FIRST_COMPLETED")
        one = processes[0] if first in done else processes[1]
        assert one.stdin is not None
        assert len(waiting) == 1
        one.stdin.write(b"\n")

        assert await heard(one) == "out"
        assert await waiting.pop() == "in"
    finally:
        await end(*processes)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_holder_that_dies_gives_its_slot_back(
    tmp_path: Path, number: signal.Signals
) -> None:
    holder = await another_process(tmp_path)
    try:
        assert await heard(holder) == "in"
        os.kill(holder.pid, number)

        async with asyncio.timeout(PATIENCE_S), Slots(tmp_path, 1).hold():
            pass
    finally:
        await end(holder)
