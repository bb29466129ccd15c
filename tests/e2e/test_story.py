"""The demo's story through the real processes, with kill -9 in the middle of it."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from domain.texts import Locale
from entrypoints.demo.stage import ADMIN, EDITOR, Service, started
from entrypoints.terminal.client import Client, LineCut, Refused, Unreachable
from integrations.media.sample import make_sample
from integrations.media.verify import check_clip

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

Ready = Callable[[], Awaitable[Any]]


async def until(ready: Ready, *, what: str, seconds: float = 90.0) -> Any:
    """What ``ready`` gives once it is not empty; the service may be away in between."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        try:
            if found := await ready():
                return found
        except (Unreachable, Refused):
            pass
        await asyncio.sleep(0.2)
    raise AssertionError(f"waited {seconds:g} s for {what}")


def process_of(service: Service, command: str) -> int:
    """The pid of one of this service's processes, told apart by their environment."""
    mark = f"STAKAZO_DATA={service.data}\0".encode()
    for folder in Path("/proc").iterdir():
        try:
            argv = (folder / "cmdline").read_bytes().split(b"\0")
            mine = mark in (folder / "environ").read_bytes() + b"\0"
        except OSError:
            continue
        if mine and argv[1:4] == [b"-m", b"entrypoints.cli", command.encode()]:
            return int(folder.name)
    raise AssertionError(f"no process {command}")


def processes_of(data: Path) -> list[str]:
    mark = f"STAKAZO_DATA={data}\0".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if mark in (folder / "environ").read_bytes() + b"\0":
                found.append((folder / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


@asynccontextmanager
async def signed_in(service: Service, email: str) -> AsyncIterator[Client]:
    async with Client.open(service.url, token=None, language="en") as stranger:
        credentials = {"email": email, "password": service.password}
        session = await stranger.post("/auth/login", credentials)
    token = str(session["access_token"])
    async with Client.open(service.url, token=token, language="en") as client:
        yield client


async def turn(client: Client, message: str, thread: str | None = None) -> Mapping[str, Any]:
    reply = await client.post("/chat", {"message": message, "thread": thread})
    assert isinstance(reply, dict)
    return reply


async def only_publication(client: Client) -> Mapping[str, Any]:
    items = (await client.get("/publications"))["items"]
    assert len(items) == 1
    found: Mapping[str, Any] = items[0]
    return found


class Story:
    """One thread of an editor, and the steps that go wrong on purpose."""

    def __init__(self, service: Service, editor: Client, admin: Client) -> None:
        self.service, self.editor, self.admin = service, editor, admin
        self.thread: str | None = None

    async def says(self, message: str) -> Mapping[str, Any]:
        reply = await turn(self.editor, message, self.thread)
        self.thread = reply["thread"]
        return reply

    async def cut_while_the_worker_is_killed(self) -> None:
        talking = asyncio.create_task(self.says("cut 2 clips of 5 to 8 seconds for youtube"))

        async def under_way() -> bool:
            jobs = (await self.editor.get("/jobs?status=processing"))["items"]
            return any(job["kind"] == "cut_video" and job["progress"] > 0.1 for job in jobs)

        await until(under_way, what="the cut to be under way")
        os.kill(process_of(self.service, "worker"), signal.SIGKILL)
        reply = await talking

        assert [action["status"] for action in reply["actions"]] == ["done"]

    async def approve_while_the_api_is_killed(self, approval: str) -> Mapping[str, Any]:
        async def decide() -> None:
            body = {"decision": "approve", "note": None}
            try:
                async for _ in self.admin.stream(f"/approvals/{approval}", body):
                    pass
            except (LineCut, Unreachable):
                return

        deciding = asyncio.create_task(decide())
        api = process_of(self.service, "api")

        async def decided() -> bool:
            query = "/ledger?event_type=approval_granted"
            return bool((await self.editor.get(query))["items"])

        await until(decided, what="the decision to be stored")
        os.kill(api, signal.SIGKILL)
        await deciding

        async def answered() -> Mapping[str, Any] | None:
            page = await self.editor.get(f"/threads/{self.thread}")
            last: Mapping[str, Any] = page["messages"][-1]
            return last if last["status"] == "done" else None

        found: Mapping[str, Any] = await until(answered, what="the turn to be finished")
        return found


async def kinds_in_the_ledger(client: Client) -> list[str]:
    kinds: list[str] = []
    cursor = ""
    while True:
        page = await client.get(f"/ledger?limit=100{cursor}")
        kinds += [event["event_type"] for event in page["items"]]
        if not page["next_cursor"]:
            return kinds
        cursor = f"&cursor={page['next_cursor']}"


async def test_nothing_is_lost_or_doubled_when_the_worker_and_the_api_are_killed(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    async with (
        started(data, locale=Locale.EN, timezone="UTC") as service,
        signed_in(service, EDITOR) as editor,
        signed_in(service, ADMIN) as admin,
    ):
        await make_sample(str(service.inbox / "talk.mp4"), seconds=30)
        story = Story(service, editor, admin)

        await story.says("ingest talk.mp4")
        await story.cut_while_the_worker_is_killed()
        clips = (await editor.get("/clips"))["items"]
        assert sorted(clip["number"] for clip in clips) == [1, 2]

        await story.says("score them for youtube")
        asked = await story.says("publish the best one")
        assert [action["status"] for action in asked["actions"]] == ["waiting"]
        assert (await editor.get("/publications"))["items"] == []
        answer = await story.approve_while_the_api_is_killed(asked["approvals"][0]["id"])

        published = await only_publication(editor)
        assert published["status"] == "published"
        assert published["url"] in answer["reply"]["reply"]
        assert len(truth_of(data)) == 1
        kinds = await kinds_in_the_ledger(editor)
        for kind in ("video_uploaded", "publication_scheduled", "clip_published"):
            assert kinds.count(kind) == 1, kind
        assert kinds.count("clip_created") == 2
        for clip in clips:
            path = tmp_path / f"{clip['number']}.mp4"
            await editor.save(f"/clips/{clip['id']}/file", path)
            assert (await check_clip(str(path), clip["duration_ms"])).ok
    assert processes_of(data) == []


def truth_of(data: Path) -> list[dict[str, Any]]:
    """What the rehearsal servers really published."""
    logs = (data / "rehearsal").rglob("truth.jsonl")
    events = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    return [event for event in events if event["event"] == "published"]
