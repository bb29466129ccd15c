"""The rehearsal of TikTok fetches a file from an address that is verified, and from no other."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.integrations.rehearsal.tiktok_stage import (
    SMALL,
    TikTok,
    a_video,
    refused,
    shown,
    tiktok,
)

VIDEO = a_video(SMALL)


@asynccontextmanager
async def a_site() -> AsyncIterator[str]:
    """Gives the video out at /video.mp4, leads there from /moved, and has nothing else."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        status, more, content = {
            b"/video.mp4": ("200 OK", "", VIDEO),
            b"/moved": ("302 Found", "Location: /video.mp4\r\n", b""),
        }.get(asked, ("404 Not Found", "", b""))
        head = f"HTTP/1.1 {status}\r\n{more}Content-Length: {len(content)}\r\nConnection: close\r\n"
        writer.write(head.encode() + b"\r\n" + content)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def verified(folder: Path) -> AbstractAsyncContextManager[TikTok]:
    return tiktok(folder, verified_domain=1, lifted=True, processing_s=0)


async def pull(stage: TikTok, url: str) -> httpx.Response:
    source = {"source": "PULL_FROM_URL", "video_url": url}
    body = {"post_info": {"privacy_level": "SELF_ONLY"}, "source_info": source}
    return await stage.call("post/publish/video/init", body)


async def settled(stage: TikTok, publish_id: str) -> dict[str, Any]:
    """The status once it was fetched and processed, or could not be."""
    token = await stage.new_token()
    async with asyncio.timeout(5):
        while True:
            status = await stage.status(publish_id, token=token)
            if status["status"] != "PROCESSING_DOWNLOAD":
                return status


async def test_a_file_is_fetched_and_published(tmp_path: Path) -> None:
    async with (
        a_site() as site,
        tiktok(tmp_path, verified_domain=1, lifted=True, processing_s=0) as stage,
    ):
        begun = shown(await pull(stage, f"{site}/video.mp4"))
        status = await settled(stage, begun["publish_id"])
        lines = await stage.truth()

        assert begun["publish_id"].startswith("v_pub_url~")
        assert "upload_url" not in begun
        assert status["downloaded_bytes"] == SMALL
        assert [line["sha256"] for line in lines] == [hashlib.sha256(VIDEO).hexdigest()]
        assert [line["size_bytes"] for line in lines] == [SMALL]


async def test_what_cannot_be_fetched_at_once_fails(tmp_path: Path) -> None:
    async with (
        a_site() as site,
        tiktok(tmp_path, verified_domain=1, lifted=True, processing_s=0) as stage,
    ):
        for path in ("/moved", "/none"):
            begun = shown(await pull(stage, site + path))
            status = await settled(stage, begun["publish_id"])
            assert (status["status"], status["fail_reason"]) == ("FAILED", "video_pull_failed")


async def test_only_a_verified_domain_is_asked(tmp_path: Path) -> None:
    async with tiktok(tmp_path, verified_domain=1) as stage:
        for url in ("https://elsewhere.example/a.mp4", "file:///etc/hosts", "http://[", ""):
            assert refused(await pull(stage, url)) == (403, "url_ownership_unverified"), url


async def test_no_domain_is_verified_as_a_rule(tmp_path: Path) -> None:
    async with tiktok(tmp_path) as stage:
        answer = await pull(stage, "http://127.0.0.1:9/video.mp4")

        assert refused(answer) == (403, "url_ownership_unverified")
