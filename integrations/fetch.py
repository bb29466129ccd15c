"""Brings a source's bytes: from a public web address, or from a file in the inbox folder."""

import asyncio
import ipaddress
import os
import socket
import ssl
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from domain.video import MediaRefused
from integrations.addresses import Address, is_public, unwrapped

_CHUNK: Final = 1024 * 1024
_MOST_REDIRECTS: Final = 3
_MOST_URL_LENGTH: Final = 4096
_MOST_ADDRESSES: Final = 3
_SHOWN_NAMES: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "Stakazo"}

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Seconds. ``block_s`` is what one mebibyte may take, so that a trickle ends early."""

    connect_s: float = 10.0
    idle_s: float = 30.0
    block_s: float = 300.0
    total_s: float = 6 * 3600.0


async def resolve(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Sources:
    """``inbox`` is the folder whose files people may name. ``allow_private`` lets addresses of
    this machine through, for the rehearsal and for tests; ``ports`` adds to 80 and 443; ``tls``
    is whom to trust instead of the public authorities."""

    def __init__(
        self,
        inbox: Path,
        *,
        limits: FetchLimits | None = None,
        resolver: Resolve = resolve,
        ports: frozenset[int] = frozenset(),
        allow_private: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._inbox = inbox
        self._limits = limits or FetchLimits()
        self._resolve = resolver
        self._ports = ports | set(_PORTS.values())
        self._allow_private = allow_private
        self._verify = tls or httpx.create_ssl_context(trust_env=False)

    async def fetch(self, url: str) -> AsyncIterator[bytes]:
        """The bytes of ``url``, which may also be a bare file name of the inbox.

        Raises MediaRefused.
        """
        chunks = self._download(url) if "://" in url else _read(self._inbox, url)
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def _download(self, source: str) -> AsyncGenerator[bytes, None]:
        deadline = asyncio.get_running_loop().time() + self._limits.total_s
        async with httpx.AsyncHTTPTransport(verify=self._verify, trust_env=False) as transport:
            response = await self._follow(transport, source, deadline)
            try:
                async for chunk in self._blocks(response, deadline):
                    yield chunk
            finally:
                await response.aclose()

    async def _follow(
        self, transport: httpx.AsyncHTTPTransport, source: str, deadline: float
    ) -> httpx.Response:
        """The answer after redirects, each of which is checked like the first address."""
        url = self._parsed(source)
        for _ in range(_MOST_REDIRECTS + 1):
            response = await self._ask(transport, url, deadline)
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or location is None:
                return await _checked(response)
            await response.aclose()
            url = self._parsed(_joined(url, location))
        raise MediaRefused("too_many_redirects", most=_MOST_REDIRECTS)

    def _parsed(self, source: str) -> httpx.URL:
        if len(source) > _MOST_URL_LENGTH or "\\" in source or not source.isprintable():
            raise MediaRefused("bad_url")
        try:
            url = httpx.URL(source)
            host = url.host
        except (httpx.InvalidURL, ValueError) as error:
            raise MediaRefused("bad_url") from error
        if url.scheme not in _PORTS:
            raise MediaRefused("scheme")
        if not host or url.userinfo or " " in source:
            raise MediaRefused("bad_url")
        if _port(url) not in self._ports:
            raise MediaRefused("port", port=_port(url))
        return url

    async def _ask(
        self, transport: httpx.AsyncHTTPTransport, url: httpx.URL, deadline: float
    ) -> httpx.Response:
        limits = self._limits
        waits = {"connect": limits.connect_s, "read": limits.idle_s}
        for address in await self._addresses(url):
            request = httpx.Request(
                "GET",
                url.copy_with(host=str(address), fragment=None),
                headers={**_HEADERS, "host": url.netloc.decode("ascii")},
                extensions={
                    "sni_hostname": url.raw_host.decode("ascii"),
                    "timeout": {**waits, "write": limits.idle_s, "pool": limits.connect_s},
                },
            )
            try:
                async with asyncio.timeout_at(deadline):
                    return await transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.TimeoutException, TimeoutError) as error:
                raise MediaRefused("too_slow") from error
            except httpx.HTTPError as error:
                raise MediaRefused("connection_lost") from error
        raise MediaRefused("unreachable", host=url.host)

    async def _addresses(self, url: httpx.URL) -> Sequence[Address]:
        """Raises MediaRefused unless every address of the host may be asked."""
        host = url.host
        try:
            async with asyncio.timeout(self._limits.connect_s):
                found = [host] if _is_literal(host) else await self._resolve(host, _port(url))
            addresses = [ipaddress.ip_address(address) for address in found]
        except (OSError, ValueError, TimeoutError) as error:
            raise MediaRefused("unresolved", host=host) from error
        if not addresses:
            raise MediaRefused("unresolved", host=host)
        if not all(self._may_ask(address) for address in addresses):
            raise MediaRefused("not_public", host=host)
        return addresses[:_MOST_ADDRESSES]

    def _may_ask(self, address: Address) -> bool:
        if getattr(address, "scope_id", None):
            return False
        return is_public(address) or (self._allow_private and unwrapped(address).is_loopback)

    async def _blocks(
        self, response: httpx.Response, deadline: float
    ) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        assert isinstance(response.stream, httpx.AsyncByteStream)
        parts = aiter(response.stream)
        more = True
        while more:
            block = bytearray()
            until = min(deadline, loop.time() + self._limits.block_s)
            try:
                async with asyncio.timeout_at(until):
                    more = await _fill(block, parts)
            except (httpx.TimeoutException, TimeoutError) as error:
                raise MediaRefused("too_slow") from error
            except httpx.HTTPError as error:
                raise MediaRefused("connection_lost") from error
            if block:
                yield bytes(block)


async def _fill(block: bytearray, parts: AsyncIterator[bytes]) -> bool:
    """Adds parts until the block is full. False at the end of them."""
    async for part in parts:
        block += part
        if len(block) >= _CHUNK:
            return True
    return False


async def _checked(response: httpx.Response) -> httpx.Response:
    headers = response.headers
    refusal: MediaRefused | None = None
    if response.status_code != 200:
        refusal = MediaRefused("http_status", status=response.status_code)
    elif headers.get("content-encoding", "identity").lower() != "identity":
        refusal = MediaRefused("encoded", encoding=headers["content-encoding"])
    elif headers.get("content-type", "").lower().startswith("text/html"):
        refusal = MediaRefused("web_page")
    if refusal is not None:
        await response.aclose()
        raise refusal
    return response


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise MediaRefused("bad_url") from error


def _port(url: httpx.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _read(inbox: Path, name: str) -> AsyncGenerator[bytes, None]:
    """A file that lies in the inbox itself: no path, no link, nothing but a regular file."""
    if not name or name.startswith(".") or any(c in name for c in "/\\\0"):
        raise MediaRefused("source_form")
    try:
        descriptor = _open_regular(inbox / name)
    except OSError as error:
        raise _not_in_inbox(inbox, name) from error
    with os.fdopen(descriptor, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


def _open_regular(path: Path) -> int:
    """Checked on what was opened, so that nobody can swap it in between. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(path)
    return descriptor


def _not_in_inbox(inbox: Path, name: str) -> MediaRefused:
    there = sorted(
        path.name
        for path in (inbox.iterdir() if inbox.is_dir() else ())
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )
    if not there:
        return MediaRefused("inbox_empty", name=name)
    shown = ", ".join(there[:_SHOWN_NAMES]) + (" …" if len(there) > _SHOWN_NAMES else "")
    return MediaRefused("not_in_inbox", name=name, names=shown)
