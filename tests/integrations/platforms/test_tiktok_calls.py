import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from domain.publication import Remedy, Scope, Setback, Stage
from tests.integrations.platforms.tiktok_playing import (
    LARGEST,
    Shares,
    TikTokPlay,
    an_account,
    playing,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TikTokPlay]:
    async with playing(tmp_path_factory.mktemp("tiktok")) as play:
        yield play


@pytest_asyncio.fixture(loop_scope="module")
async def play(server: TikTokPlay) -> TikTokPlay:
    await server.begin_anew()
    return server


class TestACallWithoutAnAnswer:
    @pytest.mark.parametrize("call", ["creator_info", "init"])
    @pytest.mark.parametrize(
        "fault", ["close", "drop_answer", "html:502", "html:200", "empty", "status:500"]
    )
    async def test_is_made_again_and_makes_one_post(
        self, play: TikTokPlay, call: str, fault: str
    ) -> None:
        post = await play.post()
        await play.order(call, fault)

        with pytest.raises(Setback) as lost:
            await play.publisher.begin(post)
        await play.publish(post)

        assert lost.value.remedy is Remedy.RETRY
        assert len(await play.truth()) == 1

    async def test_says_nothing_of_it_in_a_read(self, play: TikTokPlay) -> None:
        await play.order("query", "html:200")

        with pytest.raises(Setback) as odd:
            await play.publisher.metrics(an_account(), ["7"])

        assert (odd.value.code, odd.value.remedy) == ("odd_answer", Remedy.RETRY)


class TestATokenThatIsRefused:
    async def test_is_replaced_once(self, play: TikTokPlay) -> None:
        post = await play.post()
        await play.order("init", "revoke_token")

        await play.publish(post)

        assert len(play.refused) == 1
        assert len(await play.truth()) == 1

    async def test_twice_holds_the_account(self, play: TikTokPlay) -> None:
        account = an_account()
        play.tokens[account.external_id] = "act.dead"
        play.tokens_are_over = True

        with pytest.raises(Setback) as dead:
            await play.publisher.authenticate(account)

        assert (dead.value.code, dead.value.scope) == ("access_token_invalid", Scope.ACCOUNT)
        assert dead.value.remedy is Remedy.HOLD_ACCOUNT
        assert play.refused == ["act.dead"]

    async def test_is_told_by_the_code_alone(self, play: TikTokPlay) -> None:
        await play.order("user", "refuse", reason="access_token_invalid", code=200)

        await play.publisher.authenticate(an_account())

        assert len(play.refused) == 1


class TestAMissingPermission:
    async def test_to_publish_holds_the_account(self, play: TikTokPlay) -> None:
        post = await play.post()
        play.tokens[post.account.external_id] = await play.mint(
            post.account.external_id, scopes=["user.info.basic", "user.info.profile"]
        )

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert refused.value.code == "scope_not_authorized"
        assert refused.value.remedy is Remedy.HOLD_ACCOUNT

    async def test_to_list_videos_holds_nothing(self, play: TikTokPlay) -> None:
        account = an_account()
        play.tokens[account.external_id] = await play.mint(
            account.external_id, scopes=["user.info.basic", "video.publish"]
        )

        with pytest.raises(Setback) as refused:
            await play.publisher.metrics(account, ["7"])

        assert (refused.value.code, refused.value.remedy) == ("scope_not_authorized", Remedy.HUMAN)
        assert refused.value.scope is Scope.POST


class TestACap:
    async def test_of_calls_in_a_minute_lets_them_wait_for_one(self, play: TikTokPlay) -> None:
        post = await play.post()
        for _ in range(6):
            await play.publisher.begin(post)

        with pytest.raises(Setback) as full:
            await play.publisher.begin(post)

        assert (full.value.remedy, full.value.scope) == (Remedy.WAIT, Scope.ACCOUNT)
        assert full.value.retry_after_s == 60
        play.clock.forward(seconds=61)
        await play.publisher.begin(post)

    async def test_of_our_own_is_met_before_the_call(self, play: TikTokPlay) -> None:
        post = await play.post()
        play.full = "tiktok.posts"

        with pytest.raises(Setback) as met:
            await play.publisher.begin(post)
        play.full = None

        assert met.value.code == "tiktok.posts"
        for _ in range(6):
            await play.publisher.begin(post)


class TestSecrets:
    async def test_are_in_no_log_and_no_message(
        self, play: TikTokPlay, caplog: pytest.LogCaptureFixture
    ) -> None:
        post = await play.post(LARGEST)
        caplog.set_level(logging.DEBUG)
        with structlog.testing.capture_logs() as lines:
            begun = await play.publisher.begin(post)
            await play.order("chunk", "expire_upload", n=2)
            with pytest.raises(Setback) as dead:
                await play.publisher.upload(begun.handle, post, on_progress=Shares())
            seen = await play.publish(post)

        token = play.tokens[post.account.external_id]
        said = f"{lines} {dead.value} {seen} {begun} {caplog.text}"
        assert seen.stage is Stage.LIVE
        assert "tiktok.chunk" in said
        assert "upload_token" not in said
        assert token not in said
