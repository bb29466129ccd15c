import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from integrations.rehearsal.callbacks import GIVES_UP_AFTER, Outbox
from integrations.rehearsal.faults import Fault, FaultScript
from tests.fakes.clock import FixedClock

HEADERS = {"TikTok-Signature": "t=1,s=00ff", "Content-Type": "application/json"}


@dataclass
class Api:
    """Listens on a real socket, remembers what came and answers with the statuses it was given;
    with 200 when there are none left. ``came`` counts, so that a test can wait. It is not to be
    found for the first ``missed`` times."""

    statuses: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    url: str = ""
    missed: int = 0

    def find(self) -> str | None:
        if not self.missed:
            return self.url
        self.missed -= 1
        self.came.release()
        return None

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        lowered = {name.lower(): value for name, value in headers.items()}
        body = await reader.readexactly(int(lowered.get("content-length", "0")))
        self.requests.append((head[0].split(" ")[1], lowered, body))
        status = self.statuses.pop(0) if self.statuses else 200
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()
        self.came.release()

    @property
    def signatures(self) -> list[str]:
        return [headers["tiktok-signature"] for _, headers, _ in self.requests]


@dataclass
class Play:
    api: Api
    outbox: Outbox
    clock: FixedClock
    faults: FaultScript

    def send(self, body: bytes = b"{}") -> None:
        self.outbox.send("/webhook/tiktok", body, HEADERS)

    async def came(self, count: int = 1) -> None:
        for _ in range(count):
            async with asyncio.timeout(5):
                await self.api.came.acquire()

    async def over(self) -> None:
        async with asyncio.timeout(5):
            await self.outbox.delivered()


@asynccontextmanager
async def playing() -> AsyncIterator[Play]:
    api, clock, faults = Api(), FixedClock(), FaultScript()
    server = await asyncio.start_server(api.answer, "127.0.0.1", 0)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    outbox = Outbox(clock=clock, faults=faults, find_callback=api.find)
    async with server, outbox.delivering():
        yield Play(api=api, outbox=outbox, clock=clock, faults=faults)


async def test_a_webhook_arrives_byte_for_byte_with_its_headers() -> None:
    async with playing() as play:
        play.send(b'{"caption": "\\u00e1"}')
        await play.over()

    [(path, headers, body)] = play.api.requests
    assert path == "/webhook/tiktok"
    assert headers["tiktok-signature"] == "t=1,s=00ff"
    assert body == b'{"caption": "\\u00e1"}'


@pytest.mark.parametrize("status", [302, 401, 503])
async def test_what_is_not_acknowledged_comes_again_after_a_gap(status: int) -> None:
    async with playing() as play:
        play.api.statuses = [status]
        play.send()
        await play.came()
        before = len(play.api.requests)

        play.clock.forward(seconds=1)
        await play.over()

    assert before == 1
    assert len(play.api.requests) == 2


async def test_every_try_is_signed_anew() -> None:
    async with playing() as play:
        times = iter((1, 2))
        play.api.statuses = [503]
        play.outbox.send("/webhook/tiktok", b"{}", lambda: {"TikTok-Signature": f"t={next(times)}"})
        await play.came()
        play.clock.forward(seconds=1)
        await play.over()

    assert play.api.signatures == ["t=1", "t=2"]


async def test_the_gaps_grow() -> None:
    async with playing() as play:
        play.api.statuses = [503] * 3
        play.send()
        for gap_s in (1, 2, 4):
            await play.came()
            play.clock.forward(seconds=gap_s)
        await play.over()

    assert len(play.api.requests) == 4


async def test_an_api_that_comes_later_is_found_later() -> None:
    async with playing() as play:
        play.api.missed = 1
        play.send()
        await play.came()
        play.clock.forward(seconds=1)
        await play.over()

    assert len(play.api.requests) == 1


async def test_after_three_days_it_is_given_up() -> None:
    async with playing() as play:
        play.api.statuses = [503] * 9
        play.send()
        await play.came()
        play.clock.forward(seconds=GIVES_UP_AFTER.total_seconds())
        await play.came()
        await play.over()

    assert len(play.api.requests) == 2


async def test_what_is_duplicated_comes_twice() -> None:
    async with playing() as play:
        play.faults.add(Fault(call="webhook", fault="duplicated"))
        play.send()
        await play.over()

    assert play.api.signatures == ["t=1,s=00ff"] * 2


async def test_what_is_lost_never_comes() -> None:
    async with playing() as play:
        play.faults.add(Fault(call="webhook", fault="lost"))
        play.send(b"first")
        play.send(b"second")
        await play.over()

    assert [body for _, _, body in play.api.requests] == [b"second"]


async def test_what_is_delayed_comes_after_what_was_sent_later() -> None:
    async with playing() as play:
        play.faults.add(Fault(call="webhook", fault="delayed", seconds=60))
        play.send(b"first")
        play.send(b"second")
        await play.came()
        play.clock.forward(seconds=60)
        await play.over()

    assert [body for _, _, body in play.api.requests] == [b"second", b"first"]


async def test_what_is_forged_comes_beside_the_true_one_and_is_not_tried_again() -> None:
    async with playing() as play:
        play.faults.add(Fault(call="webhook", fault="forged"))
        play.api.statuses = [401, 401]
        play.send()
        await play.came(2)
        play.clock.forward(seconds=1)
        await play.over()

    assert sorted(play.api.signatures) == ["t=1,s=00ff", "t=1,s=00ff", "t=1,s=ff00"]


async def test_when_the_answer_is_lost_it_comes_again() -> None:
    async with playing() as play:
        play.faults.add(Fault(call="webhook", fault="drop_answer"))
        play.send()
        await play.came()
        play.clock.forward(seconds=1)
        await play.over()

    assert len(play.api.requests) == 2
