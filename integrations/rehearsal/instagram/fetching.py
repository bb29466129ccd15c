"""Gets what lies at an address, as the real platform does: without redirects, without trust."""

import asyncio
import hashlib
from collections import Counter
from pathlib import Path
from typing import Final

import httpx

from integrations.http import open_client
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram import mp4
from integrations.rehearsal.instagram.container import Container
from integrations.rehearsal.instagram.shelf import Shelf

MOST_BYTES: Final = 300 * 10**6
SHORTEST_S: Final = 3.0
LONGEST_S: Final = 15 * 60.0
MOST_COVER_BYTES: Final = 8 * 10**6
"""ig-user/media: a Reel lasts 3 s to 15 min and has at most 300 MB, a cover at most 8 MB."""

PROCESSING_S: Final = 3.0
_PATIENCE_S: Final = 120.0
_MOMENT_S: Final = 1.0
_JPEG: Final = b"\xff\xd8\xff"


class Doomed(Exception):
    """The container ends with this subcode."""

    def __init__(self, subcode: int) -> None:
        super().__init__()
        self.subcode = subcode


class Fetching:
    """One fetch per container, beside the calls. What a stop interrupted is fetched again when
    somebody asks how the container stands."""

    def __init__(self, ground: Ground, shelf: Shelf) -> None:
        self._ground = ground
        self._shelf = shelf
        self._http = open_client(silence_s=30)
        self.counts: Counter[str] = Counter()
        self._going: dict[str, asyncio.Task[None]] = {}

    def start(self, container: Container) -> None:
        """Nothing happens when it is under way, when there is nothing to be fetched, or when its
        turn has not come."""
        if container.address is None or container.settled_at is not None:
            return
        if container.id in self._going or self._ground.clock.now() < container.fetched_from:
            return
        task = asyncio.create_task(self._fetch(container, container.address))
        self._going[container.id] = task
        task.add_done_callback(lambda _: self._going.pop(container.id, None))

    async def wait(self, container: Container) -> None:
        """Gives a fetch that is under way a moment to end, so that whoever asks at once and
        waits by a clock of its own is not told an old state for ever. Takes up what a stop
        interrupted."""
        self.start(container)
        # An upload that is under way holds the lock, and nobody waits for it here.
        if container.is_whole and container.settled_at is None and not container.lock.locked():
            async with container.lock:
                await self.settle(container)
        if task := self._going.get(container.id):
            await asyncio.wait({task}, timeout=_MOMENT_S)

    async def settle(self, container: Container) -> None:
        """All bytes are there: judges them and begins to process them."""
        try:
            digest = await asyncio.to_thread(_judge, container)
        except Doomed as doomed:
            self._doom(container, doomed.subcode)
            return
        self._settle(container, digest)

    async def _fetch(self, container: Container, address: str) -> None:
        self.counts["fetch"] += 1
        due = self._ground.faults.next("fetch")
        try:
            async with asyncio.timeout(_PATIENCE_S):
                if "timeout" in due:
                    raise TimeoutError
                if "unfetchable" in due:
                    raise Doomed(2207052)
                await self._download(address, container.path, "video/", MOST_BYTES)
                await self._fetch_cover(container)
            if error := due.get("container_error"):
                raise Doomed(error.code or 2207053)
        except TimeoutError:
            self._doom(container, 2207003)
        except Doomed as doomed:
            self._doom(container, doomed.subcode)
        else:
            await self.settle(container)

    async def _fetch_cover(self, container: Container) -> None:
        address = container.options.get("cover_url")
        if address is None:
            return
        self.counts["cover"] += 1
        due = self._ground.faults.next("cover")
        if "timeout" in due:
            raise TimeoutError
        if "unfetchable" in due:
            raise Doomed(2207052)
        await self._download(address, container.cover, "image/jpeg", MOST_COVER_BYTES)
        with container.cover.open("rb") as file:
            if file.read(len(_JPEG)) != _JPEG:
                raise Doomed(2207005)

    async def _download(self, address: str, path: Path, kind: str, most: int) -> None:
        """Raises Doomed."""
        too_big = 2207026 if kind == "video/" else 2207004
        # Nothing is kept open, so that nothing has to be closed when the server ends.
        request = self._http.stream("GET", address, headers={"Connection": "close"})
        try:
            async with request as response:
                length = response.headers.get("Content-Length", "")
                if response.status_code != 200 or not length.isdigit():
                    raise Doomed(2207052)
                if not response.headers.get("Content-Type", "").lower().startswith(kind):
                    raise Doomed(2207052)
                if int(length) > most:
                    raise Doomed(too_big)
                with path.open("wb") as file:
                    async for block in response.aiter_bytes():
                        file.write(block)
        except (httpx.HTTPError, httpx.InvalidURL) as cut:
            raise Doomed(2207052) from cut

    def _doom(self, container: Container, subcode: int) -> None:
        container.doom = subcode
        self._settle(container, None)

    def _settle(self, container: Container, digest: str | None) -> None:
        takes_s = 0.0 if digest is None else self._ground.term("processing_s", PROCESSING_S)
        container.settle(now=self._ground.clock.now(), takes_s=takes_s, sha256=digest)
        self._shelf.save(container)


def _judge(container: Container) -> str:
    """The digest of a file that can be a Reel. Raises Doomed."""
    if container.stored > MOST_BYTES:
        raise Doomed(2207026)
    try:
        lasts_s = mp4.duration_s(container.path)
    except (mp4.NoVideo, OSError) as bad:
        raise Doomed(2207026) from bad
    if not SHORTEST_S <= lasts_s <= LONGEST_S:
        raise Doomed(2207026)
    options = container.options
    if "cover_url" not in options and options.get("thumb_offset", 0) > lasts_s * 1000:
        raise Doomed(2207057)
    with container.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
