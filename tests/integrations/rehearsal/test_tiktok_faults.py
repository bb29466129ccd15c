"""What can go wrong on TikTok goes wrong in its rehearsal, where and when it is ordered."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    CHUNK,
    MODERATION_S,
    PROCESSING_S,
    PUBLIC,
    SIZE,
    TikTok,
    a_video,
    refused,
    shown,
    tiktok,
)

VIDEO = a_video()
FIRST, SECOND = (0, CHUNK - 1), (CHUNK, SIZE - 1)
CREATOR_INFO = "post/publish/creator_info/query"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path) as stage:
        yield stage


class TestAnyCall:
    async def test_may_be_refused_with_a_good_status(self, stage: TikTok) -> None:
        code = "spam_risk_too_many_posts"
        await stage.order("init", "refuse", reason=code, code=200)
        await stage.order("creator_info", "refuse", reason="reached_active_user_cap")

        assert refused(await stage.init()) == (200, code)
        assert refused(await stage.call(CREATOR_INFO)) == (403, "reached_active_user_cap")
        assert shown(await stage.init())

    async def test_may_lose_its_answer_after_it_was_done(self, stage: TikTok) -> None:
        await stage.order("init", "drop_answer")

        with pytest.raises(httpx.TransportError):
            await stage.init()

        assert len(list((stage.folder / "tasks").iterdir())) == 1

    async def test_may_be_answered_by_somebody_else(self, stage: TikTok) -> None:
        await stage.order("init", "html:502")
        await stage.order("init", "empty", n=2)
        await stage.order("init", "spoil:504", n=3)
        await stage.order("init", "status:503", n=4, retry_after_s=7)

        answers = [await stage.init() for _ in range(4)]

        assert [one.status_code for one in answers] == [502, 200, 504, 503]
        assert answers[1].content == b""
        assert answers[3].headers["Retry-After"] == "7"
        assert refused(answers[3]) == (503, "internal_error")
        assert len(list((stage.folder / "tasks").iterdir())) == 1

    async def test_may_find_its_token_revoked(self, stage: TikTok) -> None:
        await stage.order("status", "revoke_token")
        publish_id = await stage.handed_in()

        answer = await stage.call("post/publish/status/fetch", {"publish_id": publish_id})

        assert refused(answer) == (401, "access_token_invalid")
        assert refused(await stage.call(CREATOR_INFO)) == (401, "access_token_invalid")


class TestAChunk:
    async def test_may_be_stored_and_still_fail(self, stage: TikTok) -> None:
        await stage.order("chunk", "store_then_fail", code=502)
        url = shown(await stage.init())["upload_url"]

        failed = await stage.put(url, VIDEO, *FIRST)
        again = await stage.put(url, VIDEO, *FIRST)
        last = await stage.put(url, VIDEO, *SECOND)

        assert (failed.status_code, again.status_code, last.status_code) == (502, 416, 201)
        assert again.headers["Content-Range"] == f"bytes 0-{CHUNK}/{SIZE}"

    async def test_may_be_the_last_and_fail_while_the_post_comes(self, stage: TikTok) -> None:
        await stage.order("last_chunk", "store_then_fail")
        begun = shown(await stage.init())
        await stage.put(begun["upload_url"], VIDEO, *FIRST)

        failed = await stage.put(begun["upload_url"], VIDEO, *SECOND)
        stage.clock.forward(seconds=PROCESSING_S)

        assert failed.status_code == 503
        assert (await stage.status(begun["publish_id"]))["status"] == "PUBLISH_COMPLETE"
        assert len(await stage.truth()) == 1

    async def test_may_lose_its_answer(self, stage: TikTok) -> None:
        await stage.order("last_chunk", "drop_answer")
        begun = shown(await stage.init())
        await stage.put(begun["upload_url"], VIDEO, *FIRST)

        with pytest.raises(httpx.TransportError):
            await stage.put(begun["upload_url"], VIDEO, *SECOND)
        stage.clock.forward(seconds=PROCESSING_S)

        assert (await stage.status(begun["publish_id"]))["status"] == "PUBLISH_COMPLETE"

    async def test_is_forgotten_when_the_connection_breaks_in_it(self, stage: TikTok) -> None:
        await stage.order("chunk", "close", bytes=1_000_000)
        begun = shown(await stage.init())

        with pytest.raises(httpx.TransportError):
            await stage.put(begun["upload_url"], VIDEO, *FIRST)
        status = await stage.status(begun["publish_id"])
        again = await stage.send(begun["upload_url"], VIDEO)

        assert status["uploaded_bytes"] == 0
        assert again == [206, 201]

    async def test_may_find_the_server_elsewhere(self, stage: TikTok) -> None:
        await stage.order("last_chunk", "misaligned", bytes=CHUNK - 1)
        url = shown(await stage.init())["upload_url"]
        await stage.put(url, VIDEO, *FIRST)

        answer = await stage.put(url, VIDEO, *SECOND)
        again = await stage.send(url, VIDEO)

        assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes 0-0/{SIZE}")
        assert again == [206, 201]

    @pytest.mark.parametrize(("fault", "status"), [("expire_upload", 403), ("unknown_upload", 404)])
    async def test_may_find_its_address_dead_for_good(
        self, stage: TikTok, fault: str, status: int
    ) -> None:
        await stage.order("last_chunk", fault)
        url = shown(await stage.init())["upload_url"]
        await stage.put(url, VIDEO, *FIRST)

        answers = [await stage.put(url, VIDEO, *SECOND) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [status, status]
        assert await stage.truth() == []


class TestATask:
    @pytest.mark.parametrize("call", ["init", "last_chunk"])
    async def test_may_fail_with_any_reason(self, stage: TikTok, call: str) -> None:
        await stage.order(call, "fail", reason="spam_risk_text")
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        status = await stage.status(publish_id)

        assert (status["status"], status["fail_reason"]) == ("FAILED", "spam_risk_text")
        assert await stage.truth() == []

    async def test_may_be_stuck(self, stage: TikTok) -> None:
        await stage.order("last_chunk", "stuck", seconds=3600)
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=3600)

        stuck = await stage.status(publish_id)
        stage.clock.forward(seconds=PROCESSING_S)
        after = await stage.status(publish_id)

        assert [stuck["status"], after["status"]] == ["PROCESSING_UPLOAD", "PUBLISH_COMPLETE"]

    async def test_may_be_published_long_before_it_has_an_id(self, stage: TikTok) -> None:
        await stage.order("init", "no_id", seconds=3600)
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=3600)

        without = await stage.status(publish_id)
        stage.clock.forward(seconds=PROCESSING_S + MODERATION_S)
        after = await stage.status(publish_id)

        assert without["status"] == after["status"] == "PUBLISH_COMPLETE"
        assert without["publicaly_available_post_id"] == []
        assert len(after["publicaly_available_post_id"]) == 1

    async def test_may_be_listed_later_than_it_has_an_id(self, stage: TikTok) -> None:
        await stage.order("init", "listed_late", seconds=600)
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S + MODERATION_S)

        before = await stage.videos()
        stage.clock.forward(seconds=600)
        after = await stage.videos()

        assert (await stage.status(publish_id))["publicaly_available_post_id"]
        assert [len(before["videos"]), len(after["videos"])] == [0, 1]


class TestOrders:
    async def test_are_refused_when_there_is_no_such_fault(self, stage: TikTok) -> None:
        cases: tuple[dict[str, Any], ...] = (
            {"call": "init", "fault": "lose_bytes"},
            {"call": "publish", "fault": "close"},
            {"call": "chunk", "fault": "revoke_token"},
            {"call": "init", "fault": "expire_upload"},
            {"call": "init", "fault": "fail", "reason": "bad_luck"},
            {"call": "init", "fault": "refuse", "reason": "bad_luck"},
            {"call": "init", "fault": "refuse"},
            {"call": "webhook", "fault": "stuck"},
        )

        for order in cases:
            answer = await stage.http.post(f"{stage.app}/rehearsal/faults", json=order)
            assert answer.status_code == 422, order

    async def test_are_taken_for_every_kind_of_call(self, stage: TikTok) -> None:
        for call, fault in (("webhook", "duplicated"), ("refresh", "drop_answer")):
            await stage.order(call, fault)

    async def test_are_forgotten_on_demand(self, stage: TikTok) -> None:
        await stage.order("init", "html:500")

        await stage.control("faults", method="DELETE")

        assert shown(await stage.init())


class TestTheCreator:
    async def test_may_take_the_permission_away_in_the_middle(self, stage: TikTok) -> None:
        begun = shown(await stage.init())
        await stage.put(begun["upload_url"], VIDEO, *FIRST)

        await stage.control(f"accounts/{PUBLIC}/revoke")
        last = await stage.put(begun["upload_url"], VIDEO, *SECOND)
        status = await stage.status(begun["publish_id"], token=await stage.new_token())

        assert last.status_code == 403
        assert refused(await stage.call(CREATOR_INFO)) == (401, "access_token_invalid")
        assert (status["status"], status["fail_reason"]) == ("FAILED", "auth_removed")

    async def test_may_not_be_a_stranger(self, stage: TikTok) -> None:
        for path in ("accounts/nobody/ban", "accounts/nobody/revoke", "posts/7/remove"):
            answer = await stage.http.post(f"{stage.app}/rehearsal/{path}")
            assert answer.status_code == 404, path
