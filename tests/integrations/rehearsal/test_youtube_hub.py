"""Subscriptions at the rehearsed hub, made by the client that talks to the real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.account import Account
from domain.platforms import Platform
from domain.publication import Setback
from integrations.http import open_client
from integrations.platforms.youtube_hub import YouTubeHub
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.server import Conditions, running
from integrations.webhooks import VERIFY, Headers, Keys, read_notices
from tests.build import an_account
from tests.fakes.clock import FixedClock

SECRET = "only the hub knows it"
CHANNEL = CAST[Platform.YOUTUBE][0].external_id


@dataclass
class Callback:
    """Our side: answers a challenge when it wants to, and keeps what is delivered."""

    wants: bool = True
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    came: asyncio.Queue[tuple[Headers, bytes]] = field(default_factory=asyncio.Queue)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in head[1:])]
        size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        body = await reader.readexactly(size)
        method, target, _ = head[0].split(" ")
        said = self._shake(parse_qs(urlsplit(target).query)) if method == "GET" else ""
        if method == "POST":
            self.came.put_nowait((headers, body))
        status = 200 if said or method == "POST" else 404
        lines = (f"HTTP/1.1 {status} X", f"Content-Length: {len(said)}", "Connection: close", "")
        writer.write("\r\n".join((*lines, said)).encode())
        await writer.drain()
        writer.close()

    def _shake(self, query: dict[str, list[str]]) -> str:
        self.asked.append(query)
        return query["hub.challenge"][0] if self.wants else ""

    async def next(self) -> tuple[Headers, bytes]:
        async with asyncio.timeout(5):
            return await self.came.get()


@dataclass
class Play:
    callback: Callback
    hub: YouTubeHub
    http: httpx.AsyncClient
    url: str
    clock: FixedClock
    folder: Path
    token: str = ""

    def channel(self) -> Account:
        return an_account(external_id=CHANNEL)

    async def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        if not self.token:
            answer = await self.http.post(f"{self.url}/rehearsal/tokens", json={"account": CHANNEL})
            self.token = answer.json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        url = path if path.startswith("http") else self.url + path
        answer = await self.http.request(method, url, headers=headers, **more)
        return answer.raise_for_status()

    async def upload(self, *, privacy: str = "public") -> str:
        video = {"snippet": {"title": "A goal & more"}, "status": {"privacyStatus": privacy}}
        path = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
        size = {"X-Upload-Content-Length": "10", "X-Upload-Content-Type": "video/mp4"}
        opened = await self.api("POST", path, json=video, headers=size)
        made = await self.api("PUT", opened.headers["Location"], content=b"0123456789")
        return str(made.json()["id"])

    async def change(self, video: str, privacy: str) -> None:
        body = {
            "id": video,
            "snippet": {"title": "Another title", "categoryId": "22"},
            "status": {"privacyStatus": privacy},
        }
        await self.api("PUT", "/youtube/v3/videos?part=snippet,status", json=body)

    async def subscribe(self) -> None:
        """And waits until the hub has asked back and kept what we said."""
        before = len(self.callback.asked)
        await self.hub.subscribe(self.channel())
        until = self.clock.now() + timedelta(seconds=432_000)
        async with asyncio.timeout(5):
            while len(self.callback.asked) == before:
                await asyncio.sleep(0)
            while self.callback.wants and until.isoformat() not in self.kept():
                await asyncio.sleep(0)

    def kept(self) -> str:
        path = self.folder / "youtube" / "hub.json"
        return path.read_text() if path.exists() else ""


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[Play]:
    callback, clock = Callback(), FixedClock()
    server = await asyncio.start_server(callback.answer, "127.0.0.1", 0)
    callback.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    rehearsal = running(
        folder,
        run_dir=folder / "run",
        clock=clock,
        conditions=Conditions(find_callback=lambda: callback.url),
    )
    async with server, open_client(silence_s=10) as http, rehearsal as root:
        hub = YouTubeHub(
            http=http,
            hosts=lambda: {"hub": f"{root}/youtube/hub"},
            address=lambda _: callback.url,
            secret=SECRET,
            verify_token="token",
        )
        yield Play(
            callback=callback, hub=hub, http=http, url=f"{root}/youtube", clock=clock, folder=folder
        )


def told(play: Play, headers: Headers, body: bytes) -> tuple[str, tuple[str, ...]]:
    """The event and its videos, once the signature is found to be true."""
    assert VERIFY[Platform.YOUTUBE](body, headers, Keys(secrets=(SECRET,)), play.clock.now())
    [notice] = read_notices(Platform.YOUTUBE, body)
    assert notice.account_external_id == CHANNEL
    return notice.event, notice.post_ids


async def test_the_hub_asks_back_whether_it_was_us(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()

    [asked] = play.callback.asked
    assert asked["hub.mode"] == ["subscribe"]
    assert asked["hub.verify_token"] == ["token"]
    assert asked["hub.topic"][0].endswith(f"channel_id={CHANNEL}")
    assert asked["hub.lease_seconds"] == ["432000"]


async def test_a_video_is_told_of_when_it_comes_changes_and_goes(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()
        video = await play.upload()
        new = told(play, *await play.callback.next())
        await play.change(video, "public")
        changed = told(play, *await play.callback.next())
        await play.change(video, "private")
        hidden = told(play, *await play.callback.next())

    assert new == ("entry", (video,))
    assert changed == ("entry", (video,))
    assert hidden == ("deleted-entry", (video,))


async def test_a_video_that_is_deleted_leaves_a_tombstone(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()
        video = await play.upload()
        await play.callback.next()
        await play.api("DELETE", f"/youtube/v3/videos?id={video}")

        assert told(play, *await play.callback.next()) == ("deleted-entry", (video,))


async def test_nobody_is_told_of_a_private_video(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()
        await play.upload(privacy="private")
        public = await play.upload()

        assert told(play, *await play.callback.next()) == ("entry", (public,))


async def test_nobody_is_told_who_did_not_say_yes(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        play.callback.wants = False
        await play.subscribe()
        await play.upload()
        play.callback.wants = True
        await play.subscribe()
        video = await play.upload()

        assert told(play, *await play.callback.next()) == ("entry", (video,))


async def test_a_lease_ends(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()
        play.clock.forward(seconds=432_000)
        await play.upload()
        await play.subscribe()
        video = await play.upload()

        assert told(play, *await play.callback.next()) == ("entry", (video,))


async def test_a_subscription_that_is_renewed_is_one_subscription(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        await play.subscribe()
        await play.subscribe()
        first = await play.upload()
        second = await play.upload()
        heard = [told(play, *await play.callback.next())[1] for _ in range(2)]

    assert sorted(heard) == sorted([(first,), (second,)])


async def test_a_hub_that_is_down_is_a_setback(tmp_path: Path) -> None:
    async with playing(tmp_path) as play:
        fault = {"call": "subscribe", "fault": "status:503"}
        await play.http.post(f"{play.url}/rehearsal/faults", json=fault)

        with pytest.raises(Setback) as setback:
            await play.hub.subscribe(play.channel())

    assert setback.value.code == "http_503"
    assert SECRET not in str(setback.value)
