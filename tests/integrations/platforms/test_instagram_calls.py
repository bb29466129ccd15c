from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from domain.account import Login
from domain.publication import Remedy, Scope, Setback, Stage
from integrations.http import open_client
from integrations.platforms.instagram import InstagramPublisher
from tests.integrations.platforms.instagram_playing import Team, team
from tests.integrations.rehearsal.instagram_stage import ME
from tests.integrations.rehearsal.playing import Shares


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestATokenThatDies:
    async def test_is_replaced_once_and_the_same_call_goes_on(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        dying = a_team.play.tokens[ME]
        await a_team.play.order("publish", "revoke_token")

        sighting = await a_team.publisher.publish(handle, post)

        assert sighting.stage is Stage.LIVE
        assert a_team.tokens.refused == [dying]
        assert len(await a_team.play.truth()) == 1

    async def test_for_good_holds_the_account_after_one_more_call(self, a_team: Team) -> None:
        post = a_team.post()
        a_team.tokens.are_over = True
        await a_team.control("POST", f"/accounts/{ME}/revoke", params={"reason": "app_removed"})

        with pytest.raises(Setback) as setback:
            await a_team.publisher.begin(post)

        assert (setback.value.code, setback.value.remedy) == ("458", Remedy.HOLD_ACCOUNT)
        assert setback.value.scope is Scope.ACCOUNT
        assert (await a_team.calls())["container"] == 1


class TestTheLimitOfCalls:
    async def test_is_kept_away_from_until_the_platform_says(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "throttle", retry_after_s=600)
        with pytest.raises(Setback) as first:
            await a_team.publisher.begin(post)
        calls = await a_team.calls()

        with pytest.raises(Setback) as second:
            await a_team.publisher.begin(post)

        assert (first.value.code, first.value.remedy) == ("80002", Remedy.WAIT)
        assert first.value.scope is Scope.ACCOUNT
        assert first.value.retry_after_s == pytest.approx(660, abs=60)
        assert second.value.remedy is Remedy.WAIT
        assert await a_team.calls() == calls
        a_team.clock.forward(seconds=second.value.retry_after_s or 0)
        assert (await a_team.published(post)).stage is Stage.LIVE
        assert (await a_team.calls())["while_throttled"] == 1

    async def test_stops_us_before_it_is_reached(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "usage", code=96)
        begun = await a_team.publisher.begin(post)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (setback.value.code, setback.value.remedy) == ("usage", Remedy.WAIT)
        assert setback.value.retry_after_s == 900
        assert "status" not in await a_team.calls()

    async def test_sheds_polls_when_it_comes_near(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "usage", code=80)
        begun = await a_team.publisher.begin(post)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (setback.value.remedy, setback.value.retry_after_s) == (Remedy.WAIT, 60)
        assert (await a_team.calls())["status"] == 1

    async def test_takes_nothing_back_from_what_was_published(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        await a_team.play.order("publish", "usage", code=97)

        sighting = await a_team.publisher.publish(handle, post)

        assert (sighting.stage, sighting.url) == (Stage.LIVE, None)


class TestACall:
    async def test_has_an_end_even_when_nobody_answers(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        await a_team.play.order("publish", "stall")

        async with open_client(silence_s=0.2) as impatient:
            publisher = InstagramPublisher(replace(a_team.parts, http=impatient))
            with pytest.raises(Setback) as setback:
                await publisher.publish(handle, post)

        assert (setback.value.code, setback.value.remedy) == ("no_answer", Remedy.LOOK)

    @pytest.mark.parametrize("login", list(Login))
    async def test_leaves_no_secret_in_the_log(self, a_team: Team, login: Login) -> None:
        post = a_team.post(login)
        token = a_team.play.tokens[post.account.external_id]

        with capture_logs() as lines:
            begun = await a_team.publisher.begin(post)
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())
            sighting = await a_team.publisher.publish(begun.handle, post)

        said = f"{lines} {begun!r} {sighting!r}"
        assert "instagram.publish" in said
        assert token not in said
        assert "a-secret" not in said
        assert "ig-api-upload" not in said

    async def test_carries_the_token_in_a_header_only(self, a_team: Team) -> None:
        addresses: list[str] = []

        async def remember(request: httpx.Request) -> None:
            addresses.append(str(request.url))

        async with open_client() as http:
            http.event_hooks = {"request": [remember]}
            publisher = InstagramPublisher(replace(a_team.parts, http=http))
            post = a_team.post()
            begun = await publisher.begin(post)
            await publisher.upload(begun.handle, post, on_progress=Shares())
            await publisher.publish(begun.handle, post)
            await publisher.find(post, since=post.born_at, known=())

        assert addresses
        assert not [one for one in addresses if a_team.play.tokens[ME] in one]
