import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integrations.rehearsal.playing import (
    GRAIN,
    SECOND,
    SIZE,
    Play,
    playing,
    some_bytes,
)

OPEN = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


def a_video(**snippet: Any) -> dict[str, Any]:
    return {"snippet": {"title": "A goal", **snippet}, "status": {"privacyStatus": "public"}}


async def open_session(
    play: Play, video: object | None = None, *, size: int = SIZE, path: str = OPEN
) -> httpx.Response:
    headers = {"X-Upload-Content-Length": str(size), "X-Upload-Content-Type": "video/mp4"}
    body = a_video() if video is None else video
    return await play.api("POST", path, json=body, headers=headers)


async def put(play: Play, opened: httpx.Response, content_range: str, body: bytes) -> Any:
    headers = {"Content-Range": content_range}
    return await play.api("PUT", path_of(opened), content=body, headers=headers)


def path_of(opened: httpx.Response) -> str:
    """Where to go on, wherever the server is by then."""
    address = httpx.URL(opened.headers["Location"])
    return address.raw_path.decode().removeprefix("/youtube")


async def upload_whole(play: Play, video: object | None = None) -> dict[str, Any]:
    content = some_bytes(1000)
    opened = await open_session(play, video, size=1000)
    answer = await put(play, opened, "bytes 0-999/1000", content)
    assert answer.status_code == 201
    return dict(answer.json())


def reason(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["errors"][0]["reason"])


class TestOpening:
    async def test_answers_with_an_address_and_no_body(self, play: Play) -> None:
        answer = await open_session(play)

        assert answer.status_code == 200
        assert answer.content == b""
        assert answer.headers["Location"].startswith(play.url + "/upload/youtube/v3/videos?")
        assert "upload_id=" in answer.headers["Location"]

    async def test_says_where_to_go_on_below_the_address_that_it_is_mounted_at(
        self, play: Play
    ) -> None:
        answer = await open_session(play)

        assert answer.headers["Location"].startswith(play.root + "/youtube/upload/")

    async def test_needs_a_scope_that_lets_it_upload(self, play: Play) -> None:
        reads = "https://www.googleapis.com/auth/youtube.readonly"
        play.token = await play.new_token(scopes=[reads])

        answer = await open_session(play)

        assert (answer.status_code, reason(answer)) == (403, "insufficientPermissions")

    async def test_stops_at_the_channels_own_limit(self, play: Play) -> None:
        await play.order("open", "upload_limit")

        answer = await open_session(play)

        assert (answer.status_code, reason(answer)) == (400, "uploadLimitExceeded")

    async def test_needs_a_bearer_token(self, play: Play) -> None:
        answer = await play.http.post(play.url + OPEN, json=a_video())

        assert answer.status_code == 401
        assert reason(answer) == "authError"

    @pytest.mark.parametrize(
        ("snippet", "expected"),
        [
            ({"title": ""}, "invalidTitle"),
            ({"title": "x" * 101}, "invalidTitle"),
            ({"title": "a < b"}, "invalidTitle"),
            ({"title": 7}, "invalidTitle"),
            ({"description": "ñ" * 2501}, "invalidDescription"),
            ({"description": "a > b"}, "invalidDescription"),
            ({"tags": ["x" * 501]}, "invalidTags"),
            ({"tags": ["two words"] * 42}, "invalidTags"),
            ({"tags": "word"}, "invalidTags"),
            ({"categoryId": "18"}, "invalidCategoryId"),
        ],
    )
    async def test_refuses_words_that_youtube_refuses(
        self, play: Play, snippet: dict[str, Any], expected: str
    ) -> None:
        answer = await open_session(play, a_video(**snippet))

        assert answer.status_code == 400
        assert reason(answer) == expected

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ({"privacyStatus": "secret"}, "invalidVideoMetadata"),
            ({"privacyStatus": "public", "publishAt": "2999-01-01T00:00:00Z"}, "invalidPublishAt"),
            ({"privacyStatus": "private", "publishAt": "2999-01-01T00:00:00"}, "invalidPublishAt"),
            ({"privacyStatus": "private", "publishAt": "tomorrow"}, "invalidPublishAt"),
            ({"selfDeclaredMadeForKids": "no"}, "invalidVideoMetadata"),
            ({"containsSyntheticMedia": "no"}, "invalidVideoMetadata"),
        ],
    )
    async def test_refuses_settings_that_youtube_refuses(
        self, play: Play, status: dict[str, Any], expected: str
    ) -> None:
        answer = await open_session(play, {"snippet": {"title": "A goal"}, "status": status})

        assert answer.status_code == 400
        assert reason(answer) == expected

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("/upload/youtube/v3/videos?uploadType=resumable", "missingRequiredParameter"),
            ("/upload/youtube/v3/videos?uploadType=resumable&part=snippets", "unknownPart"),
            ("/upload/youtube/v3/videos?uploadType=resumable&part=snippet", "unexpectedPart"),
            ("/upload/youtube/v3/videos?uploadType=media&part=snippet,status", "badRequest"),
        ],
    )
    async def test_refuses_parts_that_do_not_match(
        self, play: Play, path: str, expected: str
    ) -> None:
        answer = await open_session(play, path=path)

        assert reason(answer) == expected

    async def test_without_privacy_makes_a_public_video(self, play: Play) -> None:
        video = await upload_whole(play, {"snippet": {"title": "A goal"}})

        assert video["status"]["privacyStatus"] == "public"

    async def test_with_a_past_time_publishes_at_once(self, play: Play) -> None:
        past = {"privacyStatus": "private", "publishAt": "2020-01-01T00:00:00Z"}

        video = await upload_whole(play, {"snippet": {"title": "A goal"}, "status": past})

        assert video["status"]["privacyStatus"] == "public"
        assert "publishAt" not in video["status"]

    async def test_with_a_coming_time_stays_private_until_then(self, play: Play) -> None:
        due = (play.clock.now().replace(microsecond=0)).isoformat()
        play.clock.move(hours=-1)
        status = {"privacyStatus": "private", "publishAt": due}
        video = await upload_whole(play, {"snippet": {"title": "A goal"}, "status": status})

        play.clock.move(hours=2)

        path = f"/youtube/v3/videos?part=status&id={video['id']}"
        [later] = (await play.api("GET", path)).json()["items"]
        assert video["status"]["privacyStatus"] == "private"
        assert later["status"]["privacyStatus"] == "public"


