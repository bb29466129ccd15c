"""What is done about a YouTube post once it is there: found, looked after, counted, deleted."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from domain.publication import Post, Remedy, Setback, Stage
from integrations.http import Answer
from integrations.platforms.youtube_calls import handle_of
from integrations.platforms.youtube_words import marker
from tests.integrations.platforms.youtube_playing import a_small_post, published, seen
from tests.integrations.rehearsal.playing import (
    SECOND,
    Play,
    Tokens,
    playing,
    some_bytes,
)

JPEG = b"\xff\xd8\xff and so on"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


class TestTheSearch:
    async def test_reads_as_many_pages_as_it_needs(self, play: Play) -> None:
        oldest = await a_small_post(play)
        first_id = (await play.sent(oldest)).external_id
        for _ in range(52):
            await play.sent(await play.a_post(medium=oldest.medium))

        found = await play.publisher.find(oldest, since=oldest.born_at, known=())

        assert found is not None
        assert found.external_id == first_id

    async def test_leaves_out_what_is_known_to_be_another_post(self, play: Play) -> None:
        post = await a_small_post(play)
        video_id = (await play.sent(post)).external_id or ""

        found = await play.publisher.find(post, since=post.born_at, known=(video_id,))

        assert found is None

    async def test_finds_nothing_while_the_channel_lists_it_late(self, play: Play) -> None:
        post = await a_small_post(play)
        await play.order("upload_last", "listed_late", seconds=60)
        await play.sent(post)

        at_first = await play.publisher.find(post, since=post.born_at, known=())
        play.clock.move(seconds=61)
        later = await play.publisher.find(post, since=post.born_at, known=())

        assert at_first is None
        assert later is not None

    async def test_tells_of_every_video_with_the_mark(self, play: Play) -> None:
        post = await a_small_post(play)
        first = (await play.sent(post)).external_id
        second = (await play.sent(post)).external_id

        found = await play.publisher.find(post, since=post.born_at, known=())

        assert found is not None
        assert (found.external_id, found.evidence["others"]) == (first, [second])

    @pytest.mark.parametrize("call", ["channels_list", "playlist_items_list", "videos_list"])
    async def test_that_sees_nothing_never_says_that_there_is_none(
        self, play: Play, call: str
    ) -> None:
        post = await a_small_post(play)
        await play.sent(post)
        for fault in ("status:500", "html:200", "empty", "close"):
            await play.order(call, fault, times=1000)

            with pytest.raises(Setback) as blind:
                await play.publisher.find(post, since=post.born_at, known=())

            await play.heal()
            assert blind.value.remedy is Remedy.RETRY

    async def test_never_looks_into_another_channel(self, play: Play) -> None:
        post = await a_small_post(play)
        publisher = play.speaking(token=Tokens([await play.new_token(SECOND)]))

        with pytest.raises(Setback) as refused:
            await publisher.find(post, since=post.born_at, known=())

        assert refused.value.code == "wrong_account"


class TestLookingAfter:
    async def test_sees_what_was_taken_away_and_what_came_back(self, play: Play) -> None:
        post = await a_small_post(play)
        video_id = (await play.sent(post)).external_id or ""
        play.clock.move(seconds=61)
        await play.control(f"posts/{video_id}/remove")
        removed = await play.publisher.look_after(post, video_id)

        await play.control(f"posts/{video_id}/restore")

        assert removed.stage is Stage.REMOVED
        assert (await play.publisher.look_after(post, video_id)).stage is Stage.LIVE

    async def test_sees_that_a_video_was_made_private(self, play: Play) -> None:
        post = await a_small_post(play)
        video_id = (await play.sent(post)).external_id or ""
        play.clock.move(seconds=61)

        await play.control(f"posts/{video_id}/restrict")

        assert (await play.publisher.look_after(post, video_id)).stage is Stage.RESTRICTED

    async def test_sees_a_rejection_days_later(self, play: Play) -> None:
        post = await a_small_post(play)
        await play.order("upload_last", "reject_later", seconds=86_400, reason="claim")
        video_id = (await play.sent(post)).external_id or ""

        play.clock.move(days=2)

        sighting = await play.publisher.look_after(post, video_id)
        assert (sighting.stage, sighting.code) == (Stage.FAILED, "claim")


class TestTheCover:
    async def test_is_set_once(self, play: Play) -> None:
        post = await with_cover(play)
        handle = await published(play, post)

        first, again = await seen(play, post, handle), await seen(play, post, handle)

        assert first.evidence["cover"] == again.evidence["cover"] == "set"
        events = [line["event"] for line in await play.truth()]
        assert events == ["published", "cover"]

    @pytest.mark.parametrize(
        ("fault", "said"),
        [("thumbnail", "forbidden"), ("status:503", "backendError"), ("close", "no_answer")],
    )
    async def test_that_is_refused_never_fails_the_post(
        self, play: Play, fault: str, said: str
    ) -> None:
        post = await with_cover(play)
        handle = await published(play, post)
        await play.order("thumbnails_set", fault, times=1000)

        sighting = await seen(play, post, handle)

        assert sighting.stage is Stage.LIVE
        assert sighting.evidence["cover"] == said

    async def test_is_given_up_after_some_hours(self, play: Play) -> None:
        post = await with_cover(play)
        video_id = (await play.sent(post)).external_id or ""
        play.clock.move(hours=4)
        play.purse.spent.clear()

        sighting = await play.publisher.look_after(post, video_id)

        assert sighting.evidence["cover"] == "given_up"
        assert play.purse.spent == [("youtube.units", 1)]


class TestMetrics:
    async def test_are_numbers_and_only_of_videos_that_are_there(self, play: Play) -> None:
        video_id = await play.a_video()
        await play.http.get(f"{play.url}/watch?v={video_id}")

        earned = await play.publisher.metrics(play.account, [video_id, "nothingHere"])

        assert list(earned) == [video_id]
        assert earned[video_id].values == {"views": 1.0, "likes": 0.0, "comments": 0.0}

    async def test_of_many_videos_take_few_calls(self, play: Play) -> None:
        await play.publisher.metrics(play.account, [f"id{number}" for number in range(101)])

        assert play.purse.spent == [("youtube.units", 1)] * 3


class TestDeleting:
    async def test_twice_is_the_same_as_once(self, play: Play) -> None:
        video_id = await play.a_video()
        play.purse.spent.clear()

        await play.publisher.delete(play.account, video_id)
        await play.publisher.delete(play.account, video_id)

        assert [line["event"] for line in await play.truth()] == ["published", "deleted"]
        assert play.purse.spent == [("youtube.units", 50)] * 2

    async def test_whose_answer_is_lost_is_asked_for_again(self, play: Play) -> None:
        video_id = await play.a_video()
        await play.order("videos_delete", "drop_answer")

        await play.publisher.delete(play.account, video_id)

        assert [line["event"] for line in await play.truth()] == ["published", "deleted"]


class TestTheHandle:
    def test_is_refused_when_it_leads_to_another_host(self) -> None:
        for location in ("https://example.com/?upload_id=x", "http://www.googleapis.com/x", ""):
            with pytest.raises(Setback) as stray:
                handle_of(opened_at(location), upload="https://www.googleapis.com/")
            assert "upload_id" not in str(stray.value)

    def test_may_lie_on_another_host_of_google(self) -> None:
        location = "https://youtube.googleapis.com/upload/youtube/v3/videos?upload_id=x"

        handle = handle_of(opened_at(location), upload="https://www.googleapis.com/")

        assert handle == location


async def with_cover(play: Play) -> Post:
    cover = await play.a_medium(JPEG)
    medium = await play.a_medium(some_bytes(1000), cover=cover.blob, cover_sha256=cover.sha256)
    return await play.a_post(medium=medium)


def mark(post: Post) -> str:
    return marker(post.publication_id)


def opened_at(location: str) -> Answer:
    return Answer(status=200, headers=httpx.Headers({"Location": location}), body=b"")
