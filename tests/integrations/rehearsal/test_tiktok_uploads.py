"""The rehearsal of TikTok takes the bytes of a video as strictly as the real platform."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    CHUNK,
    PROCESSING_S,
    SIZE,
    TikTok,
    a_video,
    shown,
    tiktok,
)

VIDEO = a_video()
FIRST, SECOND = (0, CHUNK - 1), (CHUNK, SIZE - 1)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path) as stage:
        yield stage


@pytest.fixture
async def url(stage: TikTok) -> str:
    return str(shown(await stage.init())["upload_url"])


class TestChunks:
    async def test_come_one_after_the_other_and_need_no_token(
        self, stage: TikTok, url: str
    ) -> None:
        first = await stage.put(url, VIDEO, *FIRST)
        last = await stage.put(url, VIDEO, *SECOND)
        stage.clock.forward(seconds=PROCESSING_S)

        assert (first.status_code, last.status_code) == (206, 201)
        assert first.headers["Content-Range"] == f"bytes 0-{CHUNK}/{SIZE}"
        assert last.headers["Content-Range"] == f"bytes 0-{SIZE}/{SIZE}"
        (line,) = await stage.truth()
        assert line["sha256"] == hashlib.sha256(VIDEO).hexdigest()

    async def test_are_only_taken_in_order(self, stage: TikTok, url: str) -> None:
        too_early = await stage.put(url, VIDEO, *SECOND)
        await stage.put(url, VIDEO, *FIRST)
        again = await stage.put(url, VIDEO, *FIRST)
        await stage.put(url, VIDEO, *SECOND)
        over = await stage.put(url, VIDEO, *SECOND)

        answers = [(one.status_code, one.headers["Content-Range"]) for one in (too_early, again)]
        assert answers == [(416, f"bytes 0-0/{SIZE}"), (416, f"bytes 0-{CHUNK}/{SIZE}")]
        assert (over.status_code, over.headers["Content-Range"]) == (416, f"bytes 0-{SIZE}/{SIZE}")

    async def test_are_as_long_as_was_announced(self, stage: TikTok, url: str) -> None:
        short = await stage.put(url, VIDEO, 0, CHUNK - 2)
        long = await stage.put(url, VIDEO, 0, SIZE - 1)

        assert (short.status_code, long.status_code) == (400, 400)

    async def test_must_say_what_they_are(self, stage: TikTok, url: str) -> None:
        cases = (
            ({"Content-Range": ""}, 400),
            ({"Content-Range": f"bytes 0-{CHUNK - 1}"}, 400),
            ({"Content-Range": f"bytes 9-0/{SIZE}"}, 400),
            ({"Content-Range": f"bytes 0-{SIZE}/{SIZE}"}, 400),
            ({"Content-Range": f"bytes 0-{CHUNK}/{SIZE}"}, 400),
            ({"Content-Range": f"bytes 0-{CHUNK - 1}/{SIZE + 1}"}, 416),
            ({"Content-Type": "application/octet-stream"}, 400),
        )

        for headers, status in cases:
            answer = await stage.put(url, VIDEO, *FIRST, headers)
            assert answer.status_code == status, headers

    async def test_tell_the_last_byte_where_the_terms_say_so(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path, range_counts=0) as stage:
            url = shown(await stage.init())["upload_url"]

            answer = await stage.put(url, VIDEO, *FIRST)

            assert answer.headers["Content-Range"] == f"bytes 0-{CHUNK - 1}/{SIZE}"


class TestAddress:
    async def test_is_unknown_when_it_was_made_up(self, stage: TikTok, url: str) -> None:
        other = await stage.put(url[:-1] + ("A" if url[-1] != "A" else "B"), VIDEO, *FIRST)
        none = await stage.put(f"{stage.app}/upload/video/?upload_id=7", VIDEO, *FIRST)

        assert (other.status_code, none.status_code) == (404, 404)

    async def test_lapses_after_an_hour_and_nothing_comes_of_it(
        self, stage: TikTok, url: str
    ) -> None:
        await stage.put(url, VIDEO, *FIRST)
        stage.clock.forward(minutes=60)

        answer = await stage.put(url, VIDEO, *SECOND)

        assert answer.status_code == 403
        assert await stage.truth() == []


class TestAcrossRestarts:
    async def test_an_upload_goes_on_after_its_last_whole_chunk(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path) as stage:
            begun = shown(await stage.init())
            await stage.put(begun["upload_url"], VIDEO, *FIRST)
            (media,) = (stage.folder / "media").iterdir()
        with media.open("ab") as file:
            file.write(b"half of a chunk")

        async with tiktok(tmp_path, clock=stage.clock) as stage:
            status = await stage.status(begun["publish_id"])
            last = await stage.put(begun["upload_url"], VIDEO, *SECOND)
            stage.clock.forward(seconds=PROCESSING_S)

            assert status["uploaded_bytes"] == CHUNK
            assert last.status_code == 201
            (line,) = await stage.truth()
            assert line["sha256"] == hashlib.sha256(VIDEO).hexdigest()

    async def test_a_whole_video_that_was_not_noted_is_published(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path) as stage:
            begun = shown(await stage.init())
            await stage.put(begun["upload_url"], VIDEO, *FIRST)
            (media,) = (stage.folder / "media").iterdir()
        media.write_bytes(VIDEO)

        async with tiktok(tmp_path, clock=stage.clock) as stage:
            stage.clock.forward(seconds=PROCESSING_S)

            status = await stage.status(begun["publish_id"])

            assert status["status"] == "PUBLISH_COMPLETE"
            assert len(await stage.truth()) == 1

    async def test_a_post_whose_note_was_lost_is_not_written_down_twice(
        self, tmp_path: Path
    ) -> None:
        async with tiktok(tmp_path) as stage:
            publish_id = await stage.handed_in(VIDEO)
            (note,) = (stage.folder / "tasks").iterdir()
            before = note.read_bytes()
            stage.clock.forward(seconds=PROCESSING_S)
            (line,) = await stage.truth()
        note.write_bytes(before)

        async with tiktok(tmp_path, clock=stage.clock) as stage:
            stage.clock.forward(minutes=1)
            status = await stage.status(publish_id)

            assert await stage.truth() == [line]
            assert [str(id_) for id_ in status["publicaly_available_post_id"]] == [line["post_id"]]

    async def test_a_post_goes_on_with_what_was_due_in_between(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path) as stage:
            publish_id = await stage.handed_in(VIDEO)
        stage.clock.forward(hours=1)

        async with tiktok(tmp_path, clock=stage.clock) as stage:
            status = await stage.status(publish_id)

            assert len(status["publicaly_available_post_id"]) == 1
            assert len(await stage.truth()) == 1
