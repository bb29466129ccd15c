"""Brings the bytes of one video into an open upload session, however often it breaks.

The platform is always asked first, and its word on what it holds is the only one that counts.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from domain.ports.outside import (
    OutcomeUnknown,
    PlatformRefused,
    PlatformUnavailable,
    Progress,
)
from integrations.http import Answer, NoAnswer
from integrations.platforms.parts import Parts
from integrations.platforms.youtube_calls import YouTubeCalls, json_of
from integrations.platforms.youtube_errors import is_passing, refusal, retry_after_s

GRAIN: Final = 256 * 1024
"""Every chunk but the last is a multiple of this many bytes."""

_STORED = re.compile(r"bytes=0-(\d+)")

ReadChunk = Callable[[int, int], AsyncIterator[bytes]]
"""The bytes ``[start, end)`` of the file."""


class SessionGone(Exception):
    """The platform no longer knows the session (404, 410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    video_id: str


State = Finished | int
"""A video, or how many bytes the platform holds."""


def state_of(answer: Answer, *, total: int) -> State | None:
    """What a session's answer says; None when it says nothing that can be used.

    Raises SessionGone.
    """
    if answer.status in (404, 410):
        raise SessionGone
    if answer.status in (200, 201):
        video_id = (json_of(answer) or {}).get("id")
        return Finished(video_id=video_id) if video_id and isinstance(video_id, str) else None
    if answer.status != 308:
        return None
    held = answer.headers.get("Range")
    if held is None:
        return 0
    found = _STORED.fullmatch(held.strip())
    stored = int(found[1]) + 1 if found else total + 1
    return stored if stored <= total else None


@dataclass(kw_only=True)
class Transfer:
    """One run of an upload. ``settled`` is True while it is certain that no video came of it:
    the platform said that bytes are missing, and the last of them has not been sent since."""

    calls: YouTubeCalls
    parts: Parts
    handle: str
    total: int
    chunk_bytes: int
    read: ReadChunk
    on_progress: Progress
    settled: bool = False
    started: bool = False
    _best: int = -1
    _failures: int = 0

    async def run(self) -> Finished:
        """Raises SessionGone, PlatformUnavailable, PlatformRefused and OutcomeUnknown."""
        state = await self._probe()
        while not isinstance(state, Finished):
            await self._tell(state)
            state = await (self._send(state) if state < self.total else self._await_video())
        await self.on_progress(1.0)
        return state

    async def _tell(self, stored: int) -> None:
        self.started = self.started or stored > 0
        if stored > self._best:
            self._best, self._failures = stored, 0
            await self.on_progress(stored / self.total)

    async def _send(self, start: int) -> State:
        end = min(start + self.chunk_bytes, self.total)
        self.started, self.settled = True, end < self.total
        answer = await heard(
            self.calls.put_chunk(
                self.handle, self.read(start, end), start=start, end=end, total=self.total
            )
        )
        state = None if answer is None else state_of(answer, total=self.total)
        if isinstance(state, Finished) or (state is not None and state > start):
            return self._believed(state)
        if answer is not None and not _may_pass(answer):
            raise refusal(answer, now=self.parts.clock.now())
        await self._fail(answer)
        return await self._probe()

    async def _await_video(self) -> State:
        """All bytes are there and no video is yet: only asking is left."""
        self.settled = False
        await self._fail(None)
        return await self._probe()

    async def _probe(self) -> State:
        while True:
            answer = await heard(self.calls.probe(self.handle, total=self.total))
            state = None if answer is None else state_of(answer, total=self.total)
            if state is not None:
                return self._believed(state)
            if answer is not None and (answer.status == 401 or not _may_pass(answer)):
                raise self._verdict(answer)
            await self._fail(answer)

    def _believed(self, state: State) -> State:
        self.settled = not isinstance(state, Finished) and state < self.total
        return state

    async def _fail(self, answer: Answer | None) -> None:
        """Waits, or gives up when too many tries in a row brought nothing new."""
        self._failures += 1
        now = self.parts.clock.now()
        asked_s = retry_after_s(answer, now=now) if answer is not None else None
        wait_s = self.parts.patience.wait_s(self._failures, asked_s=asked_s)
        if wait_s is None:
            raise self._verdict(answer)
        await self.parts.pause(wait_s)

    def _verdict(
        self, answer: Answer | None
    ) -> PlatformUnavailable | PlatformRefused | OutcomeUnknown:
        cause: PlatformUnavailable | PlatformRefused = (
            PlatformUnavailable("YouTube does not answer")
            if answer is None
            else refusal(answer, now=self.parts.clock.now())
        )
        return cause if self.settled else OutcomeUnknown(f"it may be there already: {cause}")


async def heard(call: Awaitable[Answer]) -> Answer | None:
    try:
        return await call
    except NoAnswer:
        return None


def _may_pass(answer: Answer) -> bool:
    """A dead token counts: the probe that follows asks for another one, and decides."""
    return answer.status < 400 or answer.status == 401 or is_passing(answer)
