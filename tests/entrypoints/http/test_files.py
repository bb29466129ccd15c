from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.media import Blob
from domain.texts import Locale
from entrypoints.http.files import StoredFile, send_file
from integrations.storage import ObjectStore
from tests.build import new_id

BYTES = bytes(range(256)) * 4_000


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(f"file:{tmp_path / 'media'}", new_id=new_id)


@pytest.fixture
async def blob(store: ObjectStore) -> Blob:
    async def chunks() -> AsyncIterator[bytes]:
        yield BYTES

    return await store.put(chunks(), max_bytes=len(BYTES))


@pytest.fixture
async def client(store: ObjectStore, blob: Blob) -> AsyncIterator[httpx.AsyncClient]:
    async def endpoint(request: Request) -> Response:
        file = StoredFile(
            key=blob.key, tag=blob.sha256, name='niño "uno"\r\n.mp4', media_type="video/mp4"
        )
        return await send_file(request, store, file)

    app = Starlette(routes=[Route("/file", endpoint)])
    app.state.default_locale = Locale.ES
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


class TestSendFile:
    async def test_sends_the_whole(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/file")

        assert answer.status_code == 200
        assert answer.content == BYTES
        assert answer.headers["content-length"] == str(len(BYTES))

    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=0-99", 0, 100),
            ("bytes=1000-", 1000, len(BYTES)),
            ("bytes=-5", len(BYTES) - 5, len(BYTES)),
            ("bytes=100-999999999999", 100, len(BYTES)),
        ],
    )
    async def test_sends_a_range(
        self, client: httpx.AsyncClient, asked: str, start: int, end: int
    ) -> None:
        answer = await client.get("/file", headers={"Range": asked})

        assert answer.status_code == 206
        assert answer.content == BYTES[start:end]
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(BYTES)}"

    @pytest.mark.parametrize(
        "asked",
        ["bytes=5-2", "bytes=0-1,5-6", "bytes=-", "items=0-1", "bytes=a-b", "bytes=0-" + "9" * 99],
    )
    async def test_sends_the_whole_for_what_it_does_not_serve_in_parts(
        self, client: httpx.AsyncClient, asked: str
    ) -> None:
        answer = await client.get("/file", headers={"Range": asked})

        assert answer.status_code == 200
        assert answer.content == BYTES

    @pytest.mark.parametrize("asked", [f"bytes={len(BYTES)}-", "bytes=99999999999-", "bytes=-0"])
    async def test_says_how_long_it_is_when_the_range_is_outside(
        self, client: httpx.AsyncClient, asked: str
    ) -> None:
        answer = await client.get("/file", headers={"Range": asked})

        assert answer.status_code == 416
        assert answer.headers["content-range"] == f"bytes */{len(BYTES)}"
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_continues_only_the_same_bytes(
        self, client: httpx.AsyncClient, blob: Blob
    ) -> None:
        same = {"Range": "bytes=0-9", "If-Range": f'"{blob.sha256}"'}
        other = {"Range": "bytes=0-9", "If-Range": '"something else"'}

        assert (await client.get("/file", headers=same)).status_code == 206
        assert (await client.get("/file", headers=other)).status_code == 200

    async def test_sends_nothing_that_is_there_already(
        self, client: httpx.AsyncClient, blob: Blob
    ) -> None:
        answer = await client.get("/file", headers={"If-None-Match": f'"{blob.sha256}"'})

        assert (answer.status_code, answer.content) == (304, b"")

    async def test_is_a_download_that_nobody_sniffs(self, client: httpx.AsyncClient) -> None:
        headers = (await client.get("/file")).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-disposition"] == (
            'attachment; filename="ni_o _uno___.mp4"; '
            "filename*=UTF-8''ni%C3%B1o%20%22uno%22%0D%0A.mp4"
        )
        assert "sandbox" in headers["content-security-policy"]

    @pytest.mark.parametrize(
        ("is_ours", "media_type", "how"),
        [
            (True, "video/mp4", "inline"),
            (True, "image/jpeg", "inline"),
            (True, "image/webp", "inline"),
            (True, "text/html", "attachment"),
            (True, "image/svg+xml", "attachment"),
            (False, "video/mp4", "attachment"),
        ],
    )
    async def test_is_shown_only_when_we_made_it_and_it_is_a_picture_or_a_video(
        self, store: ObjectStore, blob: Blob, is_ours: bool, media_type: str, how: str
    ) -> None:
        file = StoredFile(key=blob.key, tag="t", name="a", media_type=media_type, is_ours=is_ours)
        request = Request({"type": "http", "method": "GET", "headers": []})

        answer = await send_file(request, store, file)

        assert answer.headers["content-disposition"].startswith(f"{how}; ")
