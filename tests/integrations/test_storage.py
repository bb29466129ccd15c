"""The local folder: nothing half-made survives an error, a cancellation or a kill."""

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.ports import Store, TooBig
from integrations.clock import SystemClock, new_id
from integrations.storage import ObjectStore

ROOT = Path(__file__).parents[2]
MOST = 10**9


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def _chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.fixture
def blobs(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(blobs: Path) -> ObjectStore:
    return ObjectStore(f"file:{blobs}", new_id=new_id)


async def test_it_is_a_store(store: ObjectStore) -> None:
    port: Store = store

    blob = await port.put(_chunks(b"abc"), max_bytes=MOST)

    assert blob.key == f"sha256/{blob.sha256[:2]}/{blob.sha256}"


async def test_the_local_path_is_the_file_itself(store: ObjectStore, blobs: Path) -> None:
    blob = await store.put(_chunks(b"abc"), max_bytes=MOST)

    async with store.local_path(blob.key) as path:
        assert _files(blobs) == [Path(path)]


async def test_a_refused_put_leaves_nothing(store: ObjectStore, blobs: Path) -> None:
    with pytest.raises(TooBig):
        await store.put(_chunks(*[bytes(10**6)] * 30), max_bytes=20 * 10**6)

    assert _files(blobs) == []


async def test_a_cancelled_put_leaves_nothing(store: ObjectStore, blobs: Path) -> None:
    written = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(20 * 10**6)
        written.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(store.put(slow(), max_bytes=MOST))
    await written.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert _files(blobs) == []


async def test_what_a_killed_put_left_is_swept_and_nothing_else(
    store: ObjectStore, blobs: Path, tmp_path: Path
) -> None:
    kept = await store.put(_chunks(b"kept"), max_bytes=MOST)
    program = tmp_path / "putting.py"
    program.write_text(
        textwrap.dedent(f"""
        import asyncio
        from integrations.clock import new_id
        from integrations.storage import ObjectStore

        async def slow():
            yield bytes(30_000_000)
            print("written", flush=True)
            await asyncio.sleep(60)

        store = ObjectStore("file:{blobs}", new_id=new_id)
        asyncio.run(store.put(slow(), max_bytes=10**9))
        """)
    )
    putting = await asyncio.create_subprocess_exec(
        sys.executable, str(program), stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    )
    assert putting.stdout is not None
    await putting.stdout.readline()
    os.kill(putting.pid, signal.SIGKILL)
    await putting.wait()

    now = datetime.now(UTC)
    assert len(_files(blobs)) == 2
    assert await store.sweep(older_than=timedelta(hours=1), now=now) == 0
    later = now + timedelta(hours=2)
    assert await store.sweep(older_than=timedelta(hours=1), now=later) == 1
    assert [path.name for path in _files(blobs)] == [kept.sha256]


async def test_a_cut_short_blob_is_made_whole_by_the_next_put(
    store: ObjectStore, blobs: Path
) -> None:
    blob = await store.put(_chunks(b"0123456789"), max_bytes=MOST)
    (blobs / blob.key).write_bytes(b"0123")

    again = await store.put(_chunks(b"0123456789"), max_bytes=MOST)

    assert again.created
    assert await store.size(blob.key) == 10


async def test_a_folder_with_odd_letters_works_as_path_and_as_url(tmp_path: Path) -> None:
    folder = tmp_path / "día 100% [1]"

    for url in (f"file:{folder}", folder.as_uri()):
        blob = await ObjectStore(url, new_id=new_id).put(_chunks(b"a"), max_bytes=MOST)
        assert (folder / blob.key).is_file()


def test_ids_are_unique_and_in_order() -> None:
    ids = [new_id() for _ in range(1000)]

    assert ids == sorted(set(ids))
    assert SystemClock().now().tzinfo is UTC
