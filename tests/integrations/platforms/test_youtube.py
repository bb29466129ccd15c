import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from domain.publication import Choices, Post, Privacy, Remedy, Scope, Setback, Stage
from integrations.platforms.youtube_words import marker
from tests.integrations.platforms.youtube_playing import a_small_post, published, seen
from tests.integrations.rehearsal.playing import (
    SECOND,
    Play,
    Tokens,
    playing,
    quiet,
)

JPEG = b"\xff\xd8\xff and so on"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


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


def mark(post: Post) -> str:
    return marker(post.publication_id)
