"""The rehearsal of TikTok tells our API what happened, without being asked."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integrations.rehearsal.tiktok_stage import (
    MODERATION_S,
    PROCESSING_S,
    PUBLIC,
    TikTok,
    tiktok,
)

DAY_S = 24 * 3600


@dataclass
class Api:
    """Takes webhooks on a real socket."""

    came: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await self.came.put((headers, body))

    async def next(self) -> tuple[dict[str, str], bytes]:
        return await asyncio.wait_for(self.came.get(), timeout=5)

    async def told(self) -> tuple[str, dict[str, Any]]:
        """The next event, with its content."""
        _, body = await self.next()
        notice = json.loads(body)
        assert notice["user_openid"] == PUBLIC
        return notice["event"], json.loads(notice["content"])


@asynccontextmanager
async def heard(folder: Path) -> AsyncIterator[tuple[TikTok, Api]]:
    api = Api()
    server = await asyncio.start_server(api.answer, "127.0.0.1", 0)
    callback = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, tiktok(folder, callback=callback) as stage:
        yield stage, api


async def test_a_post_is_told_of_at_every_turn(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        publish_id = await stage.handed_in()

        stage.clock.forward(seconds=PROCESSING_S)
        complete = await api.told()
        stage.clock.forward(seconds=MODERATION_S)
        available = await api.told()
        (line,) = await stage.truth()
        await stage.control(f"posts/{line['post_id']}/remove")
        gone = await api.told()

        about = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
        assert complete == ("post.publish.complete", about)
        about["post_id"] = line["post_id"]
        assert available == ("post.publish.publicly_available", about)
        assert gone == ("post.publish.no_longer_publicaly_available", about)


async def test_it_is_signed_with_the_time_and_the_secret_of_the_app(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        headers, body = await api.next()

        at, signature = headers["tiktok-signature"].removeprefix("t=").split(",s=")
        signed = at.encode() + b"." + body
        assert int(at) == int(stage.clock.now().timestamp())
        assert signature == hmac.new(b"rehearsal-secret", signed, hashlib.sha256).hexdigest()
        assert json.loads(body)["client_key"] == "rehearsal"
        assert json.loads(body)["create_time"] == int(at)


async def test_a_failure_says_its_reason(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        await stage.order("init", "fail", reason="spam_risk")
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        assert await api.told() == (
            "post.publish.failed",
            {"publish_id": publish_id, "reason": "spam_risk", "publish_type": "DIRECT_PUBLISH"},
        )


async def test_a_share_is_told_of_when_it_is_delivered_and_when_it_is_posted(
    tmp_path: Path,
) -> None:
    async with heard(tmp_path) as (stage, api):
        publish_id = await stage.shared()
        delivered = await api.told()
        await stage.control(f"inbox/{publish_id}/post", {"caption": "by hand"})

        posted = await api.told()

        about = {"publish_id": publish_id, "publish_type": "INBOX_SHARE"}
        assert delivered == ("post.publish.inbox_delivered", about)
        assert posted == ("post.publish.complete", about)


async def test_a_withdrawn_permission_is_told_of(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        await stage.control(f"accounts/{PUBLIC}/revoke")

        assert await api.told() == ("authorization.removed", {"reason": 1})


async def test_it_may_come_long_before_the_status_knows(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        await stage.order("init", "webhook_first", seconds=600)
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        event, _ = await api.told()
        early = await stage.status(publish_id)
        stage.clock.forward(seconds=600)
        late = await stage.status(publish_id)

        assert event == "post.publish.complete"
        assert [early["status"], late["status"]] == ["PROCESSING_UPLOAD", "PUBLISH_COMPLETE"]


async def test_nothing_is_told_before_it_is_written_down(tmp_path: Path) -> None:
    async with heard(tmp_path) as (stage, api):
        await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        await api.next()

        log = (stage.folder / "truth.jsonl").read_text().splitlines()
        assert [json.loads(line)["event"] for line in log] == ["published"]
