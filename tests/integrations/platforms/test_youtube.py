import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from domain.publication import Choices, Post, Privacy, Remedy, Scope, Setback, Sighting, Stage
from integrations.http import Answer
from integrations.platforms.youtube_calls import handle_of
from integrations.platforms.youtube_words import marker
from tests.integrations.rehearsal.playing import (
    SECOND,
    Play,
    Tokens,
    playing,
    quiet,
    some_bytes,
)

JPEG = b"\xff\xd8\xff and so on"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


async def a_small_post(play: Play, **fields: Any) -> Post:
    return await play.a_post(some_bytes(1000), **fields)


async def seen(play: Play, post: Post, handle: str) -> Sighting:
    return await play.publisher.status(handle, post, crossed_at=play.clock.now(), known=())


async def published(play: Play, post: Post) -> str:
    """The handle of a post that was sent and processed."""
    handle = (await play.publisher.begin(post)).handle
    await play.publisher.publish(handle, post)
    play.clock.move(seconds=61)
    return handle


class TestPreflight:
    async def test_says_whose_channel_it_is_and_what_may_be_chosen(self, play: Play) -> None:
        standing = await play.publisher.preflight(await a_small_post(play))

        assert standing.handle == "@stakazo-rehearsal"
        assert set(standing.privacy) == {Privacy.PUBLIC, Privacy.UNLISTED, Privacy.PRIVATE}

    async def test_refuses_the_tokens_of_another_channel(self, play: Play) -> None:
        publisher = play.speaking(token=Tokens([await play.new_token(SECOND)]))

        with pytest.raises(Setback) as refused:
            await publisher.preflight(await a_small_post(play))

        assert refused.value.code == "wrong_account"
        assert refused.value.remedy is Remedy.HOLD_ACCOUNT

    async def test_refuses_a_token_that_may_not_read(self, play: Play) -> None:
        upload_only = ["https://www.googleapis.com/auth/youtube.upload"]
        publisher = play.speaking(token=Tokens([await play.new_token(scopes=upload_only)]))

        with pytest.raises(Setback) as refused:
            await publisher.preflight(await a_small_post(play))

        assert refused.value.code == "insufficientPermissions"
        assert refused.value.remedy is Remedy.HOLD_ACCOUNT

    @pytest.mark.parametrize("minutes", [-1, 1, 5])
    async def test_refuses_a_time_that_is_over_or_nearly_so(self, play: Play, minutes: int) -> None:
        at = play.clock.now() + timedelta(minutes=minutes)
        post = await a_small_post(play, privacy=Privacy.PUBLIC, publish_at=at)

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert (refused.value.code, refused.value.remedy) == (
            "invalidPublishAt",
            Remedy.FIX_MEDIA,
        )

    async def test_refuses_a_time_for_what_should_not_become_public(self, play: Play) -> None:
        at = play.clock.now() + timedelta(hours=1)
        post = await a_small_post(play, privacy=Privacy.UNLISTED, publish_at=at)

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert refused.value.remedy is Remedy.FIX_MEDIA

    async def test_sends_nothing(self, play: Play) -> None:
        await play.publisher.preflight(await a_small_post(play))

        assert play.purse.spent == [("youtube.units", 1)]
        assert await play.truth() == []


class TestBeginning:
    async def test_gives_a_handle_that_outlives_a_change_of_the_servers_address(
        self, play: Play
    ) -> None:
        begun = await play.publisher.begin(await play.a_post())

        assert begun.handle.startswith("/youtube/upload/youtube/v3/videos?")
        assert "upload_id=" in begun.handle

    async def test_counts_once_however_often_it_is_not_answered(self, play: Play) -> None:
        await play.order("open", "status:503", times=2)

        await play.publisher.begin(await play.a_post())

        assert play.purse.spent == [("youtube.uploads", 1)]

    async def test_does_nothing_when_the_days_uploads_are_spent(self, play: Play) -> None:
        play.purse.empty = Setback("bucket", "empty", remedy=Remedy.WAIT, scope=Scope.APP)

        with pytest.raises(Setback) as full:
            await play.publisher.begin(await play.a_post())

        assert full.value is play.purse.empty

    async def test_is_as_patient_as_the_platform_asks(self, play: Play) -> None:
        await play.order("open", "status:503", retry_after_s=17)

        await play.publisher.begin(await play.a_post())

        assert play.pauses.waits == [17.0]

    async def test_leaves_an_hour_to_the_caller(self, play: Play) -> None:
        await play.order("open", "status:503", retry_after_s=3600)

        with pytest.raises(Setback) as busy:
            await play.publisher.begin(await play.a_post())

        assert (busy.value.remedy, busy.value.retry_after_s) == (Remedy.WAIT, 3600)
        assert play.pauses.waits == []

    @pytest.mark.parametrize(
        ("fault", "scope", "hours"),
        [("quota", Scope.APP, (0, 25)), ("upload_limit", Scope.ACCOUNT, (24, 24))],
    )
    async def test_tells_the_projects_limit_from_the_channels(
        self, play: Play, fault: str, scope: Scope, hours: tuple[int, int]
    ) -> None:
        await play.order("open", fault)

        with pytest.raises(Setback) as full:
            await play.publisher.begin(await play.a_post())

        assert (full.value.remedy, full.value.scope) == (Remedy.WAIT, scope)
        assert full.value.retry_after_s is not None
        assert hours[0] <= full.value.retry_after_s / 3600 <= hours[1]

    async def test_names_the_platforms_own_reason(self, play: Play) -> None:
        with pytest.raises(Setback) as refused:
            await play.publisher.begin(await play.a_post(caption="Goals <3"))

        assert (refused.value.code, refused.value.remedy) == ("invalidTitle", Remedy.FIX_MEDIA)

    async def test_may_leave_the_followers_in_peace(self, play: Play) -> None:
        post = await play.a_post(choices=Choices(notify_followers=False))

        begun = await play.publisher.begin(post)

        assert "notifySubscribers=false" in begun.handle


