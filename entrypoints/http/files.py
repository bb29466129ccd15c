"""Files from the store over HTTP: whole, or one range of them (RFC 9110 section 14)."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.ids import BlobKey
from domain.ports import Store
from domain.texts import say
from entrypoints.http.locale import locale_of
from entrypoints.http.problems import problem

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_POLICY: Final = (
    "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"
)
"""A browser that opens a picture or a video shows it in a page of its own making."""
_SHOWN: Final = frozenset({"image/jpeg", "image/webp", "video/mp4"})
_UNSAFE: Final = re.compile(r'[^\w .()-]|["\\]', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """``tag`` names these exact bytes; ``name`` is what a download is called. ``is_ours``: we made
    it, so a browser may show it."""

    key: BlobKey
    tag: str
    name: str
    media_type: str
    is_ours: bool = False


async def send_file(request: Request, store: Store, file: StoredFile) -> Response:
    """Never sniffed, and nobody's upload becomes a page of ours: what we did not make ourselves
    is an attachment."""
    size = await store.size(file.key)
    etag = f'"{file.tag}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Disposition": _disposition(file),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "private, no-cache",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    wanted = _range(request, size=size, etag=etag)
    if wanted is None:
        return _unsatisfiable(request, size=size)
    start, length = wanted
    headers["Content-Length"] = str(length)
    if length < size:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return StreamingResponse(
        _bytes(store, file.key, start=start, length=length),
        status_code=206 if length < size else 200,
        media_type=file.media_type,
        headers=headers,
    )


def _range(request: Request, *, size: int, etag: str) -> tuple[int, int] | None:
    """Start and length; the whole file where the header asks for nothing we serve in parts.

    None when it asks for bytes that are not there.
    """
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    condition = request.headers.get("if-range")
    if asked is None or asked.group(0) == "bytes=-" or (condition and condition != etag):
        return 0, size
    first, last = asked.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else None
    start = int(first)
    if last and int(last) < start:
        return 0, size
    end = min(int(last) if last else size - 1, size - 1)
    return (start, end - start + 1) if start < size else None


async def _bytes(store: Store, key: BlobKey, *, start: int, length: int) -> AsyncIterator[bytes]:
    async for chunk in store.read(key, start=start, length=length):
        yield chunk


def _unsatisfiable(request: Request, *, size: int) -> Response:
    return problem(
        request,
        status=416,
        code="range_unsatisfiable",
        detail=say("problem.range", locale_of(request), size=size),
        headers={"Content-Range": f"bytes */{size}"},
    )


def _disposition(file: StoredFile) -> str:
    """The name twice (RFC 6266): plain for old programs, exact for the others."""
    plain = _UNSAFE.sub("_", file.name)[:150] or "file"
    exact = quote(file.name[:150], safe="")
    how = "inline" if file.is_ours and file.media_type in _SHOWN else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{exact}"
