"""Whether the address that Instagram is to fetch a file from really gives that file.

Instagram says no more than that it could not fetch it, minutes later, so that we look first.
"""

from typing import Final

from domain.publication import Post, Remedy, Setback
from integrations.http import Answer, NoAnswer, Request, send
from integrations.platforms.parts import Parts

CHECK_S: Final = 20.0
UNREACHABLE: Final = "media_link_unreachable"


async def checked_link(parts: Parts, post: Post) -> str:
    """A secret. Raises Setback (Remedy.RETRY) when nobody else could fetch it either."""
    url = await parts.link(post)
    if not url.isascii():
        raise _unreachable("its address is not plain ASCII")
    size = post.medium.size_bytes
    head = await _asked(
        parts, Request(call="link.head", method="HEAD", url=url, deadline_s=CHECK_S)
    )
    if fault := _head_fault(head, size=size):
        raise _unreachable(fault)
    last = {"Range": f"bytes={size - 1}-{size - 1}"}
    part = await _asked(
        parts,
        Request(call="link.range", method="GET", url=url, headers=last, deadline_s=CHECK_S),
    )
    if part.status != 206 or len(part.body) != 1:
        raise _unreachable(f"it does not give a part of the file (HTTP {part.status})")
    return url


def _head_fault(head: Answer, *, size: int) -> str | None:
    kind = head.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    length = head.headers.get("Content-Length", "")
    if head.status != 200:
        return f"it answers HTTP {head.status}"
    if not kind.startswith("video/"):
        return f"it says that it is {kind[:40] or 'nothing'}"
    return None if length == str(size) else "it does not have the file's length"


async def _asked(parts: Parts, request: Request) -> Answer:
    try:
        return await send(parts.http, request)
    except NoAnswer as cut:
        raise _unreachable("it does not answer") from cut


def _unreachable(fault: str) -> Setback:
    return Setback(
        UNREACHABLE, f"our address for the file does not work: {fault}", remedy=Remedy.RETRY
    )
