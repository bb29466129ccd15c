"""The same calls to the platforms by httpx alone: no engine, no database, no record of anything."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from benchmarks.load.crowd import Member
from domain.platforms import Platform

_LOOK_AGAIN_S: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """``link`` is where the file can be fetched, ``content`` its bytes."""

    http: httpx.AsyncClient
    root: str
    link: str
    content: bytes

    async def publish(self, member: Member) -> None:
        calls: Mapping[Platform, Callable[[Member], Awaitable[None]]] = {
            Platform.INSTAGRAM: self._to_instagram,
            Platform.TIKTOK: self._to_tiktok,
            Platform.YOUTUBE: self._to_youtube,
        }
        await calls[member.account.platform](member)

    async def _to_instagram(self, member: Member) -> None:
        graph, node = f"{self.root}/instagram/graph/v25.0", member.account.external_id
        await self._call(member, "GET", f"{graph}/me?fields=user_id,username,account_type")
        limit = f"{graph}/{node}/content_publishing_limit?fields=config,quota_usage"
        await self._call(member, "GET", limit)
        await self._call(member, "HEAD", self.link)
        await self._call(member, "GET", self.link, headers={"Range": "bytes=0-0"})
        order = {"media_type": "REELS", "caption": "A goal", "video_url": self.link}
        made = await self._call(member, "POST", f"{graph}/{node}/media", data=order)
        container = made.json()["id"]
        look = f"{graph}/{container}?fields=status_code,status"
        while (await self._call(member, "GET", look)).json()["status_code"] != "FINISHED":
            await asyncio.sleep(_LOOK_AGAIN_S)
        order = {"creation_id": container}
        made = await self._call(member, "POST", f"{graph}/{node}/media_publish", data=order)
        await self._call(member, "GET", f"{graph}/{made.json()['id']}?fields=id,permalink")

    async def _to_tiktok(self, member: Member) -> None:
        api, size = f"{self.root}/tiktok/api/v2", len(self.content)
        await self._call(member, "GET", f"{api}/user/info/?fields=open_id,display_name")
        for _ in ("before", "when it is opened"):
            await self._call(member, "POST", f"{api}/post/publish/creator_info/query/", json={})
        info = {"title": "A goal", "privacy_level": "PUBLIC_TO_EVERYONE"}
        source = {"video_size": size, "chunk_size": size, "total_chunk_count": 1}
        order = {"post_info": info, "source_info": {"source": "FILE_UPLOAD", **source}}
        init = f"{api}/post/publish/video/init/"
        opened = (await self._call(member, "POST", init, json=order)).json()["data"]
        headers = {"Content-Type": "video/mp4", "Content-Range": f"bytes 0-{size - 1}/{size}"}
        await self._call(member, "PUT", opened["upload_url"], headers=headers, content=self.content)
        status = f"{api}/post/publish/status/fetch/"
        await self._call(member, "POST", status, json={"publish_id": opened["publish_id"]})

    async def _to_youtube(self, member: Member) -> None:
        api, size = f"{self.root}/youtube/youtube/v3", len(self.content)
        await self._call(member, "GET", f"{api}/channels?part=id,snippet&mine=true")
        resource = {
            "snippet": {"title": "A goal", "categoryId": "22"},
            "status": {"privacyStatus": "public", "selfDeclaredMadeForKids": False},
        }
        headers = {"X-Upload-Content-Length": str(size), "X-Upload-Content-Type": "video/*"}
        way = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
        opened = await self._call(
            member, "POST", f"{self.root}/youtube{way}", headers=headers, json=resource
        )
        session = opened.headers["Location"]
        asked = {"Content-Range": f"bytes */{size}"}
        for _ in ("before the upload", "before its end"):
            await self._call(member, "PUT", session, headers=asked)
        whole = {"Content-Type": "video/*", "Content-Range": f"bytes 0-{size - 1}/{size}"}
        await self._call(member, "PUT", session, headers=whole, content=self.content)

    async def _call(
        self,
        member: Member,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> httpx.Response:
        signed = {"Authorization": f"Bearer {member.token}", **(headers or {})}
        answer = await self.http.request(method, url, headers=signed, **body)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {url.partition('?')[0]}: {answer.text}")
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``cpu_s`` is what one publication takes of this process."""

    per_s: float
    cpu_s: float


async def rate(
    publish: Callable[[Member], Awaitable[None]], members: Iterable[Member], *, at_once: int
) -> Rate:
    """How fast they go, so many of them at any time."""
    waiting, count = iter(members), 0

    async def one_after_the_other() -> None:
        nonlocal count
        for member in waiting:
            await publish(member)
            count += 1

    started, used = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_the_other())
    used, took = time.process_time() - used, time.perf_counter() - started
    return Rate(per_s=count / took, cpu_s=used / count)
