from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import Grant, renewed
from domain.platforms import Platform
from domain.publication import Remedy, Setback
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.grants import FIRST
from tests.build import NOON
from tests.integrations.platforms.oauth_stage import Stage, an_account, staged

YOUTUBE = Platform.YOUTUBE
ACCOUNT = an_account(YOUTUBE)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


async def setback_of(stage: Stage, grant: Grant) -> Setback:
    with pytest.raises(Setback) as caught:
        await stage.authoriser(YOUTUBE).refresh(ACCOUNT, grant)
    return caught.value


class TestConnecting:
    async def test_tells_which_channel_was_chosen(self, stage: Stage) -> None:
        connected = await stage.connect(YOUTUBE, number=1)

        second = CAST[YOUTUBE][1]
        assert connected.identity.external_id == second.external_id
        assert connected.identity.handle == second.handle
        assert set(connected.scopes) == set(stage.authoriser(YOUTUBE).needed)
        assert connected.grant.access_expires_at == NOON + timedelta(seconds=3599)
        assert connected.grant.refresh
        assert connected.grant.expires_at() is None

    async def test_takes_the_code_only_with_its_verifier(self, stage: Stage) -> None:
        authoriser = stage.authoriser(YOUTUBE)
        visit = stage.visit(YOUTUBE)
        back = await stage.decide(authoriser.address(visit), account=CAST[YOUTUBE][0].external_id)

        with pytest.raises(Setback, match="invalid_grant"):
            await authoriser.exchange(replace(visit, verifier="somebody-else"), back["code"])

    async def test_refuses_a_grant_that_could_not_be_renewed(self, stage: Stage) -> None:
        authoriser = stage.authoriser(YOUTUBE)
        visit = stage.visit(YOUTUBE)
        address = authoriser.address(visit).replace("prompt=consent", "prompt=none")
        back = await stage.decide(address, account=CAST[YOUTUBE][0].external_id)

        with pytest.raises(Setback, match="no refresh token"):
            await authoriser.exchange(visit, back["code"])

    async def test_hears_a_no(self, stage: Stage) -> None:
        visit = stage.visit(YOUTUBE)

        back = await stage.decide(
            stage.authoriser(YOUTUBE).address(visit),
            account=CAST[YOUTUBE][0].external_id,
            answer="deny",
        )

        assert back == {"error": "access_denied", "state": visit.state}

    async def test_opens_nothing_for_a_google_account_without_a_channel(self, stage: Stage) -> None:
        reason = "youtubeSignupRequired"
        await stage.order(YOUTUBE, "channels_list", "status:401", reason=reason)
        authoriser = stage.authoriser(YOUTUBE)
        visit = stage.visit(YOUTUBE)
        back = await stage.decide(authoriser.address(visit), account=CAST[YOUTUBE][0].external_id)

        assert await authoriser.exchange(visit, back["code"]) == []


class TestRefreshing:
    async def test_keeps_the_refresh_token_that_the_answer_leaves_out(self, stage: Stage) -> None:
        grant = (await stage.connect(YOUTUBE)).grant

        new = await stage.authoriser(YOUTUBE).refresh(ACCOUNT, grant)

        assert new.access != grant.access
        assert new.refresh is None
        assert renewed(grant, new).refresh == grant.refresh

    async def test_reads_the_refresh_token_where_the_answer_has_one(self, stage: Stage) -> None:
        grant = (await stage.connect(YOUTUBE)).grant
        await stage.order(YOUTUBE, "refresh", "new_refresh_token")

        new = await stage.authoriser(YOUTUBE).refresh(ACCOUNT, grant)

        assert new.refresh == grant.refresh

    async def test_may_be_asked_again_when_the_answer_was_lost(self, stage: Stage) -> None:
        grant = (await stage.connect(YOUTUBE)).grant
        await stage.order(YOUTUBE, "refresh", "drop_answer")

        assert (await setback_of(stage, grant)).remedy is Remedy.RETRY
        again = await stage.authoriser(YOUTUBE).refresh(ACCOUNT, grant)
        assert again.access != grant.access

    @pytest.mark.parametrize("fault", ["html:502", "empty", "status:500"])
    async def test_does_not_take_a_breakdown_for_a_no(self, stage: Stage, fault: str) -> None:
        grant = (await stage.connect(YOUTUBE)).grant
        await stage.order(YOUTUBE, "refresh", fault)

        assert (await setback_of(stage, grant)).remedy is Remedy.RETRY

    async def test_learns_that_the_person_took_it_back(self, stage: Stage) -> None:
        grant = (await stage.connect(YOUTUBE)).grant
        await stage.authoriser(YOUTUBE).revoke(ACCOUNT, grant)

        setback = await setback_of(stage, grant)

        assert (setback.code, setback.remedy) == ("invalid_grant", Remedy.HOLD_ACCOUNT)

    async def test_opens_the_account_that_comes_with_the_rehearsal(self, stage: Stage) -> None:
        first = CAST[YOUTUBE][0].external_id
        grant = Grant(access=FIRST + first, refresh=FIRST + first, issued_at=NOON)

        new = await stage.authoriser(YOUTUBE).refresh(ACCOUNT, grant)

        assert not new.access.startswith(FIRST)


class TestRevoking:
    async def test_kills_also_what_was_renewed_since(self, stage: Stage) -> None:
        grant = (await stage.connect(YOUTUBE)).grant
        authoriser = stage.authoriser(YOUTUBE)
        newer = renewed(grant, await authoriser.refresh(ACCOUNT, grant))

        await authoriser.revoke(ACCOUNT, newer)

        assert (await setback_of(stage, newer)).code == "invalid_grant"
        with pytest.raises(Setback, match="invalid_token"):
            await authoriser.revoke(ACCOUNT, Grant(access="ya29.unknown", issued_at=NOON))
