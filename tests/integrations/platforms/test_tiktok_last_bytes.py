"""What breaks when the last bytes are sent, after which it may be public, and what is seen then."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from fastapi import FastAPI
from starlette.requests import Request

from domain.publication import Remedy, Setback, Stage
from integrations.platforms.tiktok_handle import handle_in
from integrations.rehearsal.connections import Connections
from tests.integrations.platforms.tiktok_playing import (
    LARGE,
    SMALL,
    TikTokPlay,
    playing,
)
from tests.integrations.rehearsal.instagram_stage import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TikTokPlay]:
    async with playing(tmp_path_factory.mktemp("tiktok")) as play:
        yield play


@pytest_asyncio.fixture(loop_scope="module")
async def play(server: TikTokPlay) -> TikTokPlay:
    await server.begin_anew()
    return server


class TestTheLastBytes:
    @pytest.mark.parametrize(
        ("fault", "size"),
        [
            ("drop_answer", SMALL),
            ("drop_answer", LARGE),
            ("store_then_fail", SMALL),
            ("spoil:502", SMALL),
        ],
    )
    async def test_that_arrived_without_an_answer_are_looked_for(
        self, play: TikTokPlay, fault: str, size: int
    ) -> None:
        post = await play.post(size)
        begun = await play.ready(post)
        await play.order("last_chunk", fault)

        with pytest.raises(Setback) as lost:
            await play.publisher.publish(begun.handle, post)
        play.clock.forward(seconds=30)
        seen = await play.status(begun, post)

        assert lost.value.remedy is Remedy.LOOK
        assert seen.stage is Stage.LIVE
        await play.assert_posted_once(post)

    @pytest.mark.parametrize(
        ("fault", "size"),
        [
            ("close", SMALL),
            ("close", LARGE),
            ("status:503", SMALL),
            ("html:200", SMALL),
            ("empty", SMALL),
            ("status:400", SMALL),
        ],
    )
    async def test_that_never_arrived_are_sent_again_with_the_same_handle(
        self, play: TikTokPlay, fault: str, size: int
    ) -> None:
        post = await play.post(size)
        begun = await play.ready(post)
        await play.order("last_chunk", fault)

        with pytest.raises(Setback) as lost:
            await play.publisher.publish(begun.handle, post)
        seen = await play.status(begun, post)
        again = await play.publisher.publish(begun.handle, post)

        assert lost.value.remedy is Remedy.LOOK
        assert (seen.stage, again.stage) == (Stage.NOTHING, Stage.LIVE)
        await play.assert_posted_once(post)

    async def test_sent_twice_make_one_post(self, play: TikTokPlay) -> None:
        post = await play.post(LARGE)
        begun = await play.ready(post)
        await play.publisher.publish(begun.handle, post)

        again = await play.publisher.publish(begun.handle, post)

        assert again.stage is Stage.LIVE
        await play.assert_posted_once(post)

    async def test_sent_by_two_at_once_make_one_post(self, play: TikTokPlay) -> None:
        post = await play.post(LARGE)
        begun = await play.ready(post)

        await asyncio.gather(
            *(play.publisher.publish(begun.handle, post) for _ in range(2)),
            return_exceptions=True,
        )

        play.clock.forward(seconds=30)
        assert (await play.status(begun, post)).stage is Stage.LIVE
        await play.assert_posted_once(post)

    async def test_are_preceded_by_whatever_the_platform_lost(self, play: TikTokPlay) -> None:
        post = await play.post(LARGE)
        begun = await play.ready(post)
        await play.order("last_chunk", "misaligned", bytes=0)

        seen = await play.publisher.publish(begun.handle, post)

        assert seen.stage is Stage.LIVE
        await play.assert_posted_once(post)

    async def test_that_never_fit_are_looked_for(self, play: TikTokPlay) -> None:
        post = await play.post(LARGE)
        begun = await play.ready(post)
        await play.order("last_chunk", "misaligned", times=50)

        with pytest.raises(Setback) as lost:
            await play.publisher.publish(begun.handle, post)

        assert lost.value.remedy is Remedy.LOOK

    @pytest.mark.parametrize("fault", ["expire_upload", "unknown_upload"])
    @pytest.mark.parametrize("size", [SMALL, LARGE])
    async def test_to_a_dead_address_mean_another_upload(
        self, play: TikTokPlay, fault: str, size: int
    ) -> None:
        post = await play.post(size)
        begun = await play.ready(post)
        await play.order("last_chunk", fault)

        with pytest.raises(Setback) as dead:
            await play.publisher.publish(begun.handle, post)
        await play.publish(post)

        assert dead.value.remedy is Remedy.BEGIN_ANEW
        assert sum(play.pauses.waits) >= 10
        await play.assert_posted_once(post)

    async def test_to_a_dead_address_are_looked_for_when_they_came_before(
        self, play: TikTokPlay
    ) -> None:
        post = await play.post()
        begun = await play.ready(post)
        await play.order("last_chunk", "drop_answer")
        with pytest.raises(Setback):
            await play.publisher.publish(begun.handle, post)
        await play.order("last_chunk", "unknown_upload")

        with pytest.raises(Setback) as dead:
            await play.publisher.publish(begun.handle, post)

        assert (dead.value.code, dead.value.remedy) == ("upload_not_known", Remedy.LOOK)
        play.clock.forward(seconds=30)
        await play.assert_posted_once(post)

    async def test_to_a_dead_address_are_looked_for_when_nobody_can_tell(
        self, play: TikTokPlay
    ) -> None:
        post = await play.post()
        begun = await play.ready(post)
        await play.order("last_chunk", "unknown_upload")
        await play.order("status", "html:502", n=4)

        with pytest.raises(Setback) as dead:
            await play.publisher.publish(begun.handle, post)

        assert dead.value.remedy is Remedy.LOOK

    async def test_need_no_token(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.ready(post)
        play.tokens[post.account.external_id] = "act.dead"
        play.tokens_are_over = True

        seen = await play.publisher.publish(begun.handle, post)

        assert (seen.stage, seen.evidence["not_told"]) == (Stage.PROCESSING, "access_token_invalid")
        play.clock.forward(seconds=30)
        await play.assert_posted_once(post)


class TestWhatBecameOfIt:
    @pytest.mark.parametrize("fault", ["html:502", "empty", "close", "status:500"])
    async def test_is_told_later_when_the_status_is_silent(
        self, play: TikTokPlay, fault: str
    ) -> None:
        post = await play.post()
        begun = await play.ready(post)
        await play.order("status", fault)

        seen = await play.publisher.publish(begun.handle, post)

        assert (seen.stage, seen.evidence["accepted"]) == (Stage.PROCESSING, True)
        play.clock.forward(seconds=30)
        assert (await play.status(begun, post)).stage is Stage.LIVE

    async def test_may_take_hours(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.ready(post)
        await play.order("last_chunk", "stuck", seconds=3 * 3600)

        first = await play.publisher.publish(begun.handle, post)
        play.clock.forward(hours=2)
        still = await play.status(begun, post)
        play.clock.forward(hours=2)
        then = await play.status(begun, post)

        assert [one.stage for one in (first, still, then)] == [
            Stage.PROCESSING,
            Stage.PROCESSING,
            Stage.LIVE,
        ]
        assert sum(play.pauses.waits) == 10

    @pytest.mark.parametrize(
        ("reason", "remedy"),
        [
            ("frame_rate_check_failed", Remedy.FIX_MEDIA),
            ("internal", Remedy.BEGIN_ANEW),
            ("spam_risk", Remedy.HUMAN),
            ("app_version_check_failed", Remedy.HUMAN),
        ],
    )
    async def test_may_be_a_refusal(self, play: TikTokPlay, reason: str, remedy: Remedy) -> None:
        post = await play.post()
        begun = await play.ready(post)
        await play.order("last_chunk", "fail", reason=reason)

        seen = await play.publisher.publish(begun.handle, post)

        assert (seen.stage, seen.code, seen.remedy) == (Stage.FAILED, reason, remedy)
        assert await play.truth() == []

    async def test_is_that_it_is_gone_when_tiktok_does_not_know_it(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.publisher.begin(post)
        unknown = replace(handle_in(begun.handle), publish_id="v_pub_file~v2-1.7").text()

        seen = await play.publisher.status(unknown, post, crossed_at=None, known=())

        assert (seen.stage, seen.code) == (Stage.GONE, "invalid_publish_id")

    async def test_is_told_to_the_account_that_began_it_alone(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.publisher.begin(post)
        play.tokens[post.account.external_id] = await play.mint("-000rehearsalPrivate")

        with pytest.raises(Setback) as refused:
            await play.status(begun, post)

        assert refused.value.remedy is Remedy.HOLD_ACCOUNT


class TestACountThatLagsBehind:
    """What the rehearsal never does: bytes that were accepted are not counted at once."""

    async def test_does_not_undo_that_the_last_bytes_were_accepted(self, play: TikTokPlay) -> None:
        post = await play.post()
        kept = replace(handle_in((await play.publisher.begin(post)).handle), upload_url="/bytes")
        told = [{"status": "PROCESSING_UPLOAD", "uploaded_bytes": 0}] * 4
        app = FastAPI()

        @app.put("/bytes", status_code=201)
        async def take(request: Request) -> None:
            await request.body()

        @app.post("/tiktok/api/v2/post/publish/status/fetch/")
        async def status() -> dict[str, object]:
            return {"data": told.pop(), "error": {"code": "ok", "log_id": "2026"}}

        async with listening(app, Connections()) as root:
            elsewhere = replace(play, root=root)
            seen = await elsewhere.publisher.publish(kept.text(), post)

        assert (seen.stage, told) == (Stage.PROCESSING, [])