class TestSending:
    async def test_tells_what_is_stored_chunk_by_chunk(self, play: Play) -> None:
        content, opened = some_bytes(), await open_session(play)

        before = await put(play, opened, f"bytes */{SIZE}", b"")
        first = await put(play, opened, f"bytes 0-{GRAIN - 1}/{SIZE}", content[:GRAIN])
        rest = await put(play, opened, f"bytes {GRAIN}-{SIZE - 1}/{SIZE}", content[GRAIN:])
        after = await put(play, opened, f"bytes */{SIZE}", b"")

        assert (before.status_code, before.headers.get("Range")) == (308, None)
        assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{GRAIN - 1}")
        assert rest.status_code == after.status_code == 201
        assert rest.json() == after.json()
        [line] = await play.published()
        assert line["sha256"] == hashlib.sha256(content).hexdigest()

    @pytest.mark.parametrize(
        ("content_range", "size"),
        [
            (f"bytes 0-{GRAIN - 2}/{SIZE}", GRAIN - 1),
            (f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN - 1),
            (f"bytes 0-{GRAIN - 1}/{SIZE + 1}", GRAIN),
            (f"bytes {GRAIN}-{2 * GRAIN - 1}/{SIZE}", GRAIN),
            (f"bytes 5-4/{SIZE}", 0),
            (f"bytes 0-{SIZE}/{SIZE}", SIZE + 1),
            (f"bytes */{SIZE}", 10),
            ("bytes nonsense", 10),
        ],
    )
    async def test_refuses_ranges_that_do_not_add_up(
        self, play: Play, content_range: str, size: int
    ) -> None:
        opened = await open_session(play)

        answer = await put(play, opened, content_range, some_bytes(size))

        assert answer.status_code == 400
        assert await play.published() == []

    async def test_takes_an_overlap_once(self, play: Play) -> None:
        content, opened = some_bytes(), await open_session(play)
        await put(play, opened, f"bytes 0-{GRAIN - 1}/{SIZE}", content[:GRAIN])

        await put(play, opened, f"bytes 0-{SIZE - 1}/{SIZE}", content)

        [line] = await play.published()
        assert line["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_takes_a_whole_file_without_a_range(self, play: Play) -> None:
        opened = await open_session(play)

        answer = await play.api("PUT", path_of(opened), content=some_bytes())

        assert answer.status_code == 201

    async def test_needs_a_session_of_the_last_week(self, play: Play) -> None:
        opened = await open_session(play)
        play.clock.move(days=7)

        answer = await put(play, opened, f"bytes */{SIZE}", b"")

        assert answer.status_code == 404

    async def test_is_only_for_the_channel_that_opened_it(self, play: Play) -> None:
        opened = await open_session(play, size=1000)
        play.token = await play.new_token(SECOND)

        answer = await put(play, opened, "bytes 0-999/1000", some_bytes(1000))

        assert answer.status_code == 403
        assert await play.published() == []

    async def test_needs_a_token_for_every_chunk(self, play: Play) -> None:
        opened = await open_session(play)

        answer = await play.http.put(opened.headers["Location"], content=some_bytes())

        assert answer.status_code == 401


class TestQuota:
    async def test_ends_after_a_hundred_uploads_and_is_new_at_midnight_in_california(
        self, play: Play
    ) -> None:
        # 07:59:59 UTC is one second before midnight there, in winter.
        play.clock.at = play.clock.at.replace(
            year=2027, month=1, day=15, hour=7, minute=59, second=59
        )
        for _ in range(100):
            assert (await open_session(play)).status_code == 200

        refused = await open_session(play)
        play.clock.move(seconds=1)
        fresh = await open_session(play)

        assert refused.status_code == 403
        assert reason(refused) == "quotaExceeded"
        assert refused.json()["error"]["errors"][0]["domain"] == "youtube.quota"
        assert fresh.status_code == 200

    async def test_outlives_a_restart(self, tmp_path: Path) -> None:
        async with playing(tmp_path, uploads_per_day=1) as play:
            await open_session(play)

        async with playing(tmp_path, uploads_per_day=1) as play:
            assert reason(await open_session(play)) == "quotaExceeded"

    async def test_is_not_counted_where_limits_are_lifted(self, tmp_path: Path) -> None:
        async with playing(tmp_path, lifted=True, uploads_per_day=1) as play:
            assert (await open_session(play)).status_code == 200
            assert (await open_session(play)).status_code == 200


class TestARestart:
    async def test_goes_on_with_an_upload_that_was_halfway(self, tmp_path: Path) -> None:
        content = some_bytes()
        async with playing(tmp_path) as play:
            opened = await open_session(play)
            await put(play, opened, f"bytes 0-{GRAIN - 1}/{SIZE}", content[:GRAIN])

        async with playing(tmp_path) as play:
            state = await put(play, opened, f"bytes */{SIZE}", b"")
            await put(play, opened, f"bytes {GRAIN}-{SIZE - 1}/{SIZE}", content[GRAIN:])

            [line] = await play.published()
            assert state.headers["Range"] == f"bytes=0-{GRAIN - 1}"
            assert line["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_keeps_videos_and_what_their_sessions_say(self, tmp_path: Path) -> None:
        async with playing(tmp_path) as play:
            opened = await open_session(play, size=1000)
            made = await put(play, opened, "bytes 0-999/1000", some_bytes(1000))

        async with playing(tmp_path) as play:
            again = await put(play, opened, "bytes */1000", b"")

            assert again.json()["id"] == made.json()["id"]
            assert len(await play.published()) == 1

    async def test_finishes_an_upload_whose_last_byte_came_before_the_crash(
        self, tmp_path: Path
    ) -> None:
        async with playing(tmp_path) as play:
            opened = await open_session(play, size=1000)
        [session] = (tmp_path / "youtube" / "sessions").glob("*.json")
        (tmp_path / "youtube" / "media" / f"{session.stem}.mp4").write_bytes(some_bytes(1000))

        async with playing(tmp_path) as play:
            answer = await put(play, opened, "bytes */1000", b"")

            assert answer.status_code == 201
            assert len(await play.published()) == 1

    async def test_sweeps_out_uploads_that_were_never_finished(self, tmp_path: Path) -> None:
        async with playing(tmp_path) as play:
            play.clock.move(days=-8)
            opened = await open_session(play)
            await put(play, opened, f"bytes 0-{GRAIN - 1}/{SIZE}", some_bytes(GRAIN))

        async with playing(tmp_path):
            pass

        assert list((tmp_path / "youtube" / "sessions").iterdir()) == []
        assert list((tmp_path / "youtube" / "media").iterdir()) == []

    async def test_forgets_half_a_line_of_the_truth_log(self, tmp_path: Path) -> None:
        async with playing(tmp_path) as play:
            await upload_whole(play)
        log = tmp_path / "youtube" / "truth.jsonl"
        whole = log.read_text()
        log.write_text(whole + json.dumps({"event": "published"})[:9])

        async with playing(tmp_path) as play:
            assert len(await play.published()) == 1

        assert log.read_text() == whole
