from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.account import Login
from domain.publication import Remedy, Setback, Stage
from tests.integrations.platforms.instagram_playing import Team, an_account, team
from tests.integrations.rehearsal.instagram_stage import PAGE


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestFinding:
    async def test_two_that_could_be_it_proves_nothing(self, a_team: Team) -> None:
        since = a_team.clock.now()
        post = a_team.post()
        await a_team.published(post)
        await a_team.published(post)

        assert await a_team.publisher.find(post, since=since, known=()) is None

    async def test_passes_over_what_is_older(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.published(post)
        a_team.clock.forward(minutes=30)

        since = a_team.clock.now()

        assert await a_team.publisher.find(post, since=since, known=()) is None

    async def test_reads_as_many_pages_as_it_needs(self, tmp_path: Path) -> None:
        async with team(tmp_path, terms={"posts_per_day": 1000, "processing_s": 0}) as a_team:
            post = a_team.post(caption="The first of many")
            first = await a_team.published(post)
            for number in range(51):
                await a_team.published(a_team.post(caption=f"Number {number}"))

            found = await a_team.publisher.find(post, since=post.born_at, known=())

        assert found is not None
        assert found.external_id == first.external_id


class TestLookingAfterAPost:
    async def test_that_can_be_read_is_live(self, a_team: Team) -> None:
        post = a_team.post()
        live = await a_team.published(post)

        sighting = await a_team.publisher.look_after(post, str(live.external_id))

        assert (sighting.stage, sighting.url) == (Stage.LIVE, live.url)

    async def test_that_was_taken_down_is_removed(self, a_team: Team) -> None:
        post = a_team.post()
        live = await a_team.published(post)
        await a_team.control("POST", f"/posts/{live.external_id}/remove")

        sighting = await a_team.publisher.look_after(post, str(live.external_id))

        assert sighting.stage is Stage.REMOVED

    async def test_that_only_cannot_be_read_is_not_removed(self, a_team: Team) -> None:
        post = a_team.post()
        live = await a_team.published(post)
        await a_team.play.order("media", "unreadable")

        sighting = await a_team.publisher.look_after(post, str(live.external_id))

        assert sighting.stage is Stage.LIVE


class TestDeleting:
    async def test_is_not_offered_with_the_instagram_login(self, a_team: Team) -> None:
        live = await a_team.published(a_team.post())

        with pytest.raises(Setback) as setback:
            await a_team.publisher.delete(an_account(clock=a_team.clock), str(live.external_id))

        assert (setback.value.code, setback.value.remedy) == ("not_offered", Remedy.HUMAN)

    async def test_is_not_offered_without_its_permission(self, a_team: Team) -> None:
        account = an_account(Login.FACEBOOK, clock=a_team.clock, scopes=("instagram_basic",))

        with pytest.raises(Setback) as setback:
            await a_team.publisher.delete(account, "18000000000000001")

        assert setback.value.code == "not_offered"

    async def test_takes_the_reel_down(self, a_team: Team) -> None:
        post = a_team.post(Login.FACEBOOK)
        live = await a_team.published(post)
        a_team.play.tokens[PAGE] = a_team.play.mint(PAGE, scopes=post.account.scopes)

        await a_team.publisher.delete(post.account, str(live.external_id))
        await a_team.publisher.delete(post.account, str(live.external_id))

        [line] = await a_team.play.truth("deleted")
        assert line["post_id"] == live.external_id
