"""How a file is cut into chunks, and which chunk may come next."""

import re
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5_000_000
MOST: Final = 64_000_000
MOST_AT_END: Final = 128_000_000
"""The last chunk takes what is left over."""
MOST_CHUNKS: Final = 1000
MOST_BYTES: Final = 4_000_000_000
"""All from TikTok's media transfer guide, which does not say whether its MB are decimal; these are
the narrower ones where that matters least to a caller who keeps away from the edges."""

_RANGE: Final = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)


class Wrong(Exception):
    """The message says which rule is broken."""


def judge_plan(*, size: int, chunk: int, count: int) -> None:
    """The announced way to cut a file. Raises Wrong."""
    if not 0 < size <= MOST_BYTES:
        raise Wrong("video_size is out of bounds")
    if chunk == size and count == 1:
        if size > MOST:
            raise Wrong("a video of more than 64 MB comes in several chunks")
        return
    if not LEAST <= chunk <= MOST:
        raise Wrong("chunk_size is 5 MB to 64 MB")
    if not 1 <= count <= MOST_CHUNKS:
        raise Wrong("total_chunk_count is 1 to 1000")
    if count != size // chunk:
        raise Wrong("total_chunk_count is video_size divided by chunk_size, rounded down")
    if size > MOST and count == 1:
        raise Wrong("a video of more than 64 MB comes in several chunks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """``last`` is the byte that it ends with."""

    first: int
    last: int
    total: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def read_span(header: str) -> Span:
    """A Content-Range. Raises Wrong."""
    match = _RANGE.fullmatch(header)
    if match is None:
        raise Wrong("Content-Range is not bytes FIRST-LAST/TOTAL")
    first, last, total = (int(number) for number in match.groups())
    if not first <= last < total:
        raise Wrong("Content-Range contradicts itself")
    return Span(first=first, last=last, total=total)


def planned(*, stored: int, size: int, chunk: int, count: int) -> Span:
    """The chunk that comes next when ``stored`` bytes are there."""
    is_last = stored // chunk >= count - 1
    return Span(first=stored, last=(size if is_last else stored + chunk) - 1, total=size)


def whole_chunks(stored: int, *, size: int, chunk: int, count: int) -> int:
    """How many of ``stored`` bytes are whole chunks."""
    if stored >= size:
        return size
    return min(stored // chunk, count - 1) * chunk
