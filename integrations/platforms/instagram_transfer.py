"""Brings the bytes of one video into a resumable container, however often it breaks.

https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads: the
container says how many bytes arrived, and all that is missing follows in one call.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.ports.outside import Progress
from domain.publication import Post, Remedy, Setback
from integrations.http import NoAnswer, Request, send
from integrations.platforms.instagram_calls import Graph
from integrations.platforms.instagram_errors import Refused, body_of, redacted
from integrations.platforms.parts import Parts

SEND_S: Final = 900.0
"""The longest file, 300 MB, at 3 Mbit/s."""

COMPLETE: Final = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """None: the host does not say how many bytes it has."""

    status_code: str
    count: int | None


@dataclass(kw_only=True)
class Transfer:
    """One run of an upload. ``path`` is below the upload host."""

    parts: Parts
    graph: Graph
    post: Post
    container: str
    path: str
    on_progress: Progress
    _failures: int = 0
    _best: int = -1

    async def run(self) -> None:
        """Comes back when all bytes are there, or when only the container can say what became of
        them. Raises Setback."""
        arrived = await self._arrived()
        while not self._is_over(arrived):
            if await self._send(arrived.count or 0):
                return
            arrived = await self._arrived()

    def _is_over(self, arrived: Arrived) -> bool:
        """A container that left IN_PROGRESS, or that is gone, takes no more bytes."""
        return arrived.status_code != "IN_PROGRESS" or arrived.count == self.post.medium.size_bytes

    async def _arrived(self) -> Arrived:
        try:
            answer = await self.graph.read(
                "instagram.arrived",
                self.post.account,
                self.container,
                fields="status_code,video_status",
            )
        except Refused as refused:
            if refused.error.is_gone:
                return Arrived(status_code="", count=None)
            raise
        count = _count(answer, total=self.post.medium.size_bytes)
        if count is not None and count > self._best:
            self._best, self._failures = count, 0
        return Arrived(status_code=str(answer.get("status_code")), count=count)

    async def _send(self, start: int) -> bool:
        """Whether the host took the rest of the file.

        Its ``retriable`` is not to be believed: files that it refused for good were taken when
        they came again, and some containers got ready all the same. A dead token is replaced by
        the question that follows.
        """
        token = await self.parts.token(self.post.account, None)
        try:
            answer = await send(self.parts.http, self._request(start, token))
        except NoAnswer:
            await self._fail("no_answer", "the upload broke off", Remedy.RETRY)
            return False
        body = body_of(answer) or {}
        if answer.status == 200 and body.get("success") is True:
            return True
        is_passing = answer.status < 400 or answer.status >= 500 or answer.status == 429
        await self._fail(
            _reason(body) or f"http_{answer.status}",
            f"Instagram did not take the bytes (HTTP {answer.status})",
            Remedy.RETRY if is_passing else Remedy.BEGIN_ANEW,
        )
        return False

    async def _fail(self, code: str, said: str, remedy: Remedy) -> None:
        """Waits, or gives up when too many tries in a row brought nothing new."""
        self._failures += 1
        wait_s = self.parts.patience.wait_s(self._failures, asked_s=None)
        if wait_s is None:
            raise Setback(code, said, remedy=remedy)
        await self.parts.pause(wait_s)

    def _request(self, start: int, token: str) -> Request:
        total = self.post.medium.size_bytes
        return Request(
            call="instagram.upload",
            method="POST",
            url=self.parts.hosts()["rupload"].rstrip("/") + self.path,
            headers={
                "Authorization": f"OAuth {token}",
                "offset": str(start),
                "file_size": str(total),
                "Content-Type": "application/octet-stream",
                "Content-Length": str(total - start),
            },
            body=self._bytes(start),
            deadline_s=SEND_S,
        )

    async def _bytes(self, start: int) -> AsyncIterator[bytes]:
        sent, total = start, self.post.medium.size_bytes
        async for chunk in self.parts.store.read(self.post.medium.blob, start=start):
            yield chunk
            sent += len(chunk)
            await self.on_progress(sent / total)


def _count(answer: Mapping[str, Any], *, total: int) -> int | None:
    phases = answer.get("video_status")
    phase = phases.get("uploading_phase") if isinstance(phases, dict) else None
    if not isinstance(phase, dict):
        return None
    if phase.get("status") == COMPLETE:
        return total
    count = phase.get("bytes_transferred")
    is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= total
    return count if is_count else None


def _reason(body: Mapping[str, Any]) -> str | None:
    debug = body.get("debug_info")
    kind = debug.get("type") if isinstance(debug, dict) else None
    return redacted(kind) if isinstance(kind, str) else None
