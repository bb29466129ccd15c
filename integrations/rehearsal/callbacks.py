"""Signed webhooks on their way to our API, with the manners of a real sender: it goes on until
it is told 2xx, with growing gaps, and gives up after three days."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import httpx

from domain.ports.world import Clock
from integrations.http import NoAnswer, Request, open_client, send
from integrations.rehearsal.faults import Due, FaultScript
from integrations.rehearsal.ground import SignedHeaders

FindCallback = Callable[[], str | None]
"""The base URL of the API that is to be called, which may start, or move, later."""

WEBHOOK: Final = "webhook"
"""What the fault script calls one webhook."""

FAULTS: Final = frozenset({"duplicated", "delayed", "lost", "forged", "drop_answer"})
"""What can go wrong with a webhook: it comes twice; it comes ``seconds`` later; it never comes;
somebody else sends one like it without the key; its answer is lost, so that it comes again."""

GIVES_UP_AFTER: Final = timedelta(hours=72)
"""TikTok's own limit, the longest of the three."""

_FIRST_GAP_S: Final = 1.0
_LONGEST_GAP_S: Final = 3600.0
_NAP_S: Final = 0.1
"""How often a clock that a test moves is looked at again."""

_AT_ONCE: Final = 8
_DEADLINE_S: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class _Delivery:
    path: str
    body: bytes = field(repr=False)
    headers: SignedHeaders = field(repr=False)
    starts_at: datetime
    is_forged: bool = False
    loses_answer: bool = False


class Outbox:
    """Delivers while ``delivering`` lasts. What was not delivered by then is lost, as it is when a
    platform gives up."""

    def __init__(self, *, clock: Clock, faults: FaultScript, find_callback: FindCallback) -> None:
        self._clock = clock
        self._faults = faults
        self._find_callback = find_callback
        self._loop: asyncio.AbstractEventLoop | None = None
        self._going: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._http: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        async with open_client(silence_s=_DEADLINE_S) as self._http:
            try:
                yield
            finally:
                self._loop = None
                for task in self._going:
                    task.cancel()
                await asyncio.gather(*self._going, return_exceptions=True)

    def send(self, path: str, body: bytes, headers: SignedHeaders) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._start, path, body, headers)

    async def delivered(self) -> None:
        """Comes back when nothing is on its way any more."""
        await asyncio.sleep(0)  # what was just sent is on its way from the loop's next turn
        while self._going:
            await asyncio.wait(self._going)

    def _start(self, path: str, body: bytes, headers: SignedHeaders) -> None:
        due = self._faults.next(WEBHOOK)
        for delivery in _played(path, body, headers, due=due, now=self._clock.now()):
            task = asyncio.create_task(self._deliver(delivery))
            self._going.add(task)
            task.add_done_callback(self._going.discard)

    async def _deliver(self, delivery: _Delivery) -> None:
        ends_at = self._clock.now() + GIVES_UP_AFTER
        due_at, gap_s, answers_to_lose = delivery.starts_at, _FIRST_GAP_S, delivery.loses_answer
        while due_at < ends_at:
            await self._until(due_at)
            tried_at = self._clock.now()
            arrived = await self._try(delivery)
            if (arrived and not answers_to_lose) or delivery.is_forged:
                return
            answers_to_lose = answers_to_lose and not arrived
            due_at = tried_at + timedelta(seconds=gap_s)
            gap_s = min(gap_s * 2, _LONGEST_GAP_S)

    async def _until(self, at: datetime) -> None:
        while (left_s := (at - self._clock.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left_s, _NAP_S))

    async def _try(self, delivery: _Delivery) -> bool:
        """Whether it was acknowledged."""
        base = self._find_callback()
        if base is None or self._http is None:
            return False
        request = Request(
            call="rehearsal.webhook",
            method="POST",
            url=base + delivery.path,
            headers=_headers(delivery),
            body=delivery.body,
            deadline_s=_DEADLINE_S,
        )
        try:
            async with self._places:
                answer = await send(self._http, request)
        except NoAnswer:
            return False
        return 200 <= answer.status < 300


def _played(
    path: str, body: bytes, headers: SignedHeaders, *, due: Due, now: datetime
) -> list[_Delivery]:
    """What really goes out, once the fault script had its way."""
    delayed = due.get("delayed")
    one = _Delivery(
        path=path,
        body=body,
        headers=headers,
        starts_at=now + timedelta(seconds=(delayed.seconds or 0.0) if delayed else 0.0),
        loses_answer="drop_answer" in due,
    )
    out = [] if "lost" in due else [one]
    if "duplicated" in due:
        out.append(one)
    if "forged" in due:
        out.append(replace(one, is_forged=True))
    return out


def _headers(delivery: _Delivery) -> Mapping[str, str]:
    headers = delivery.headers() if callable(delivery.headers) else delivery.headers
    if not delivery.is_forged:
        return headers
    return {
        name: _turned(value) if "signature" in name.lower() else value
        for name, value in headers.items()
    }


def _turned(signature: str) -> str:
    """Signed with a wrong key, as far as anybody can see: the hexadecimal digits at its end, each
    replaced by another."""
    digits = len(signature) - len(signature.rstrip("0123456789abcdef"))
    kept, replaced = signature[: len(signature) - digits], signature[len(signature) - digits :]
    return kept + "".join(f"{15 - int(digit, 16):x}" for digit in replaced)
