import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import structlog

from domain.ports.outside import OutcomeUnknown, PlatformRefused, PlatformUnavailable
from integrations.http import Answer, open_client
from integrations.platforms.parts import Parts, Patience, fixed_token
from integrations.platforms.youtube import YouTubePublisher, marker, rehearsal
from integrations.platforms.youtube_calls import handle_of
from integrations.platforms.youtube_transfer import Finished, SessionGone, State, state_of
from tests.integrations.rehearsal.playing import (
    GRAIN,
    Play,
    Shares,
    a_post,
    playing,
    some_bytes,
)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


class TestATokenThatDies:
    async def test_halfway_is_replaced_and_the_same_session_goes_on(self, play: Play) -> None:
        tokens = [f"token-{number}" for number in (1, 1, 1, 2, 2, 2, 2, 2, 2)]

        async def token() -> str:
            return tokens.pop(0)

        post = a_post()
        media = await play.put_media(some_bytes())
        publisher = play.speaking(token=token)
        handle = await publisher.begin(post)
        await play.order("upload_chunk", "revoke_token")

        receipt = await publisher.upload(handle, post, media, on_progress=Shares())

        [video] = await play.published()
        assert video["video_id"] == receipt.external_id
        assert tokens

    async def test_for_good_is_a_refusal(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_chunk", "revoke_token", n=2)

        with pytest.raises(PlatformRefused) as refused:
            await play.publisher.upload(handle, post, media, on_progress=Shares())

        assert refused.value.code == "authError"

    async def test_before_the_first_word_leaves_the_outcome_unknown(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("probe", "revoke_token")

        with pytest.raises(OutcomeUnknown):
            await play.publisher.upload(handle, post, media, on_progress=Shares())


class TestWaiting:
    async def test_grows_from_try_to_try(self, play: Play) -> None:
        await play.order("open", "status:503", times=3)

        await play.publisher.begin(a_post())

        assert play.pauses.waits == [1.0, 2.0, 4.0]

    async def test_is_as_long_as_the_platform_asks(self, play: Play) -> None:
        await play.order("open", "status:503", retry_after_s=17)

        await play.publisher.begin(a_post())

        assert play.pauses.waits == [17.0]

    async def test_of_an_hour_is_left_to_the_caller(self, play: Play) -> None:
        await play.order("open", "status:503", retry_after_s=3600)

        with pytest.raises(PlatformUnavailable) as busy:
            await play.publisher.begin(a_post())

        assert busy.value.retry_after_s == 3600
        assert play.pauses.waits == []

    async def test_for_a_server_that_says_nothing_has_an_end(self, play: Play) -> None:
        await play.order("open", "stall", times=2)
        parts = Parts(
            http=open_client(silence_s=0.2),
            store=play.store,
            token=fixed_token("rehearsal"),
            clock=play.clock,
            pause=play.pauses,
            patience=Patience(tries=2),
        )

        async with parts.http:
            with pytest.raises(PlatformUnavailable):
                await YouTubePublisher(parts, rehearsal(play.url)).begin(a_post())


class TestTheSearchForALostUpload:
    async def test_reads_as_many_pages_as_it_needs(self, play: Play) -> None:
        media = await play.put_media(some_bytes(1000))
        posts = [a_post(size_bytes=1000) for _ in range(53)]
        handles = []
        for post in posts:
            handle = await play.publisher.begin(post)
            await play.publisher.upload(handle, post, media, on_progress=Shares())
            handles.append(handle)
            play.clock.move(seconds=1)
        await play.order("probe", "expire_session")

        found = await play.publisher.look(handles[0], posts[0])

        oldest = (await play.published())[0]
        assert found is not None
        assert found.external_id == oldest["video_id"]
        assert oldest["marker"] == marker(posts[0].publication_id)

    async def test_that_fails_leaves_the_outcome_unknown(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("probe", "expire_session")
        await play.order("channels_list", "status:500", times=10)

        with pytest.raises(OutcomeUnknown):
            await play.publisher.upload(handle, post, media, on_progress=Shares())

    async def test_takes_a_page_that_is_no_list_as_no_answer(self, play: Play) -> None:
        post = a_post()
        await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("probe", "expire_session")
        await play.order("playlist_items_list", "html:200")

        with pytest.raises(OutcomeUnknown):
            await play.publisher.look(handle, post)


class TestTheHandle:
    async def test_outlives_a_change_of_the_servers_address(self, play: Play) -> None:
        handle = await play.publisher.begin(a_post())

        assert handle.startswith("/upload/youtube/v3/videos?")
        assert "upload_id=" in handle

    def test_is_refused_when_it_leads_to_another_host(self) -> None:
        for location in ("https://example.com/?upload_id=x", "http://www.googleapis.com/x", ""):
            with pytest.raises(PlatformUnavailable):
                handle_of(opened_at(location), upload="https://www.googleapis.com/")

    def test_may_lie_on_another_host_of_google(self) -> None:
        location = "https://youtube.googleapis.com/upload/youtube/v3/videos?upload_id=x"

        handle = handle_of(opened_at(location), upload="https://www.googleapis.com/")

        assert handle == location


async def test_no_log_line_holds_a_token_or_an_upload_address(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post = a_post()
    media = await play.put_media(some_bytes())
    publisher = play.speaking(token=fixed_token("a-secret-token"))

    with structlog.testing.capture_logs() as lines:
        handle = await publisher.begin(post)
        await publisher.upload(handle, post, media, on_progress=Shares())

    written = caplog.text + str(lines)
    session = handle.partition("upload_id=")[2]
    assert [line["call"] for line in lines][:2] == ["youtube.open", "youtube.probe"]
    assert {line["status"] for line in lines} == {200, 308, 201}
    assert session not in written
    assert "a-secret-token" not in written


def opened_at(location: str) -> Answer:
    return Answer(status=200, headers=httpx.Headers({"Location": location}), body=b"")


TOTAL = 4 * GRAIN


@pytest.mark.parametrize(
    ("status", "headers", "body", "state"),
    [
        (200, {}, b'{"id": "abc"}', Finished(video_id="abc")),
        (201, {}, b'{"id": "abc"}', Finished(video_id="abc")),
        (308, {}, b"", 0),
        (308, {"Range": "bytes=0-262143"}, b"", GRAIN),
        (308, {"Range": f"bytes=0-{TOTAL - 1}"}, b"", TOTAL),
        (308, {"Range": f"bytes=0-{TOTAL}"}, b"", None),
        (308, {"Range": "bytes=5-9"}, b"", None),
        (308, {"Range": "nonsense"}, b"", None),
        (200, {}, b"<html></html>", None),
        (200, {}, b'{"id": 7}', None),
        (503, {}, b"", None),
        (302, {"Location": "/elsewhere"}, b"", None),
    ],
)
def test_a_sessions_answer_is_read_for_what_it_says(
    status: int, headers: dict[str, str], body: bytes, state: State | None
) -> None:
    answer = Answer(status=status, headers=httpx.Headers(headers), body=body)

    assert state_of(answer, total=TOTAL) == state


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_is_gone_is_not_mistaken_for_an_error(status: int) -> None:
    with pytest.raises(SessionGone):
        state_of(Answer(status=status, headers=httpx.Headers(), body=b""), total=TOTAL)
