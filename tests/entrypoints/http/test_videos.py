import asyncio
import contextlib
import hashlib
import socket
import struct
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from domain.access import Role
from domain.ledger import Kind, Question
from entrypoints.wiring import Services
from integrations.media.ffmpeg import find_ffmpeg
from tests.entrypoints.http.conftest import Headers, People

MEGABYTE = 2**20
LARGE = 300 * MEGABYTE
MEMORY = 120 * MEGABYTE


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of a test picture with a tone."""
    path = tmp_path_factory.mktemp("video") / "talk.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"]
    subprocess.run(
        [find_ffmpeg(), "-v", "error", *sources, *tone, "-c:v", "libx264", "-c:a", "aac", path],
        check=True,
    )
    return path.read_bytes()


@pytest.fixture
async def editor(people: People) -> Headers:
    return await people.sign_in(Role.EDITOR)


def parts(video: bytes, *, name: str = "talk.mp4") -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, video, "video/mp4")}


async def events(services: Services, kind: Kind) -> int:
    async with services.world.uow() as tx:
        return await tx.ledger.count(Question(kinds=(kind,)))


def media_files(services: Services) -> list[Path]:
    return [path for path in (services.settings.data / "media").rglob("*") if path.is_file()]


class TestUpload:
    async def test_takes_a_video_in(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes, services: Services
    ) -> None:
        answer = await client.post(
            "/upload", headers=editor, data={"title": "Mi charla"}, files=parts(video)
        )

        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert body["duplicate"] is False
        assert body["video"]["title"] == "Mi charla"
        assert body["video"]["source"] == "talk.mp4"
        assert body["video"]["sha256"] == hashlib.sha256(video).hexdigest()
        assert abs(body["video"]["duration_ms"] - 2_000) < 100
        assert await events(services, Kind.VIDEO_UPLOADED) == 1

    async def test_names_it_after_the_file_when_there_is_no_title(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes
    ) -> None:
        answer = await client.post(
            "/upload", headers=editor, files=parts(video, name="../../El día uno.mp4")
        )

        assert answer.json()["video"]["title"] == "El día uno"

    async def test_knows_the_same_bytes_again(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes, services: Services
    ) -> None:
        first = await client.post("/upload", headers=editor, files=parts(video))
        second = await client.post("/upload", headers=editor, files=parts(video, name="b.mp4"))

        assert (first.status_code, second.status_code) == (201, 200)
        assert second.json() == {"video": first.json()["video"], "duplicate": True}
        assert await events(services, Kind.VIDEO_UPLOADED) == 1

    @pytest.mark.parametrize("junk", [b"", b"not a video", b"#EXTM3U\nfile:///etc/passwd\n"])
    async def test_keeps_nothing_of_what_is_no_video(
        self, client: httpx.AsyncClient, editor: Headers, junk: bytes, services: Services
    ) -> None:
        answer = await client.post("/upload", headers=editor, files=parts(junk))

        assert (answer.status_code, answer.json()["code"]) == (422, "media_refused")
        assert media_files(services) == []
        assert await events(services, Kind.VIDEO_REFUSED) == 1

    async def test_keeps_nothing_of_a_form_that_goes_wrong_after_the_file(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes, services: Services
    ) -> None:
        files = [("file", ("a.mp4", video, "video/mp4")), ("title", (None, b"late", "text/plain"))]

        answer = await client.post("/upload", headers=editor, files=files)

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "title" in answer.json()["detail"]
        assert media_files(services) == []
        assert await events(services, Kind.VIDEO_UPLOADED) == 0


class TestFile:
    async def test_gives_back_the_very_bytes_whole_and_in_parts(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes
    ) -> None:
        sent = await client.post("/upload", headers=editor, files=parts(video))
        path = f"/videos/{sent.json()['video']['id']}/file"

        whole = await client.get(path, headers=editor)
        part = await client.get(path, headers={**editor, "Range": "bytes=10-19"})

        assert whole.content == video
        assert (part.status_code, part.content) == (206, video[10:20])
        assert whole.headers["content-disposition"].startswith("attachment")


class TestList:
    async def test_pages_by_cursor_without_gap_or_repeat(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes
    ) -> None:
        sent = []
        for number in range(5):
            unlike = video + struct.pack(">I4sI", 12, b"free", number)
            answer = await client.post("/upload", headers=editor, files=parts(unlike))
            sent.append(answer.json()["video"]["id"])

        seen: list[str] = []
        cursor = ""
        while True:
            page = (await client.get(f"/videos?limit=2{cursor}", headers=editor)).json()
            seen.extend(one["id"] for one in page["items"])
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"

        assert seen == list(reversed(sent))

    @pytest.mark.parametrize("query", ["cursor=7", "cursor=", "limit=0", "limit=1000", "limit=x"])
    async def test_refuses_what_is_no_page(
        self, client: httpx.AsyncClient, editor: Headers, query: str
    ) -> None:
        answer = await client.get(f"/videos?{query}", headers=editor)

        assert answer.status_code == 422

    async def test_finds_by_title(
        self, client: httpx.AsyncClient, editor: Headers, video: bytes
    ) -> None:
        await client.post("/upload", headers=editor, data={"title": "Uno"}, files=parts(video))

        found = (await client.get("/videos?title=un", headers=editor)).json()
        nothing = (await client.get("/videos?title=dos", headers=editor)).json()

        assert [one["title"] for one in found["items"]] == ["Uno"]
        assert nothing["items"] == []


@contextlib.asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as bound:
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def memory() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096


class TestOverASocket:
    async def test_a_large_upload_takes_little_memory(
        self, app: FastAPI, editor: Headers, video: bytes, services: Services
    ) -> None:
        boundary = "large-upload"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="l.mp4"\r\n\r\n'
        ).encode()
        before, peak = memory(), 0
        chunk = bytes(MEGABYTE)

        async def body() -> AsyncIterator[bytes]:
            """A valid video: what follows its last box is a box that players skip."""
            nonlocal peak
            yield head + video + struct.pack(">I4s", 8 + LARGE, b"free")
            for _ in range(LARGE // MEGABYTE):
                peak = max(peak, memory())
                yield chunk
            yield f"\r\n--{boundary}--\r\n".encode()

        headers = {**editor, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        async with listening(app) as url, httpx.AsyncClient(base_url=url, timeout=120) as client:
            answer = await client.post("/upload", headers=headers, content=body())

        assert answer.status_code == 201, answer.text
        assert answer.json()["video"]["size_bytes"] == len(video) + 8 + LARGE
        assert peak - before < MEMORY

    async def test_an_upload_that_breaks_off_leaves_nothing(
        self, app: FastAPI, editor: Headers, video: bytes, services: Services
    ) -> None:
        head = (
            "POST /upload HTTP/1.1\r\nHost: here\r\nContent-Length: 9000000\r\n"
            f"Authorization: {editor['Authorization']}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            '--b\r\nContent-Disposition: form-data; name="file"; filename="l.mp4"\r\n\r\n'
        ).encode()
        async with listening(app) as url:
            port = int(url.rsplit(":", 1)[1])
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head + video + bytes(3 * MEGABYTE))
            await writer.drain()
            writer.close()

        assert media_files(services) == []
        assert await events(services, Kind.VIDEO_UPLOADED) == 0
