from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.account import Identity, Login
from domain.ids import BlobKey
from domain.publication import Privacy, Remedy, Scope, Setback, Standing
from integrations.platforms.instagram import InstagramPublisher
from tests.integrations.platforms.instagram_playing import Team, an_account, team
from tests.integrations.rehearsal.instagram_stage import ME, PAGE


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestPreflight:
    @pytest.mark.parametrize("login", list(Login))
    async def test_says_what_the_account_may_do(self, a_team: Team, login: Login) -> None:
        post = a_team.post(login)
        await a_team.published(a_team.post(login, caption="Another one"))

        standing = await a_team.publisher.preflight(post)

        assert standing == Standing(
            handle=post.account.handle,
            privacy=(Privacy.PUBLIC,),
            max_duration_ms=900_000,
            posts_left=49,
            posts_most=50,
            posts_in_s=86_400.0,
            asked_at=a_team.clock.now(),
        )

    async def test_understands_an_answer_that_is_wrapped(self, a_team: Team) -> None:
        await a_team.play.order("me", "wrapped")

        standing = await a_team.publisher.preflight(a_team.post())

        assert standing.handle == "stakazo.rehearsal"

    async def test_believes_the_platform_s_own_number_of_posts(self, tmp_path: Path) -> None:
        async with team(tmp_path, terms={"posts_per_day": 100}) as a_team:
            standing = await a_team.publisher.preflight(a_team.post())

        assert (standing.posts_left, standing.posts_most) == (100, 100)

    async def test_waits_when_the_day_is_full(self, tmp_path: Path) -> None:
        async with team(tmp_path, terms={"posts_per_day": 1}) as a_team:
            await a_team.published(a_team.post())

            with pytest.raises(Setback) as setback:
                await a_team.publisher.preflight(a_team.post())

        assert (setback.value.code, setback.value.remedy) == ("2207042", Remedy.WAIT)
        assert (setback.value.scope, setback.value.retry_after_s) == (Scope.ACCOUNT, 3600)

    @pytest.mark.parametrize("login", list(Login))
    async def test_refuses_tokens_of_another_account(self, a_team: Team, login: Login) -> None:
        account = an_account(login, clock=a_team.clock, external_id="17841400000000009")
        a_team.play.tokens["17841400000000009"] = a_team.play.tokens[
            ME if login is Login.INSTAGRAM else PAGE
        ]

        with pytest.raises(Setback) as setback:
            await a_team.publisher.preflight(a_team.post(account=account))

        assert (setback.value.code, setback.value.remedy) == ("wrong_account", Remedy.HOLD_ACCOUNT)

    async def test_refuses_an_account_that_became_a_personal_one(self, a_team: Team) -> None:
        await a_team.control("PATCH", f"/accounts/{ME}", json={"account_type": "PERSONAL"})

        with pytest.raises(Setback) as setback:
            await a_team.publisher.preflight(a_team.post())

        assert (setback.value.code, setback.value.remedy) == ("account_type", Remedy.HOLD_ACCOUNT)

    async def test_knows_an_account_by_its_id_and_not_by_its_name(self, a_team: Team) -> None:
        await a_team.control("PATCH", f"/accounts/{ME}", json={"username": "renamed"})

        standing = await a_team.publisher.preflight(a_team.post())

        assert standing.handle == "renamed"

    async def test_refuses_a_file_that_is_not_the_approved_one(self, a_team: Team) -> None:
        post = a_team.post()
        bigger = replace(post.medium, size_bytes=post.medium.size_bytes + 1)
        missing = replace(post.medium, blob=BlobKey(f"sha256/ab/{'ab' * 32}"))

        for medium in (bigger, missing):
            with pytest.raises(Setback) as setback:
                await a_team.publisher.preflight(replace(post, medium=medium))
            assert setback.value.remedy is Remedy.FIX_MEDIA
        assert "me" not in await a_team.calls()

    @pytest.mark.parametrize(
        ("call", "fault"), [("me", "close"), ("me", "html:200"), ("limit", "empty")]
    )
    async def test_is_tried_again_when_nobody_answers(
        self, a_team: Team, call: str, fault: str
    ) -> None:
        await a_team.play.order(call, fault)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.preflight(a_team.post())

        assert setback.value.remedy is Remedy.RETRY

    async def test_sends_nothing(self, a_team: Team) -> None:
        await a_team.publisher.preflight(a_team.post())

        assert set(await a_team.calls()) == {"me", "limit"}
        assert a_team.spent == []


class TestTheVersion:
    async def test_that_is_over_is_a_setback_that_says_so(self, a_team: Team) -> None:
        publisher = InstagramPublisher(a_team.parts, version="v20.0")

        with pytest.raises(Setback, match="has ended") as setback:
            await publisher.preflight(a_team.post())

        assert (setback.value.code, setback.value.remedy) == ("2635", Remedy.HUMAN)

    async def test_of_one_host_is_not_that_of_the_other(self, a_team: Team) -> None:
        publisher = InstagramPublisher(a_team.parts, version="v20.0", facebook_version="v26.0")

        standing = await publisher.preflight(a_team.post(Login.FACEBOOK))

        assert standing.handle == "stakazo.page"


class TestWhoTheTokensOpen:
    @pytest.mark.parametrize("login", list(Login))
    async def test_is_said_with_the_id_that_publishing_needs(
        self, a_team: Team, login: Login
    ) -> None:
        account = an_account(login, clock=a_team.clock)

        identity = await a_team.publisher.authenticate(account)

        assert identity == Identity(
            external_id=account.external_id, handle=account.handle, login=login
        )
