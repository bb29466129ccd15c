"""The arithmetic of ``Content-Range`` in the resumable upload protocol."""

import re
from dataclasses import dataclass
from typing import Final

from integrations.rehearsal.youtube.errors import ApiError

GRAIN: Final = 256 * 1024

_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|(\*))/(\d+|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The bytes ``[start, end)`` of the file."""

    start: int
    end: int

    def is_last_of(self, total: int) -> bool:
        return self.end == total


def read(content_range: str | None, *, length: int | None, total: int) -> Chunk | None:
    """What a PUT brings; None for a probe. Raises ApiError 400.

    Without Content-Range it is the whole file.
    """
    if content_range is None:
        if length != total:
            raise _bad(f"a whole upload has {total} bytes")
        return Chunk(start=0, end=total)
    found = _RANGE.fullmatch(content_range.strip())
    if found is None:
        raise _bad(f"Content-Range {content_range!r} cannot be read")
    first, last, probe, of = found.groups()
    if of not in ("*", str(total)):
        raise _bad(f"the session was opened for {total} bytes")
    if probe:
        if length:
            raise _bad("a probe has no body")
        return None
    return _chunk(Chunk(start=int(first), end=int(last) + 1), length=length, total=total)


def _chunk(chunk: Chunk, *, length: int | None, total: int) -> Chunk:
    size = chunk.end - chunk.start
    if size <= 0 or chunk.end > total:
        raise _bad(f"bytes {chunk.start} to {chunk.end - 1} do not lie in {total}")
    if length != size:
        raise _bad(f"Content-Length is {length}, Content-Range says {size}")
    if not chunk.is_last_of(total) and size % GRAIN:
        raise _bad(f"a chunk that is not the last must be a multiple of {GRAIN} bytes")
    return chunk


def stored_header(stored: int) -> dict[str, str]:
    """The ``Range`` header of a 308; there is none while nothing is stored."""
    return {"Range": f"bytes=0-{stored - 1}"} if stored else {}


def _bad(message: str) -> ApiError:
    return ApiError(400, "badRequest", message)
