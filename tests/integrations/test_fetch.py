"""Fetching: only public addresses, only files, only in time; and nothing but the inbox's own."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from domain.texts import Locale
from domain.video import MediaRefused
from integrations.fetch import FetchLimits, Sources
from tests.integrations.test_addresses import BLOCKED

QUICK = FetchLimits(connect_s=2, idle_s=1, block_s=1.5, total_s=4)
Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Canary:
    """A server on this machine that remembers who called, and with what."""

    port: int = 0
    requests: list[str] = field(default_factory=list)


@asynccontextmanager
async def _canary(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[Canary]:
    canary = Canary()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        canary.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        try:
            await serve(writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    canary.port = server.sockets[0].getsockname()[1]
    async with server:
        yield canary


def _reply(status: str, body: bytes = b"", **headers: str) -> Serve:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    return serve


def _names(**hosts: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def resolver(host: str, _: int) -> Sequence[str]:
        return hosts.get(host.split(".")[0], ())

    return resolver


def _sources(
    inbox: Path, canary: Canary, *, private: bool = True, **hosts: Sequence[str]
) -> Sources:
    return Sources(
        inbox,
        limits=QUICK,
        resolver=_names(**{"here": ["127.0.0.1"], **hosts}),
        ports=frozenset({canary.port}),
        allow_private=private,
    )


async def _reason(sources: Sources, source: str) -> str:
    with pytest.raises(MediaRefused) as refused:
        async for _ in sources.fetch(source):
            pass
    assert all(refused.value.text(locale) for locale in Locale)
    return str(refused.value.values["reason"])


async def test_a_public_file_arrives_whole_and_the_server_sees_its_own_name(tmp_path: Path) -> None:
    body = bytes(range(256)) * 12_000
    async with _canary(_reply("200 OK", body)) as canary:
        sources = _sources(tmp_path, canary)

        blocks = [b async for b in sources.fetch(f"http://here.example:{canary.port}/a.mp4?x=1#y")]

    assert b"".join(blocks) == body
    request = canary.requests[0].lower()
    assert request.startswith("get /a.mp4?x=1 http/1.1")
    assert f"host: here.example:{canary.port}" in request
    assert "cookie" not in request and "authorization" not in request


@pytest.mark.parametrize("address", BLOCKED)
async def test_a_name_for_a_blocked_address_is_never_asked(tmp_path: Path, address: str) -> None:
    async with _canary(_reply("200 OK", b"secret")) as canary:
        sources = _sources(tmp_path, canary, private=False, evil=["93.184.216.34", address])

        assert await _reason(sources, f"http://evil.example:{canary.port}/") == "not_public"

    assert canary.requests == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:{port}/", "not_public"),
        ("http://[::1]:{port}/", "not_public"),
        ("http://[::ffff:127.0.0.1]:{port}/", "not_public"),
        ("http://[64:ff9b::7f00:1]:{port}/", "not_public"),
        ("http://user:word@here.example:{port}/", "bad_url"),
        ("http://here.example:{port}\\@other.example/", "bad_url"),
        ("http://here.example:{port}/a b", "bad_url"),
        ("http://here.example:{port}/\n", "bad_url"),
        ("http://:{port}/", "bad_url"),
        ("http://here.example:99999/", "port"),
        ("http://here.example:22/", "port"),
        ("http://here.example:0/", "port"),
        ("http://xn--/", "bad_url"),
        ("http://xn--a-.example:{port}/", "bad_url"),
        ("ftp://here.example:{port}/", "scheme"),
        ("file:///etc/hostname", "scheme"),
        ("gopher://here.example:{port}/", "scheme"),
        ("http://nowhere.example:{port}/", "unresolved"),
    ],
)
async def test_crooked_addresses_are_refused_without_a_call(
    tmp_path: Path, url: str, reason: str
) -> None:
    async with _canary(_reply("200 OK", b"secret")) as canary:
        sources = _sources(tmp_path, canary, private=False)

        assert await _reason(sources, url.format(port=canary.port)) == reason

    assert canary.requests == []


@pytest.mark.parametrize("form", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
async def test_other_spellings_of_this_machine_are_refused(tmp_path: Path, form: str) -> None:
    async with _canary(_reply("200 OK", b"secret")) as canary:
        sources = Sources(tmp_path, limits=QUICK, ports=frozenset({canary.port}))

        reason = await _reason(sources, f"http://{form}:{canary.port}/")

    assert reason in {"not_public", "bad_url", "unresolved"}
    assert canary.requests == []


async def test_a_redirect_to_a_blocked_address_is_not_followed(tmp_path: Path) -> None:
    async with _canary(_reply("302 Found", Location="http://169.254.169.254/latest")) as canary:
        sources = _sources(tmp_path, canary)

        assert await _reason(sources, f"http://here.example:{canary.port}/") == "not_public"

    assert len(canary.requests) == 1


@pytest.mark.parametrize(
    ("location", "reason"),
    [("http://xn--/", "bad_url"), ("//xn--/a.mp4", "bad_url"), ("http://here.example:0/", "port")],
)
async def test_a_redirect_to_a_crooked_address_is_refused(
    tmp_path: Path, location: str, reason: str
) -> None:
    async with _canary(_reply("302 Found", Location=location)) as canary:
        sources = _sources(tmp_path, canary)

        assert await _reason(sources, f"http://here.example:{canary.port}/") == reason

    assert len(canary.requests) == 1


async def test_redirects_are_followed_three_times_and_no_more(tmp_path: Path) -> None:
    async with _canary(_reply("302 Found", Location="/again")) as canary:
        sources = _sources(tmp_path, canary)

        assert await _reason(sources, f"http://here.example:{canary.port}/") == "too_many_redirects"

    assert len(canary.requests) == 4


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (_reply("404 Not Found"), "http_status"),
        (_reply("200 OK", b"<html>", Content_Type="text/html; charset=utf-8"), "web_page"),
        (_reply("200 OK", b"\x1f\x8b", Content_Encoding="gzip"), "encoded"),
    ],
    ids=["missing", "a page", "packed"],
)
async def test_answers_that_are_no_file_are_refused(
    tmp_path: Path, reply: Serve, reason: str
) -> None:
    async with _canary(reply) as canary:
        sources = _sources(tmp_path, canary)

        assert await _reason(sources, f"http://here.example:{canary.port}/") == reason


async def test_a_body_that_only_trickles_meets_its_deadline(tmp_path: Path) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(1_000):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with _canary(drip) as canary:
        async with asyncio.timeout(3):
            reason = await _reason(
                _sources(tmp_path, canary), f"http://here.example:{canary.port}/"
            )

    assert reason == "too_slow"


async def test_a_server_that_says_nothing_meets_its_deadline(tmp_path: Path) -> None:
    async def silent(_: asyncio.StreamWriter) -> None:
        await asyncio.sleep(10)

    async with _canary(silent) as canary:
        async with asyncio.timeout(3):
            reason = await _reason(
                _sources(tmp_path, canary), f"http://here.example:{canary.port}/"
            )

    assert reason == "too_slow"


async def test_a_body_that_breaks_off_is_no_file(tmp_path: Path) -> None:
    async def half(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
        await writer.drain()

    async with _canary(half) as canary:
        reason = await _reason(_sources(tmp_path, canary), f"http://here.example:{canary.port}/")

    assert reason == "connection_lost"


async def test_nobody_listening_is_said_so(tmp_path: Path) -> None:
    async with _canary(_reply("200 OK")) as canary:
        pass

    reason = await _reason(_sources(tmp_path, canary), f"http://here.example:{canary.port}/")

    assert reason == "unreachable"


@pytest.mark.parametrize(("host", "outcome"), [("here", None), ("there", "unreachable")])
async def test_the_certificate_must_be_that_of_the_name_and_not_of_the_address(
    tmp_path: Path, host: str, outcome: str | None
) -> None:
    server, client = _certified("here.example", tmp_path)
    async with _canary(_reply("200 OK", b"film"), server) as canary:
        sources = Sources(
            tmp_path,
            resolver=_names(here=["127.0.0.1"], there=["127.0.0.1"]),
            ports=frozenset({canary.port}),
            allow_private=True,
            tls=client,
        )
        url = f"https://{host}.example:{canary.port}/"
        if outcome:
            assert await _reason(sources, url) == outcome
        else:
            assert [block async for block in sources.fetch(url)] == [b"film"]


def _certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side with a certificate for ``name``, and a client's side that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))


class TestInbox:
    async def test_gives_the_file_of_that_name(self, tmp_path: Path) -> None:
        (tmp_path / "my talk, día 1.mp4").write_bytes(b"x" * 3_000_000)

        blocks = [b async for b in Sources(tmp_path).fetch("my talk, día 1.mp4")]

        assert [len(block) for block in blocks] == [1_048_576, 1_048_576, 902_848]

    async def test_says_what_is_there_instead(self, tmp_path: Path) -> None:
        (tmp_path / "one.mp4").touch()

        with pytest.raises(MediaRefused, match=r"one\.mp4"):
            await anext(aiter(Sources(tmp_path).fetch("two.mp4")))

    @pytest.mark.parametrize(
        "name", ["../secret", "a/b.mp4", "/etc/hostname", "..", ".", ".hidden", "", "a\\b", "a\0b"]
    )
    async def test_takes_names_and_never_paths(self, tmp_path: Path, name: str) -> None:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        (tmp_path / "secret").write_text("secret")
        (inbox / ".hidden").write_text("secret")

        assert await _reason(Sources(inbox), name) == "source_form"

    async def test_follows_no_links_and_opens_no_pipes(self, tmp_path: Path) -> None:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        (tmp_path / "secret").write_text("secret")
        (inbox / "link").symlink_to(tmp_path / "secret")
        os.mkfifo(inbox / "pipe")
        (inbox / "folder").mkdir()

        for name in ("link", "pipe", "folder"):
            assert await _reason(Sources(inbox), name) == "inbox_empty"
