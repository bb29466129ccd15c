from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from domain.publication import Post, Privacy, Remedy, Setback, Sighting, Stage
from tests.integrations.platforms.tiktok_playing import TikTokPlay, a_medium, an_account, playing

pytestmark = pytest.mark.asyncio(loop_scope="module")


MANY = {"posts_per_day": 100, "init_per_minute": 100}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TikTokPlay]:
    async with playing(
        tmp_path_factory.mktemp("tiktok"), terms={"posts_per_day": 100, "init_per_minute": 100}
    ) as play:
        yield play


@pytest_asyncio.fixture(loop_scope="module")
async def play(server: TikTokPlay) -> TikTokPlay:
    await server.begin_anew()
    return server


async def found(play: TikTokPlay, post: Post, *known: str) -> Sighting | None:
    return await play.publisher.find(post, since=post.born_at, known=known)


class TestTheSearch:
    async def test_finds_the_post_by_what_it_says(self, play: TikTokPlay) -> None:
        post, id_ = await play.published()
        await play.published(caption="Another one")

        seen = await found(play, post)

        assert seen is not None
        assert (seen.stage, seen.external_id) == (Stage.LIVE, id_)
        assert seen.url is not None
        assert seen.url.endswith(f"/video/{id_}")

    async def test_of_a_long_caption_goes_by_its_beginning(self, play: TikTokPlay) -> None:
        post, id_ = await play.published(caption="A goal in the last minute ⚽ " * 20)

        seen = await found(play, post)

        assert seen is not None
        assert seen.external_id == id_

    async def test_does_not_choose_between_two(self, play: TikTokPlay) -> None:
        post, first = await play.published()
        _, second = await play.published()

        assert await found(play, post) is None
        assert (await found(play, post, first) or Sighting(stage=Stage.GONE)).external_id == second

    async def test_never_finds_what_is_known_as_another_one(self, play: TikTokPlay) -> None:
        post, id_ = await play.published()

        assert await found(play, post, id_) is None

    async def test_passes_by_what_lasts_longer(self, play: TikTokPlay) -> None:
        post, _ = await play.published()

        assert await found(play, replace(post, medium=a_medium(duration_ms=14_000))) is None

    async def test_passes_by_what_is_older(self, play: TikTokPlay) -> None:
        await play.published()
        play.clock.forward(hours=1)

        assert await found(play, await play.post()) is None

    async def test_believes_a_clock_that_is_a_little_behind(self, play: TikTokPlay) -> None:
        post, _ = await play.published()
        ahead = post.born_at + timedelta(minutes=4)

        assert await play.publisher.find(post, since=ahead, known=()) is not None

    async def test_cannot_see_what_only_its_owner_sees(self, play: TikTokPlay) -> None:
        post = await play.post(privacy=Privacy.PRIVATE)
        await play.publish(post)
        play.clock.forward(seconds=30)

        assert await found(play, post) is None

    async def test_reads_as_many_pages_as_it_needs(self, play: TikTokPlay) -> None:
        post, id_ = await play.published()
        for number in range(24):
            await play.published(caption=f"Another one, {number}")

        seen = await found(play, post)

        assert seen is not None
        assert seen.external_id == id_

    async def test_that_cannot_be_made_says_so(self, play: TikTokPlay) -> None:
        await play.order("list", "html:502")

        with pytest.raises(Setback) as blind:
            await found(play, await play.post())

        assert blind.value.remedy is Remedy.RETRY


class TestAPostThatWasLive:
    async def test_is_live_for_as_long_as_it_is_listed(self, play: TikTokPlay) -> None:
        post, id_ = await play.published()

        seen = await play.publisher.look_after(post, id_)

        assert (seen.stage, seen.external_id) == (Stage.LIVE, id_)

    async def test_is_removed_when_it_is_not(self, play: TikTokPlay) -> None:
        post, id_ = await play.published()
        await play.control("POST", f"/posts/{id_}/restrict")

        gone = await play.publisher.look_after(post, id_)
        await play.control("POST", f"/posts/{id_}/restore")
        back = await play.publisher.look_after(post, id_)

        assert (gone.stage, back.stage) == (Stage.REMOVED, Stage.LIVE)


class TestMetrics:
    async def test_are_told_by_id_in_our_words(self, play: TikTokPlay) -> None:
        _, id_ = await play.published()

        metrics = await play.publisher.metrics(an_account(), [id_, "7000000000000000001"])

        assert list(metrics) == [id_]
        assert metrics[id_].values == {"views": 0, "likes": 0, "comments": 0, "shares": 0}
        assert metrics[id_].missing == ()

    async def test_are_asked_for_twenty_at_a_time(self, play: TikTokPlay) -> None:
        _, id_ = await play.published()
        unknown = [str(7_000_000_000_000_000_000 + number) for number in range(45)]

        metrics = await play.publisher.metrics(an_account(), [*unknown, id_])

        assert list(metrics) == [id_]

    async def test_of_nothing_are_nothing(self, play: TikTokPlay) -> None:
        assert await play.publisher.metrics(an_account(), []) == {}
