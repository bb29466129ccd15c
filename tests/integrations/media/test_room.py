"""Room on the disk: refused before work begins, shared by all, and never lost with the dead."""

import asyncio
import sys
import textwrap
from pathlib import Path
from typing import Final

import pytest

from domain.ports import NoSpace
from domain.texts import Locale
from integrations.media.room import Room, encoded_bytes, usable_bytes

ROOT: Final = Path(__file__).parents[3]
GB: Final = 10**9
HOLDER: Final = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from integrations.media.room import Room

    async def main():
        async with Room(Path(sys.argv[1]), usable=lambda _: 10**10).reserve(int(sys.argv[2])):
            print("in", flush=True)
            await asyncio.Event().wait()

    asyncio.run(main())
""")


def ten_gb(folder: Path) -> Room:
    return Room(folder, usable=lambda _: 10 * GB)


async def test_what_fits_is_given_and_given_back(tmp_path: Path) -> None:
    room = ten_gb(tmp_path)

    for _ in range(3):
        async with room.reserve(6 * GB):
            pass

    assert [path.name for path in tmp_path.iterdir()] == ["line"]


async def test_what_others_have_reserved_is_not_given_again(tmp_path: Path) -> None:
    async with ten_gb(tmp_path).reserve(6 * GB), ten_gb(tmp_path).reserve(4 * GB):
        with pytest.raises(NoSpace):
            async with ten_gb(tmp_path).reserve(1):
                pytest.fail("the disk was full")


async def test_a_refusal_says_what_is_needed_and_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(NoSpace) as refused:
        async with ten_gb(tmp_path).reserve(12 * GB + 1):
            pytest.fail("the disk was full")

    assert "13 GB" in refused.value.text(Locale.EN)
    assert "10 GB" in refused.value.text(Locale.ES)


async def test_room_is_given_back_when_the_work_fails(tmp_path: Path) -> None:
    room = ten_gb(tmp_path)

    with pytest.raises(KeyError):
        async with room.reserve(9 * GB):
            raise KeyError("broken")

    async with room.reserve(9 * GB):
        pass


async def test_a_process_that_is_killed_gives_its_room_back(tmp_path: Path) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", HOLDER, str(tmp_path), str(8 * GB)),
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"in\n"
    with pytest.raises(NoSpace):
        async with ten_gb(tmp_path).reserve(8 * GB):
            pytest.fail("the other process holds it")

    holder.kill()
    await holder.wait()

    async with ten_gb(tmp_path).reserve(8 * GB):
        pass


async def test_a_real_disk_keeps_a_reserve(tmp_path: Path) -> None:
    usable = usable_bytes(tmp_path)

    async with Room(tmp_path / "room").reserve(1):
        with pytest.raises(NoSpace):
            async with Room(tmp_path / "room").reserve(usable + 10 * GB):
                pytest.fail("no disk is that large")


def test_a_minute_at_eight_megabits_takes_sixty_megabytes() -> None:
    assert encoded_bytes(60_000, bits_per_s=8_000_000) == 61_000_000
