"""Brings the bytes of one video to TikTok, however often it breaks, and keeps the last chunk back:
the post follows from that one by itself.

The platform's word on what it holds is the only one that counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.ports.outside import Progress
from domain.publication import Post, Remedy, Setback
from integrations.http import Answer, NoAnswer
from integrations.platforms.parts import Parts
from integrations.platforms.tiktok_calls import TikTokCalls
from integrations.platforms.tiktok_chunks import held
from integrations.platforms.tiktok_errors import failure_remedy
from integrations.platforms.tiktok_handle import Handle
from integrations.platforms.tiktok_status import FAILED, TAKEN, UPLOADING, Report, fetch_report

ALL_THERE: Final = 201
MORE_EXPECTED: Final = 206
OUT_OF_STEP: Final = 416
PASSING: Final = frozenset({408, 429})
DEAD: Final[Mapping[int, str]] = {403: "upload_url_expired", 404: "upload_not_known"}
"""https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide"""

LOOKS_S: Final = (1.0, 2.0, 3.0, 4.0)
"""The waits before each look for what became of the last bytes: some seconds are usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    calls: TikTokCalls
    parts: Parts
    handle: Handle
    post: Post

    async def bring_all_but_last(self, on_progress: Progress) -> None:
        """Raises Setback."""
        cut = self.handle.cut
        if cut.count == 1:
            return
        best, failures = -1, 0
        stored = await self._asked()
        while stored < cut.last_start:
            if stored > best:
                best, failures = stored, 0
                await on_progress(stored / cut.size)
            else:
                failures += 1
                await self._wait(failures)
            stored = await self._after(await self._put(stored), stored)
        await on_progress(cut.last_start / cut.size)

    async def bring_last(self) -> None:
        """Comes back when the platform holds all of it. No status is asked beforehand: the address
        is good without a token. Raises Setback: Remedy.LOOK whenever the bytes may be there."""
        cut, strays = self.handle.cut, 0
        stored = cut.last_start
        while stored < cut.size:
            before, stored = stored, await self._risked(stored)
            strays += stored <= before
            if strays > self.parts.patience.tries:
                raise _look("upload_stalled", "TikTok never expects what comes")

    async def _risked(self, start: int) -> int:
        """How much is there after a chunk that may be the last one. Raises Setback."""
        answer, is_last = await self._put(start), self.handle.cut.end(start) == self.handle.cut.size
        if answer is None:
            raise _look("no_answer", "TikTok gave no answer to the last bytes")
        if answer.status in DEAD:
            raise await self._locked_out(answer.status)
        clear = (OUT_OF_STEP, ALL_THERE if is_last else MORE_EXPECTED)
        if answer.status not in clear:
            raise _look(f"http_{answer.status}", f"TikTok answered {answer.status} to it")
        try:
            return await self._after(answer, start)
        except Setback as blind:
            raise _look(blind.code, str(blind)) from blind

    async def _locked_out(self, status: int) -> Setback:
        """The address takes no bytes any more. That none of the last ones came before is certain
        when the platform says for a while that they are missing: its count may be an old one."""
        code, said = DEAD[status], f"TikTok answered {status} to the last bytes"
        for wait_s in LOOKS_S:
            await self.parts.pause(wait_s)
            try:
                report = await self._report()
            except Setback as blind:
                return _look(blind.code, f"{said}; {blind}")
            if (
                report.word != UPLOADING
                or report.held is None
                or report.held >= self.handle.cut.size
            ):
                return _look(code, said)
        return Setback(code, said, remedy=Remedy.BEGIN_ANEW)

    async def _put(self, start: int) -> Answer | None:
        """None when no answer came."""
        cut, medium = self.handle.cut, self.post.medium
        end = cut.end(start)
        try:
            return await self.calls.put(
                self.handle.address(self.parts.hosts()["api"]),
                self.parts.store.read(medium.blob, start=start, length=end - start),
                start=start,
                end=end,
                size=cut.size,
            )
        except NoAnswer:
            return None

    async def _after(self, answer: Answer | None, start: int) -> int:
        """How much is there after a chunk that began at ``start``; no more than before when the
        same chunk has to be sent again. Raises Setback."""
        cut = self.handle.cut
        if answer is None or answer.status >= 500 or answer.status in PASSING:
            return start
        if answer.status in (MORE_EXPECTED, OUT_OF_STEP):
            return await self._told(answer, start)
        if answer.status == ALL_THERE:
            return cut.size
        said = f"TikTok answered {answer.status} to a chunk"
        if code := DEAD.get(answer.status):
            raise Setback(code, said, remedy=Remedy.BEGIN_ANEW)
        if answer.status < 400:
            return start
        raise Setback(f"http_{answer.status}", said, remedy=Remedy.HUMAN)

    async def _told(self, answer: Answer, start: int) -> int:
        told = answer.headers.get("Content-Range")
        if told is None and answer.status == MORE_EXPECTED:
            return self.handle.cut.end(start)
        stored = held(told or "", self.handle.cut)
        return stored if stored is not None else await self._asked()

    async def _asked(self) -> int:
        """Raises Setback."""
        report = await self._report()
        if report.word == FAILED:
            remedy = failure_remedy(report.fail_reason)
            raise Setback(
                report.fail_reason,
                f"TikTok gave the upload up: {report.fail_reason}",
                # Waiting alone does not bring a dead upload back.
                remedy=Remedy.BEGIN_ANEW if remedy is Remedy.WAIT else remedy,
                trace=report.trace,
            )
        if report.word in TAKEN:
            return self.handle.cut.size
        return min(report.held or 0, self.handle.cut.size)

    async def _report(self) -> Report:
        """Raises Setback."""
        return await fetch_report(self.calls, self.post.account, self.handle.publish_id)

    async def _wait(self, failures: int) -> None:
        wait_s = self.parts.patience.wait_s(failures, asked_s=None)
        if wait_s is None:
            said = "TikTok takes no more of the file now"
            raise Setback("upload_stalled", said, remedy=Remedy.RETRY)
        await self.parts.pause(wait_s)


def _look(code: str, said: str) -> Setback:
    return Setback(code, said, remedy=Remedy.LOOK)
