"""What breaks while the bytes are on their way, but for the last of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from domain.publication import Remedy, Setback, Stage
from integrations.platforms.tiktok_handle import handle_in
from tests.integrations.platforms.tiktok_playing import (
    LARGEST,
    SMALL,
    Shares,
    TikTokPlay,
    a_film,
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


class TestAChunk:
    @pytest.mark.parametrize(
        ("fault", "more"),
        [
            ("status:503", {}),
            ("store_then_fail", {}),
            ("close", {"bytes": 3_000_000}),
            ("drop_answer", {}),
            ("html:200", {}),
            ("misaligned", {}),
            ("misaligned", {"bytes": 0}),
        ],
    )
    async def test_that_breaks_is_brought_all_the_same(
        self, play: TikTokPlay, fault: str, more: dict[str, Any]
    ) -> None:
        post = await play.post(LARGEST)
        await play.order("chunk", fault, n=2, **more)

        seen = await play.publish(post)

        assert seen.stage is Stage.LIVE
        await play.assert_posted_once(post)

    async def test_is_tried_only_so_often(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", "status:503", times=10)

        with pytest.raises(Setback) as stalled:
            await play.publisher.upload(begun.handle, post, on_progress=Shares())

        assert stalled.value.remedy is Remedy.RETRY
        assert play.pauses.waits == [1.0, 2.0, 4.0]

    async def test_that_got_through_leaves_the_next_one_all_its_tries(
        self, play: TikTokPlay
    ) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", "status:503", times=3)
        await play.order("chunk", "status:503", n=5, times=3)

        await play.publisher.upload(begun.handle, post, on_progress=Shares())

        assert play.pauses.waits == [1.0, 2.0, 4.0] * 2

    async def test_that_cannot_fit_is_not_sent_for_ever(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", "misaligned", times=50)

        with pytest.raises(Setback) as stalled:
            await play.publisher.upload(begun.handle, post, on_progress=Shares())

        assert stalled.value.remedy is Remedy.RETRY

    @pytest.mark.parametrize("fault", ["expire_upload", "unknown_upload"])
    async def test_to_a_dead_address_means_another_upload(
        self, play: TikTokPlay, fault: str
    ) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", fault, n=2)

        with pytest.raises(Setback) as dead:
            await play.publisher.upload(begun.handle, post, on_progress=Shares())
        await play.publish(post)

        assert dead.value.remedy is Remedy.BEGIN_ANEW
        await play.assert_posted_once(post)

    async def test_that_tiktok_calls_malformed_is_for_a_person(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", "status:400")

        with pytest.raises(Setback) as refused:
            await play.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (refused.value.code, refused.value.remedy) == ("http_400", Remedy.HUMAN)


class TestAnUpload:
    async def test_goes_on_where_a_dead_worker_stopped(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("chunk", "close", n=2)
        with pytest.raises(Setback):
            await play.speaking(tries=1).upload(begun.handle, post, on_progress=Shares())
        shares = Shares()

        await play.publisher.upload(begun.handle, post, on_progress=shares)

        assert shares.told[0] == 10_000_000 / LARGEST
        await play.publisher.publish(begun.handle, post)
        await play.assert_posted_once(post)

    async def test_that_is_complete_but_for_the_last_bytes_sends_nothing(
        self, play: TikTokPlay
    ) -> None:
        post = await play.post(LARGEST)
        begun = await play.ready(post)
        await play.order("chunk", "status:400")

        await play.publisher.upload(begun.handle, post, on_progress=Shares())

        play.clock.forward(seconds=30)
        assert await play.truth() == []

    async def test_of_one_chunk_calls_nobody(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.publisher.begin(post)
        spent = list(play.spent)

        await play.publisher.upload(begun.handle, post, on_progress=Shares())

        play.clock.forward(seconds=30)
        assert play.spent == spent
        assert await play.truth() == []

    async def test_that_the_person_ended_is_not_gone_on_with(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.control("POST", f"/accounts/{post.account.external_id}/revoke")
        play.tokens.clear()

        with pytest.raises(Setback) as ended:
            await play.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (ended.value.code, ended.value.remedy) == ("auth_removed", Remedy.HOLD_ACCOUNT)

    async def test_that_tiktok_does_not_know_begins_anew(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        unknown = replace(handle_in(begun.handle), publish_id="v_pub_file~v2-1.7").text()

        with pytest.raises(Setback) as gone:
            await play.publisher.upload(unknown, post, on_progress=Shares())

        assert gone.value.remedy is Remedy.BEGIN_ANEW

    async def test_outlives_its_token(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        await play.order("status", "revoke_token")

        await play.publisher.upload(begun.handle, post, on_progress=Shares())
        await play.publisher.publish(begun.handle, post)

        assert len(play.refused) == 1
        await play.assert_posted_once(post)

    async def test_of_a_file_that_was_swapped_is_refused(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun = await play.publisher.begin(post)
        other = await play.put(a_film(SMALL))
        swapped = replace(post, medium=replace(post.medium, blob=other.key))

        with pytest.raises(Setback) as refused:
            await play.publisher.upload(begun.handle, swapped, on_progress=Shares())

        assert refused.value.code == "size_mismatch"
