"""How we call services outside: every call has a deadline, a bound on what it may answer, and
leaves one log line that holds no address beyond the host, no header and no body."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx
import structlog

LOOPBACK: Final = ("all://127.0.0.1", "all://localhost", "all://[::1]")
MAX_ANSWER_BYTES: Final = 4 * 2**20

Body = bytes | AsyncIterator[bytes] | None

log = structlog.get_logger()


class NoAnswer(Exception):
    """The call could not be made, was cut, or took too long. It may still have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``call`` is what the log calls it, such as ``youtube.probe``."""

    call: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] | None = None
    body: Body = None
    deadline_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes


def open_client(*, silence_s: float = 30.0, connect_s: float = 10.0) -> httpx.AsyncClient:
    """A client for ``send``. ``silence_s`` bounds each wait for the other side to move.

    Loopback is never sent through a proxy, and redirects are never followed: they would carry
    the credentials along.
    """
    # Their own lines hold whole addresses, and an upload address is a secret.
    for vendor in ("httpx", "httpcore"):
        logging.getLogger(vendor).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        timeout=httpx.Timeout(silence_s, connect=connect_s, pool=connect_s),
        mounts={pattern: None for pattern in LOOPBACK},
        headers={"Accept-Encoding": "identity", "User-Agent": "stakazo"},
        follow_redirects=False,
    )


async def send(client: httpx.AsyncClient, request: Request) -> Answer:
    """Raises NoAnswer, and whatever the iterator of a streamed body raises."""
    started = time.monotonic()
    outcome: dict[str, object] = {"failed": "interrupted"}
    try:
        async with asyncio.timeout(request.deadline_s):
            answer = await _exchange(client, request)
        outcome = {"status": answer.status}
    except (httpx.RequestError, TimeoutError) as cut:
        outcome = {"failed": type(cut).__name__}
        raise NoAnswer(f"{request.call}: {type(cut).__name__}") from cut
    finally:
        took_ms = round((time.monotonic() - started) * 1000)
        host = httpx.URL(request.url).host
        log.info("outside_call", call=request.call, host=host, took_ms=took_ms, **outcome)
    return answer


async def _exchange(client: httpx.AsyncClient, request: Request) -> Answer:
    stream = client.stream(
        request.method,
        request.url,
        headers=dict(request.headers),
        params=request.params,
        content=request.body,
    )
    async with stream as response:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise httpx.DecodingError("the answer is too long")
        return Answer(status=response.status_code, headers=response.headers, body=bytes(body))
