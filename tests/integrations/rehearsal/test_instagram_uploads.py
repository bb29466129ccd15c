import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integrations.rehearsal.instagram_stage import (
    ME,
    PAGE,
    InstagramPlay,
    error_of,
    on_stage,
    tiny_mp4,
)

FILM = tiny_mp4(filling=100_000)
SIZE = len(FILM)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path) as play:
        yield play


async def open_upload(play: InstagramPlay) -> tuple[str, str]:
    """The container and the address that takes its bytes."""
    answer = await play.open(account=PAGE, upload_type="resumable")
    body = answer.raise_for_status().json()
    return body["id"], body["uri"]


async def send(
    play: InstagramPlay,
    uri: str,
    body: bytes = FILM,
    *,
    offset: int = 0,
    size: int = SIZE,
    authorization: str | None = None,
) -> httpx.Response:
    headers = {
        "Authorization": authorization or f"OAuth {play.tokens[PAGE]}",
        "offset": str(offset),
        "file_size": str(size),
    }
    return await play.http.post(uri, content=body, headers=headers)


async def stored(play: InstagramPlay, container: str) -> int:
    params = {"fields": "video_status"}
    answer = await play.call("GET", f"/{container}", account=PAGE, params=params)
    return int(answer.json()["video_status"]["uploading_phase"]["bytes_transferred"])


def why(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    return str(answer.json()["debug_info"]["type"])


class TestUploading:
    async def test_makes_the_bytes_a_medium(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)

        sent = await send(play, uri)

        assert sent.json() == {"success": True, "message": "Upload successful."}
        assert (await play.status(container, account=PAGE))["status_code"] == "IN_PROGRESS"
        play.clock.forward(seconds=5)
        assert (await play.publish(container, account=PAGE)).status_code == 200
        [line] = await play.truth()
        assert line["sha256"] == hashlib.sha256(FILM).hexdigest()
        assert line["account"] == PAGE

    async def test_is_offered_below_where_the_app_is(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)

        assert uri == f"{play.url}/rupload/ig-api-upload/v25.0/{container}"

    async def test_goes_on_where_it_stopped(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)
        await play.order("rupload", "partial_bytes", bytes=40_000)

        partial = await send(play, uri)
        held = await stored(play, container)
        rest = await send(play, uri, FILM[held:], offset=held)

        assert why(partial) == "PartialRequestError"
        assert held == 40_000
        assert rest.status_code == 200
        play.clock.forward(seconds=5)
        assert (await play.status(container, account=PAGE))["status_code"] == "FINISHED"
        path = play.stage.shelf.container(container).path
        assert path.read_bytes() == FILM

    async def test_keeps_what_came_before_the_connection_was_cut(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)
        await play.order("rupload", "close", bytes=10_000)

        with pytest.raises(httpx.RequestError):
            await send(play, uri)

        assert await stored(play, container) == 10_000
        assert (await send(play, uri, FILM[10_000:], offset=10_000)).status_code == 200

    async def test_says_yes_again_when_the_answer_was_lost(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)
        await play.order("rupload", "drop_answer")

        with pytest.raises(httpx.RequestError):
            await send(play, uri)

        assert await stored(play, container) == SIZE
        assert (await send(play, uri, b"", offset=SIZE)).status_code == 200
        assert why(await send(play, uri)) == "OffsetInvalidError"

    async def test_refuses_numbers_that_do_not_add_up(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)

        skipping = await send(play, uri, FILM[5:], offset=5)
        oversized = await send(play, uri, size=300 * 10**6 + 1)
        another = await send(play, uri, size=SIZE + 1)

        assert why(skipping) == "OffsetInvalidError"
        assert why(oversized) == why(another) == "ProcessingFailedError"
        assert await stored(play, container) == 0

    @pytest.mark.parametrize("word", ["Bearer {}", "OAuth nonsense", "OAuth {other}"])
    async def test_needs_its_own_word_and_token(self, play: InstagramPlay, word: str) -> None:
        _, uri = await open_upload(play)
        authorization = word.format(play.tokens[PAGE], other=play.tokens[ME])

        answer = await send(play, uri, authorization=authorization)

        message = json.loads(answer.json()["debug_info"]["message"])
        assert message == {"success": False, "error": {"message": "unauthorized user request"}}

    async def test_can_be_left_to_an_address(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)
        headers = {
            "Authorization": f"OAuth {play.tokens[PAGE]}",
            "file_url": play.site.put("film.mp4", FILM),
        }

        answer = await play.http.post(uri, headers=headers)
        await play.status(container, account=PAGE)
        play.clock.forward(seconds=5)

        assert answer.status_code == 200
        assert (await play.status(container, account=PAGE))["status_code"] == "FINISHED"

    async def test_of_something_else_ends_in_an_error(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)

        await send(play, uri, b"x" * 1000, size=1000)

        status = await play.status(container, account=PAGE)
        assert "2207026" in status["status"]

    async def test_is_not_there_for_the_instagram_login(self, play: InstagramPlay) -> None:
        answer = await play.open(upload_type="resumable")

        assert error_of(answer) == (100, None)
        assert "video_url is required" in answer.json()["error"]["message"]

    async def test_takes_no_bytes_for_a_container_that_is_fetched(
        self, play: InstagramPlay
    ) -> None:
        container = await play.ready(account=PAGE)

        answer = await send(play, f"{play.url}/rupload/ig-api-upload/v25.0/{container}")

        assert why(answer) == "ProcessingFailedError"

    async def test_can_fail_although_the_container_goes_on(self, play: InstagramPlay) -> None:
        container, uri = await open_upload(play)
        await play.order("rupload", "rupload_fails")

        answer = await send(play, uri)
        play.clock.forward(seconds=5)

        assert answer.json()["debug_info"]["retriable"] is False
        assert (await play.status(container, account=PAGE))["status_code"] == "FINISHED"

    async def test_goes_on_after_a_restart(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            container, uri = await open_upload(play)
            await play.order("rupload", "partial_bytes")
            await send(play, uri)
            clock = play.clock

        async with on_stage(tmp_path, clock=clock) as play:
            uri = f"{play.url}/rupload/ig-api-upload/v25.0/{container}"
            held = await stored(play, container)

            assert held == SIZE // 2
            assert why(await send(play, uri, size=SIZE + 1)) == "ProcessingFailedError"
            assert (await send(play, uri, FILM[held:], offset=held)).status_code == 200

    async def test_is_taken_up_when_a_stop_came_before_the_bytes_were_judged(
        self, tmp_path: Path
    ) -> None:
        async with on_stage(tmp_path) as play:
            container, uri = await open_upload(play)
            await play.order("rupload", "close", bytes=SIZE)
            with pytest.raises(httpx.RequestError):
                await send(play, uri)
            clock = play.clock

        async with on_stage(tmp_path, clock=clock) as play:
            await play.status(container, account=PAGE)
            clock.forward(seconds=5)

            assert (await play.status(container, account=PAGE))["status_code"] == "FINISHED"
