from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import Grant
from domain.platforms import Platform
from domain.publication import Remedy, Scope, Setback
from integrations.platforms.oauth_tiktok import TikTokAuthoriser, hex_challenge
from integrations.platforms.parts import AppKeys
from integrations.rehearsal.cast import CAST
from tests.build import NOON
from tests.integrations.platforms.oauth_stage import Stage, an_account, staged

TIKTOK = Platform.TIKTOK
ACCOUNT = an_account(TIKTOK)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


async def setback_of(stage: Stage, grant: Grant) -> Setback:
    with pytest.raises(Setback) as caught:
        await stage.authoriser(TIKTOK).refresh(ACCOUNT, grant)
    return caught.value


class TestConnecting:
    async def test_tells_whose_account_was_opened_and_for_how_long(self, stage: Stage) -> None:
        connected = await stage.connect(TIKTOK, number=1)

        private = CAST[TIKTOK][1]
        assert connected.identity.external_id == private.external_id
        assert connected.identity.handle == private.handle
        assert set(connected.scopes) == set(stage.authoriser(TIKTOK).scopes)
        assert connected.grant.access_expires_at == NOON + timedelta(hours=2)
        assert connected.grant.refresh_expires_at == NOON + timedelta(days=180)

    async def test_tells_only_the_scopes_that_were_ticked(self, stage: Stage) -> None:
        connected = await stage.connect(TIKTOK, without=("video.publish", "user.info.profile"))

        assert "video.publish" not in connected.scopes
        assert "video.upload" in connected.scopes

    async def test_needs_the_same_way_back_that_was_asked_with(self, stage: Stage) -> None:
        authoriser = stage.authoriser(TIKTOK)
        visit = stage.visit(TIKTOK)
        back = await stage.decide(authoriser.address(visit), account=CAST[TIKTOK][0].external_id)

        with pytest.raises(Setback, match="invalid_grant"):
            other = replace(visit, redirect_uri=visit.redirect_uri + "/")
            await authoriser.exchange(other, back["code"])

    async def test_takes_a_code_once(self, stage: Stage) -> None:
        authoriser = stage.authoriser(TIKTOK)
        visit = stage.visit(TIKTOK)
        back = await stage.decide(authoriser.address(visit), account=CAST[TIKTOK][0].external_id)
        await authoriser.exchange(visit, back["code"])

        with pytest.raises(Setback, match="invalid_grant"):
            await authoriser.exchange(visit, back["code"])

    async def test_proves_itself_in_hexadecimal_where_that_is_asked_for(self, stage: Stage) -> None:
        authoriser = TikTokAuthoriser(stage.parts(TIKTOK), challenge=hex_challenge)
        visit = stage.visit(TIKTOK)
        back = await stage.decide(authoriser.address(visit), account=CAST[TIKTOK][0].external_id)
        stolen = replace(visit, verifier=visit.verifier + "x")

        with pytest.raises(Setback, match="invalid_grant"):
            await authoriser.exchange(stolen, back["code"])

    async def test_says_that_our_app_is_not_known_and_not_that_the_account_is_dead(
        self, stage: Stage
    ) -> None:
        wrong = stage.authoriser(
            TIKTOK, keys=AppKeys(client_id="rehearsal", client_secret="leaked-never")
        )
        grant = (await stage.connect(TIKTOK)).grant

        with pytest.raises(Setback) as caught:
            await wrong.refresh(ACCOUNT, grant)

        assert (caught.value.remedy, caught.value.scope) == (Remedy.HUMAN, Scope.APP)
        assert "leaked-never" not in str(caught.value)


class TestRefreshing:
    async def test_gives_a_new_pair_and_the_old_one_is_dead_at_once(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant

        new = await stage.authoriser(TIKTOK).refresh(ACCOUNT, grant)

        assert new.access != grant.access
        assert new.refresh not in (None, grant.refresh)
        assert (await setback_of(stage, grant)).remedy is Remedy.HOLD_ACCOUNT

    async def test_believes_the_body_of_an_error_that_comes_as_a_success(
        self, stage: Stage
    ) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        await stage.order(TIKTOK, "refresh", "invalid_grant")
        await stage.order(TIKTOK, "refresh", "error_as_success")

        setback = await setback_of(stage, grant)

        assert (setback.code, setback.remedy) == ("invalid_grant", Remedy.HOLD_ACCOUNT)
        assert setback.trace

    @pytest.mark.parametrize("fault", ["drop_answer", "spoil:502", "close"])
    async def test_says_that_nobody_knows_when_the_answer_is_lost(
        self, stage: Stage, fault: str
    ) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        await stage.order(TIKTOK, "refresh", fault)

        assert (await setback_of(stage, grant)).remedy is Remedy.LOOK

    async def test_knows_that_nothing_was_sent_when_nobody_listens(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        nowhere = {"api": "http://127.0.0.1:9", "auth": ""}
        deaf = TikTokAuthoriser(replace(stage.parts(TIKTOK), hosts=lambda: nowhere))

        with pytest.raises(Setback) as caught:
            await deaf.refresh(ACCOUNT, grant)

        assert caught.value.remedy is Remedy.RETRY

    async def test_tries_again_when_the_platform_is_busy(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        await stage.order(TIKTOK, "refresh", "status:503", reason="server_error")

        assert (await setback_of(stage, grant)).remedy is Remedy.RETRY

    async def test_is_refused_once_the_refresh_token_has_run_out(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        stage.clock.forward(days=181)

        assert (await setback_of(stage, grant)).remedy is Remedy.HOLD_ACCOUNT

    async def test_names_no_token_when_it_fails(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant
        await stage.order(TIKTOK, "refresh", "invalid_grant")

        setback = await setback_of(stage, grant)

        assert grant.refresh and grant.refresh not in repr(setback) + str(setback)
        assert grant.access not in repr(grant)


class TestRevoking:
    async def test_kills_the_pair(self, stage: Stage) -> None:
        grant = (await stage.connect(TIKTOK)).grant

        await stage.authoriser(TIKTOK).revoke(ACCOUNT, grant)

        assert (await setback_of(stage, grant)).code == "invalid_grant"

    async def test_is_refused_the_second_time(self, stage: Stage) -> None:
        unknown = Grant(access="act.unknown", issued_at=NOON)

        with pytest.raises(Setback):
            await stage.authoriser(TIKTOK).revoke(ACCOUNT, unknown)