class TestWhatBecameOfIt:
    async def test_is_processing_and_then_live_with_a_link_that_opens(self, play: Play) -> None:
        post = await a_small_post(play, caption="A goal\nSee how it came about.")
        handle = (await play.publisher.begin(post)).handle
        await play.publisher.publish(handle, post)

        at_first = await seen(play, post, handle)
        play.clock.move(seconds=61)
        later = await seen(play, post, handle)

        assert (at_first.stage, later.stage) == (Stage.PROCESSING, Stage.LIVE)
        assert later.url is not None
        page = (await play.http.get(later.url)).text
        assert "A goal" in page
        assert "See how it came about." in page

    async def test_is_scheduled_once_youtube_says_that_it_keeps_the_time(self, play: Play) -> None:
        at = play.clock.now() + timedelta(hours=2)
        post = await a_small_post(play, privacy=Privacy.PUBLIC, publish_at=at)
        handle = await published(play, post)

        scheduled = await seen(play, post, handle)
        play.clock.move(hours=2)
        later = await seen(play, post, handle)

        assert (scheduled.stage, later.stage) == (Stage.SCHEDULED, Stage.LIVE)

    @pytest.mark.parametrize(
        ("fault", "reason", "remedy"),
        [
            ("rejected", "copyright", Remedy.HUMAN),
            ("processing_fails", "codec", Remedy.FIX_MEDIA),
        ],
    )
    async def test_may_be_that_it_failed(
        self, play: Play, fault: str, reason: str, remedy: Remedy
    ) -> None:
        post = await a_small_post(play)
        await play.order("upload_last", fault, reason=reason)
        handle = await published(play, post)

        sighting = await seen(play, post, handle)

        assert (sighting.stage, sighting.code) == (Stage.FAILED, reason)
        assert sighting.remedy is remedy

    async def test_stays_open_for_hours_when_the_video_is_not_told_of(self, play: Play) -> None:
        post = await a_small_post(play)
        handle = await published(play, post)
        crossed_at = play.clock.now()
        [video] = await play.published()
        await play.control(f"posts/{video['post_id']}/remove")

        at_first = await play.publisher.status(handle, post, crossed_at=crossed_at, known=())
        play.clock.move(hours=7)
        later = await play.publisher.status(handle, post, crossed_at=crossed_at, known=())

        assert (at_first.stage, later.stage) == (Stage.PROCESSING, Stage.REMOVED)

    async def test_is_never_nothing_when_nobody_could_say(self, play: Play) -> None:
        post = await a_small_post(play)
        handle = await published(play, post)
        for fault in ("status:503", "close", "html:502", "revoke_token"):
            await play.order("probe", fault, times=1000)

            with pytest.raises(Setback):
                await seen(play, post, handle)

            await play.heal()

    async def test_is_found_by_the_mark_when_the_session_is_gone(self, play: Play) -> None:
        namesake, post = await a_small_post(play), await a_small_post(play)
        await published(play, namesake)
        handle = await published(play, post)
        await play.order("probe", "expire_session")

        sighting = await seen(play, post, handle)

        marked = [line for line in await play.published() if line["marker"] == mark(post)]
        assert [line["post_id"] for line in marked] == [sighting.external_id]
        assert sighting.stage is Stage.LIVE

    async def test_is_gone_when_neither_session_nor_video_is_there(self, play: Play) -> None:
        post = await a_small_post(play)
        handle = (await play.publisher.begin(post)).handle
        await play.order("probe", "expire_session")

        sighting = await seen(play, post, handle)

        assert sighting.stage is Stage.GONE


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


async def test_no_log_line_holds_a_token_or_an_upload_address(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post = await play.a_post()

    with structlog.testing.capture_logs() as lines:
        begun = await play.publisher.begin(post)
        await play.publisher.upload(begun.handle, post, on_progress=quiet)
        await play.publisher.publish(begun.handle, post)

    written = caplog.text + str(lines) + repr(begun)
    session = begun.handle.partition("upload_id=")[2]
    assert [line["call"] for line in lines][:2] == ["youtube.open", "youtube.probe"]
    assert {line["status"] for line in lines} == {200, 308, 201}
    assert session not in written
    assert play.token not in written


async def with_cover(play: Play) -> Post:
    cover = await play.a_medium(JPEG)
    medium = await play.a_medium(some_bytes(1000), cover=cover.blob, cover_sha256=cover.sha256)
    return await play.a_post(medium=medium)


def mark(post: Post) -> str:
    return marker(post.publication_id)


def opened_at(location: str) -> Answer:
    return Answer(status=200, headers=httpx.Headers({"Location": location}), body=b"")
