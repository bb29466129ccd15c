"""What every store promises. A bucket joins by one more line in the list of params."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import NotFound
from domain.ids import BlobKey
from domain.ports import Store, TooBig
from integrations.clock import new_id
from integrations.storage import ObjectStore

MOST = 10**9
MEBIBYTE = 1024 * 1024


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    urls = {"file": f"file:{tmp_path / 'blobs'}", "memory": "memory:///"}
    return ObjectStore(urls[request.param], new_id=new_id)


async def _chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def _all(store: Store, key: BlobKey, **range_: int) -> bytes:
    return b"".join([chunk async for chunk in store.read(key, **range_)])


async def test_what_is_put_is_read(store: Store) -> None:
    parts = [bytes([n]) * MEBIBYTE for n in range(20)]

    blob = await store.put(_chunks(*parts), max_bytes=MOST)

    assert await _all(store, blob.key) == b"".join(parts)
    assert blob.sha256 == hashlib.sha256(b"".join(parts)).hexdigest()
    assert blob.size_bytes == await store.size(blob.key) == 20 * MEBIBYTE


async def test_the_same_bytes_are_one_blob(store: Store) -> None:
    first = await store.put(_chunks(b"abc"), max_bytes=MOST)
    second = await store.put(_chunks(b"a", b"bc"), max_bytes=MOST)

    assert first.created
    assert not second.created
    assert first.key == second.key


async def test_nothing_is_a_blob_too(store: Store) -> None:
    blob = await store.put(_chunks(), max_bytes=MOST)

    assert blob.size_bytes == 0
    assert await _all(store, blob.key) == b""


@pytest.mark.parametrize(
    ("start", "length", "wanted"),
    [(0, 3, b"012"), (7, None, b"789"), (7, 99, b"789"), (3, 0, b""), (10, 5, b""), (99, 1, b"")],
)
async def test_a_part_can_be_read(
    store: Store, start: int, length: int | None, wanted: bytes
) -> None:
    blob = await store.put(_chunks(b"0123456789"), max_bytes=MOST)

    found = [chunk async for chunk in store.read(blob.key, start=start, length=length)]

    assert b"".join(found) == wanted


async def test_too_many_bytes_are_refused_early(store: Store) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield bytes(1000)

    with pytest.raises(TooBig, match=r"9\.766 KiB"):
        await store.put(endless(), max_bytes=10_000)

    assert given == 11


async def test_an_error_of_the_source_comes_through(store: Store) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield bytes(10 * MEBIBYTE)
        raise ConnectionResetError("the line broke")

    with pytest.raises(ConnectionResetError, match="the line broke"):
        await store.put(breaking(), max_bytes=MOST)


async def test_what_is_unknown_is_not_found(store: Store) -> None:
    for key in (BlobKey("sha256/00/" + "0" * 64), BlobKey("../secret"), BlobKey("")):
        with pytest.raises(NotFound):
            await store.size(key)
        with pytest.raises(NotFound):
            await anext(aiter(store.read(key)))
        with pytest.raises(NotFound):
            async with store.local_path(key):
                pass


async def test_a_local_path_holds_the_bytes(store: Store) -> None:
    blob = await store.put(_chunks(b"hello"), max_bytes=MOST)

    async with store.local_path(blob.key) as path:
        assert Path(path).read_bytes() == b"hello"


async def test_deleting_twice_is_fine(store: Store) -> None:
    blob = await store.put(_chunks(b"hello"), max_bytes=MOST)

    await store.delete(blob.key)
    await store.delete(blob.key)

    with pytest.raises(NotFound):
        await store.size(blob.key)


async def test_many_at_once_end_in_one_blob(store: Store) -> None:
    blobs = await asyncio.gather(
        *(store.put(_chunks(b"a" * MEBIBYTE), max_bytes=MOST) for _ in range(8))
    )

    assert len({blob.key for blob in blobs}) == 1
    assert await store.size(blobs[0].key) == MEBIBYTE
