"""Brings the bytes of one video into an open upload session, however often it breaks.

The platform is always asked first, and its word on what it holds is the only one that counts.
"""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from domain.errors import NotFound
from domain.ports.outside import Progress
from domain.publication import Post, Remedy, Setback
from integrations.http import Answer, NoAnswer
from integrations.platforms.parts import Parts
from integrations.platforms.youtube_calls import YouTubeCalls, json_of
from integrations.platforms.youtube_errors import is_passing, no_answer, retry_after_s, setback

GRAIN: Final = 256 * 1024
"""Every chunk but the last is a multiple of this many bytes."""

_STORED = re.compile(r"bytes=0-(\d+)")


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
    the platform said that bytes are missing, and the last of them has not been sent since.

    All raise SessionGone and Setback.
    """

    calls: YouTubeCalls
    parts: Parts
    post: Post
    handle: str
    chunk_bytes: int
    on_progress: Progress
    settled: bool = False
    _best: int = -1
    _failures: int = 0

    async def fill(self) -> None:
        """Everything but the last chunk, so that nothing can come of it."""
        last_start = (self._total - 1) // self.chunk_bytes * self.chunk_bytes
        state = await self.probe()
        while not isinstance(state, Finished) and state < last_start:
            state = await self._send(state, until=last_start)

    async def finish(self) -> Finished:
        state = await self.probe()
        while not isinstance(state, Finished):
            if state < self._total:
                state = await self._send(state, until=self._total)
            else:
                state = await self._await_video()
        return state

    async def probe(self) -> State:
        while True:
            call = self.calls.probe(self.post.account, self.handle, total=self._total)
            answer = await _heard(call)
            state = None if answer is None else state_of(answer, total=self._total)
            if state is not None:
                return await self._believed(state)
            if answer is not None and (answer.status == 401 or not _may_pass(answer)):
                raise self._refusal(answer)
            await self._fail(answer)

    @property
    def _total(self) -> int:
        return self.post.medium.size_bytes

    async def _send(self, start: int, *, until: int) -> State:
        """One chunk, and what the platform holds after it."""
        end = min((start // self.chunk_bytes + 1) * self.chunk_bytes, until)
        self.settled = end < self._total
        answer = await self._put(start, end)
        state = None if answer is None else state_of(answer, total=self._total)
        if isinstance(state, Finished) or (state is not None and state > start):
            return await self._believed(state)
        if answer is None or _may_pass(answer):
            await self._fail(answer)
            return await self.probe()
        # A refusal may come from something in between: whether the bytes arrived must be asked.
        if not self.settled and isinstance(after := await self.probe(), Finished):
            return after
        raise self._refusal(answer)

    async def _put(self, start: int, end: int) -> Answer | None:
        blob = self.post.medium.blob
        try:
            return await _heard(
                self.calls.put_chunk(
                    self.post.account,
                    self.handle,
                    self.parts.store.read(blob, start=start, length=end - start),
                    start=start,
                    end=end,
                    total=self._total,
                )
            )
        except NotFound as missing:
            raise no_file() from missing

    async def _await_video(self) -> State:
        """All bytes are there and no video is yet: only asking is left."""
        self.settled = False
        await self._fail(None)
        return await self.probe()

    async def _believed(self, state: State) -> State:
        """What the platform holds is told as soon as it is more than ever before."""
        if isinstance(state, Finished):
            self.settled = False
            await self.on_progress(1.0)
            return state
        self.settled = state < self._total
        if state > self._best:
            self._best, self._failures = state, 0
            await self.on_progress(state / self._total)
        return state

    async def _fail(self, answer: Answer | None) -> None:
        """Waits, or gives up when too many tries in a row brought nothing new."""
        self._failures += 1
        now = self.parts.clock.now()
        asked_s = retry_after_s(answer, now=now) if answer is not None else None
        wait_s = self.parts.patience.wait_s(self._failures, asked_s=asked_s)
        if wait_s is None:
            raise no_answer() if answer is None else self._refusal(answer)
        await self.parts.pause(wait_s)

    def _refusal(self, answer: Answer) -> Setback:
        return setback(answer, now=self.parts.clock.now())


def no_file() -> Setback:
    sentence = "the stored file is not the one that was approved"
    return Setback("file_changed", sentence, remedy=Remedy.FIX_MEDIA)


async def _heard(call: Awaitable[Answer]) -> Answer | None:
    try:
        return await call
    except NoAnswer:
        return None


def _may_pass(answer: Answer) -> bool:
    """A dead token counts: the probe that follows asks for another one, and decides."""
    return answer.status < 400 or answer.status == 401 or is_passing(answer)
