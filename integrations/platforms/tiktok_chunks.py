"""How a file is cut for TikTok's upload, and how much of it the platform says that it holds.

Every chunk has 5 MB to 64 MB and the last one, up to 128 MB, takes what is left over, so that
``total_chunk_count`` is the size divided by the chunk size rounded *down*. A file may go whole up
to 64 MB, and below 5 MB it must.
https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

import re
from dataclasses import dataclass
from typing import Final

CHUNK_BYTES: Final = 10_000_000
"""Far enough from every edge, whether TikTok's MB is a decimal or a binary one."""

_HELD: Final = re.compile(r"bytes[ =]0-(\d{1,15})/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """``count`` chunks of ``chunk_size`` bytes; the last one ends with the file."""

    size: int
    chunk_size: int
    count: int

    @property
    def last_start(self) -> int:
        """Where the last chunk begins: once what follows is there, the post is made."""
        return (self.count - 1) * self.chunk_size

    def end(self, start: int) -> int:
        """Where the chunk with this byte ends, exclusive."""
        if start >= self.last_start:
            return self.size
        return (start // self.chunk_size + 1) * self.chunk_size

    def is_edge(self, at: int) -> bool:
        return at == self.size or (at % self.chunk_size == 0 and at <= self.last_start)


def cut(size: int) -> Cut:
    """Raises ValueError for no bytes."""
    if size <= 0:
        raise ValueError("there is nothing to cut")
    if size < 2 * CHUNK_BYTES:
        return Cut(size=size, chunk_size=size, count=1)
    return Cut(size=size, chunk_size=CHUNK_BYTES, count=size // CHUNK_BYTES)


def held(content_range: str, cut: Cut) -> int | None:
    """How many bytes an answer's ``Content-Range`` says are there; None when it says nothing sure.

    The documentation does not tell whether its number is a count or the last byte: what ends a
    chunk is right.
    """
    found = _HELD.fullmatch(content_range.strip())
    if found is None:
        return None
    told = int(found[1])
    return next((count for count in (told + 1, told) if cut.is_edge(count)), None)
