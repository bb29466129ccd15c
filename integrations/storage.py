"""Bytes under keys made from their SHA-256, in a local folder or a bucket (obstore)."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import obstore
from obstore.store import LocalStore, from_url

from domain.errors import NotFound
from domain.ids import BlobKey
from domain.media import Blob
from domain.ports import NewId, TooBig

_INCOMING: Final = "incoming"
_CHUNK: Final = 1024 * 1024
_WRITE_BUFFER: Final = 8 * _CHUNK
_KEY: Final = re.compile(r"sha256/[0-9a-f]{2}/[0-9a-f]{64}")


class ObjectStore:
    """``url`` is ``file:<folder>`` or a bucket's ``s3:``, ``gs:`` or ``az:`` address.

    Bytes are written under a passing name and get their key only when all of them are there,
    so a key that exists is always whole.
    """

    def __init__(self, url: str, *, new_id: NewId) -> None:
        self._new_id = new_id
        self._root: Path | None = None
        self._store: obstore.store.ObjectStore
        if url.startswith("file:"):
            self._root = _folder(url)
            self._store = LocalStore(self._root, mkdir=True)
        else:
            self._store = from_url(url)

    async def put(self, chunks: AsyncIterator[bytes], *, max_bytes: int) -> Blob:
        """Stores all or nothing. Raises TooBig, and whatever ``chunks`` raises."""
        incoming = f"{_INCOMING}/{self._new_id()}"
        try:
            size_bytes, sha256 = await self._write(incoming, chunks, max_bytes)
            return await self._settle(incoming, size_bytes, sha256)
        except BaseException:
            await asyncio.shield(self._discard(incoming))
            raise

    async def size(self, key: BlobKey) -> int:
        """Raises NotFound."""
        found = await self._size_or_none(_checked(key))
        if found is None:
            raise _not_found(key)
        return found

    async def read(
        self, key: BlobKey, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """Raises NotFound at the first step. Yields nothing past the end."""
        size = await self.size(key)
        end = size if length is None else min(size, start + length)
        if start >= end:
            return
        found = await obstore.get_async(self._store, key, options={"range": (start, end)})
        async for chunk in found.stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    @asynccontextmanager
    async def local_path(self, key: BlobKey) -> AsyncIterator[str]:
        """The stored file itself where the store is local, else a copy. Raises NotFound."""
        await self.size(key)
        if self._root is not None:
            yield str(self._root / key)
            return
        with tempfile.TemporaryDirectory(prefix="stakazo-blob-") as folder:
            copy = Path(folder, key.rsplit("/", 1)[-1])
            with copy.open("wb") as file:
                async for chunk in self.read(key):
                    await asyncio.to_thread(file.write, chunk)
            yield str(copy)

    async def delete(self, key: BlobKey) -> None:
        """Nothing happens when it is not there."""
        await self._discard(_checked(key))

    async def sweep(self, *, older_than: timedelta, now: datetime) -> int:
        """Removes what puts that were killed left behind. Returns how many files that were."""
        before = now - older_than
        stale = [
            entry["path"]
            async for page in obstore.list(self._store, _INCOMING)
            for entry in page
            if entry["last_modified"] < before
        ]
        for path in stale:
            await self._discard(path)
        return len(stale) + await asyncio.to_thread(_sweep_folder, self._root, before)

    async def _write(
        self, path: str, chunks: AsyncIterator[bytes], max_bytes: int
    ) -> tuple[int, str]:
        size_bytes, digest = 0, hashlib.sha256()
        writer = obstore.open_writer_async(self._store, path, buffer_size=_WRITE_BUFFER)
        async with writer:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > max_bytes:
                    raise TooBig(limit=_human(max_bytes))
                digest.update(chunk)
                await writer.write(chunk)
        return size_bytes, digest.hexdigest()

    async def _settle(self, incoming: str, size_bytes: int, sha256: str) -> Blob:
        key = BlobKey(f"sha256/{sha256[:2]}/{sha256}")
        there = await self._size_or_none(key) == size_bytes
        if there:
            await self._discard(incoming)
        else:
            await self._rename(incoming, key)
        return Blob(key=key, size_bytes=size_bytes, sha256=sha256, created=not there)

    async def _rename(self, incoming: str, key: str) -> None:
        if self._root is not None:
            await asyncio.to_thread(_sync, self._root / incoming)
        await obstore.rename_async(self._store, incoming, key)
        if self._root is not None:
            for folder in (self._root / key).parents[:2]:
                await asyncio.to_thread(_sync, folder)

    async def _discard(self, path: str) -> None:
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, path)

    async def _size_or_none(self, path: str) -> int | None:
        try:
            return (await obstore.head_async(self._store, path))["size"]
        except FileNotFoundError:
            return None


def _folder(url: str) -> Path:
    """``file:<path>`` as people write it, or a proper ``file://`` URL with its escapes."""
    if url.startswith("file://"):
        return Path(unquote(url.removeprefix("file://"))).resolve()
    return Path(url.removeprefix("file:")).resolve()


def _checked(key: BlobKey) -> BlobKey:
    if not _KEY.fullmatch(key):
        raise _not_found(key)
    return key


def _not_found(key: BlobKey) -> NotFound:
    return NotFound(what="file", ref=key)


def _sync(path: Path) -> None:
    """Returns once the machine could lose power without losing ``path``."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_folder(root: Path | None, before: datetime) -> int:
    """Half-written files of a local store carry names that its listing leaves out."""
    removed = 0
    for path in _left_behind(root, before):
        with suppress(FileNotFoundError):
            path.unlink()
            removed += 1
    return removed


def _left_behind(root: Path | None, before: datetime) -> Iterator[Path]:
    if root is None or not (root / _INCOMING).is_dir():
        return
    for path in (root / _INCOMING).iterdir():
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                yield path


def _human(size_bytes: int) -> str:
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.4g} {unit}"
    return f"{size_bytes} B"
