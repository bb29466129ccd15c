from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import Account, Grant, Login
from domain.platforms import Platform
from domain.publication import Remedy, Setback
from integrations.rehearsal.grants import FIRST
from tests.build import NOON
from tests.integrations.platforms.oauth_stage import Stage, an_account, staged

INSTAGRAM = Platform.INSTAGRAM
ACCOUNT = an_account(INSTAGRAM, login=Login.INSTAGRAM)
PAGE = an_account(INSTAGRAM, login=Login.FACEBOOK)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


async def setback_of(stage: Stage, grant: Grant, account: Account = ACCOUNT) -> Setback:
    with pytest.raises(Setback) as caught:
        await stage.authoriser(INSTAGRAM).refresh(account, grant)
    return caught.value


class TestConnectingThroughInstagram:
    async def test_tells_whose_account_was_opened_for_sixty_days(self, stage: Stage) -> None:
        connected = await stage.connect(INSTAGRAM)

        person = stage.person(INSTAGRAM, login=Login.INSTAGRAM)
        assert connected.identity.external_id == person.external_id
        assert connected.identity.handle == person.handle
        assert connected.identity.login is Login.INSTAGRAM
        assert set(connected.scopes) == set(stage.authoriser(INSTAGRAM).scopes)
        assert connected.grant.refresh is None
        assert connected.grant.access_expires_at == NOON + timedelta(seconds=5_183_944)

    async def test_reads_the_answer_without_the_list_around_it_too(self, stage: Stage) -> None:
        await stage.order(INSTAGRAM, "token", "flat")

        connected = await stage.connect(INSTAGRAM)

        assert connected.identity.login is Login.INSTAGRAM

    async def test_tells_only_the_scopes_that_were_ticked(self, stage: Stage) -> None:
        unwanted = "instagram_business_content_publish"

        connected = await stage.connect(INSTAGRAM, without=(unwanted,))

        assert unwanted not in connected.scopes
        assert connected.scopes

    async def test_strips_what_instagram_hangs_on_the_code(self, stage: Stage) -> None:
        authoriser = stage.authoriser(INSTAGRAM)
        visit = stage.visit(INSTAGRAM)
        person = stage.person(INSTAGRAM, login=Login.INSTAGRAM)
        back = await stage.decide(authoriser.address(visit), account=person.external_id)

        (connected,) = await authoriser.exchange(visit, back["code"] + "#_")

        assert connected.identity.external_id == person.external_id

    async def test_is_refused_with_a_code_that_was_used(self, stage: Stage) -> None:
        authoriser = stage.authoriser(INSTAGRAM)
        visit = stage.visit(INSTAGRAM)
        person = stage.person(INSTAGRAM, login=Login.INSTAGRAM)
        back = await stage.decide(authoriser.address(visit), account=person.external_id)
        await authoriser.exchange(visit, back["code"])

        with pytest.raises(Setback) as caught:
            await authoriser.exchange(visit, back["code"])

        assert caught.value.code == "code_refused"

    @pytest.mark.parametrize("call", ["token", "long_token"])
    async def test_says_so_when_the_answer_is_lost(self, stage: Stage, call: str) -> None:
        await stage.order(INSTAGRAM, call, "drop_answer")

        with pytest.raises(Setback, match="no answer"):
            await stage.connect(INSTAGRAM)


class TestConnectingThroughFacebook:
    async def test_opens_the_account_behind_a_page_without_an_end(self, stage: Stage) -> None:
        connected = await stage.connect(INSTAGRAM, login=Login.FACEBOOK)

        person = stage.person(INSTAGRAM, login=Login.FACEBOOK)
        assert connected.identity.external_id == person.external_id
        assert connected.identity.handle == person.handle
        assert connected.identity.login is Login.FACEBOOK
        assert connected.grant.access_expires_at is None

    async def test_tells_the_scopes_in_the_words_of_the_other_login(self, stage: Stage) -> None:
        connected = await stage.connect(
            INSTAGRAM, login=Login.FACEBOOK, without=("instagram_content_publish",)
        )

        assert "instagram_business_basic" in connected.scopes
        assert "instagram_business_content_publish" not in connected.scopes

    async def test_opens_nothing_where_no_page_has_an_account(self, stage: Stage) -> None:
        await stage.order(INSTAGRAM, "me_accounts", "no_pages")
        authoriser = stage.authoriser(INSTAGRAM)
        visit = stage.visit(INSTAGRAM, login=Login.FACEBOOK)
        person = stage.person(INSTAGRAM, login=Login.FACEBOOK)
        back = await stage.decide(authoriser.address(visit), account=person.external_id)

        assert await authoriser.exchange(visit, back["code"]) == []

    async def test_needs_a_person_once_the_token_is_refused(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM, login=Login.FACEBOOK)).grant

        assert (await setback_of(stage, grant, PAGE)).remedy is Remedy.HOLD_ACCOUNT


class TestRefreshing:
    async def test_gives_another_sixty_days_after_the_first_day(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        now = stage.clock.forward(days=30)

        new = await stage.authoriser(INSTAGRAM).refresh(ACCOUNT, grant)

        assert new.access != grant.access
        assert new.access_expires_at == now + timedelta(seconds=5_183_944)

    async def test_is_not_asked_for_in_the_first_day(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        stage.clock.forward(hours=23)

        setback = await setback_of(stage, grant)

        assert (setback.code, setback.remedy) == ("token_refused", Remedy.HOLD_ACCOUNT)

    async def test_would_be_refused_in_the_first_day(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        stage.clock.forward(hours=23)
        claimed_older = replace(grant, issued_at=NOON - timedelta(days=2))

        assert (await setback_of(stage, claimed_older)).code == "100"

    async def test_needs_a_person_after_sixty_days(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        stage.clock.forward(days=61)

        assert (await setback_of(stage, grant)).remedy is Remedy.HOLD_ACCOUNT

    @pytest.mark.parametrize("subcode", ["458", "459", "460", "463", "467"])
    async def test_needs_a_person_when_the_token_is_dead(self, stage: Stage, subcode: str) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        stage.clock.forward(days=2)
        await stage.order(INSTAGRAM, "refresh", "status:400", reason=f"190/{subcode}")

        assert (await setback_of(stage, grant)).remedy is Remedy.HOLD_ACCOUNT

    @pytest.mark.parametrize("fault", ["drop_answer", "html:502", "empty"])
    async def test_may_be_asked_again_after_a_breakdown(self, stage: Stage, fault: str) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant
        stage.clock.forward(days=2)
        await stage.order(INSTAGRAM, "refresh", fault)

        assert (await setback_of(stage, grant)).remedy is Remedy.RETRY
        again = await stage.authoriser(INSTAGRAM).refresh(ACCOUNT, grant)
        assert again.access != grant.access

    async def test_opens_the_account_that_comes_with_the_rehearsal(self, stage: Stage) -> None:
        person = stage.person(INSTAGRAM, login=Login.INSTAGRAM)
        first = Grant(
            access=FIRST + person.external_id,
            issued_at=NOON - timedelta(days=2),
            access_expires_at=NOON,
        )

        assert (await stage.authoriser(INSTAGRAM).refresh(ACCOUNT, first)).access


class TestRevoking:
    async def test_is_not_offered(self, stage: Stage) -> None:
        grant = (await stage.connect(INSTAGRAM)).grant

        with pytest.raises(Setback) as caught:
            await stage.authoriser(INSTAGRAM).revoke(ACCOUNT, grant)

        assert caught.value.code == "not_offered"
