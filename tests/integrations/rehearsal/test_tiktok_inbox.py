"""What is sent to the inbox of the app waits there for the person."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    MODERATION_S,
    PRIVATE,
    TikTok,
    a_source,
    refused,
    shown,
    tiktok,
)

INBOX_INIT = "post/publish/inbox/video/init"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path) as stage:
        yield stage


class TestAShare:
    async def test_is_delivered_and_waits(self, stage: TikTok) -> None:
        publish_id = await stage.shared()
        stage.clock.forward(minutes=90)

        status = await stage.status(publish_id)

        assert publish_id.startswith("v_inbox_file~")
        assert status["status"] == "SEND_TO_USER_INBOX"
        assert await stage.truth() == []
        (line,) = await stage.truth("inbox")
        assert line["handle_ref"] == publish_id

    async def test_takes_no_words_of_ours(self, stage: TikTok) -> None:
        body = {"post_info": {"title": "A goal"}, "source_info": a_source()}

        assert refused(await stage.call(INBOX_INIT, body)) == (400, "invalid_params")

    async def test_becomes_the_post_that_the_person_makes_of_it(self, stage: TikTok) -> None:
        publish_id = await stage.shared()

        made = await stage.control(f"inbox/{publish_id}/post", {"caption": "by hand"})
        stage.clock.forward(seconds=MODERATION_S)
        status = await stage.status(publish_id)

        assert status["status"] == "PUBLISH_COMPLETE"
        assert status["publicaly_available_post_id"] == [int(made["post_id"])]
        (line,) = await stage.truth()
        assert (line["handle_ref"], line["caption"]) == (publish_id, "by hand")

    async def test_is_posted_once_unless_the_person_wants_it_again(self, stage: TikTok) -> None:
        publish_id = await stage.shared()
        url = f"{stage.app}/rehearsal/inbox/{publish_id}/post"

        answers = [await stage.http.post(url, json=order) for order in ({}, {}, {"again": True})]
        stage.clock.forward(seconds=MODERATION_S)
        status = await stage.status(publish_id)

        assert [answer.status_code for answer in answers] == [200, 409, 200]
        assert len(set(status["publicaly_available_post_id"])) == 2
        assert len(await stage.truth()) == 2

    async def test_is_posted_as_privately_as_the_account_is(self, stage: TikTok) -> None:
        stage.token = await stage.new_token(PRIVATE)
        publish_id = await stage.shared()
        path = f"{stage.app}/rehearsal/inbox/{publish_id}/post"

        too_wide = await stage.http.post(path, json={"privacy": "PUBLIC_TO_EVERYONE"})
        await stage.control(f"inbox/{publish_id}/post", {})

        assert too_wide.status_code == 422
        (line,) = await stage.truth()
        assert line["privacy"] == "FOLLOWER_OF_CREATOR"

    async def test_cannot_be_posted_before_it_is_delivered(self, stage: TikTok) -> None:
        begun = shown(await stage.inbox_init())

        early = await stage.http.post(
            f"{stage.app}/rehearsal/inbox/{begun['publish_id']}/post", json={}
        )
        none = await stage.http.post(
            f"{stage.app}/rehearsal/inbox/v_inbox_file~v2-1.7/post", json={}
        )

        assert (early.status_code, none.status_code) == (409, 404)


class TestPendingShares:
    async def test_are_five_a_day(self, stage: TikTok) -> None:
        first = await stage.shared()
        for _ in range(4):
            shown(await stage.inbox_init())
        stage.clock.forward(minutes=1)

        full = await stage.inbox_init()
        await stage.control(f"inbox/{first}/post", {})
        again = await stage.inbox_init()
        stage.clock.forward(minutes=1)
        over = await stage.inbox_init()
        stage.clock.forward(days=1)
        next_day = await stage.inbox_init(token=await stage.new_token())

        code = "spam_risk_too_many_pending_share"
        assert refused(full) == refused(over) == (403, code)
        assert shown(again)
        assert shown(next_day)


class TestTheButton:
    async def test_posts_what_lies_there(self, stage: TikTok) -> None:
        publish_id = await stage.shared()
        page = await stage.http.get(f"{stage.app}/inbox", params={"lang": "es"})

        answer = await press(stage, publish_id, caption="a mano & más")

        assert f'action="/tiktok/inbox/{publish_id}?lang=es"' in page.text
        assert "Publicar" in page.text
        assert answer.status_code == 303
        (line,) = await stage.truth()
        assert line["caption"] == "a mano & más"
        assert publish_id not in (await stage.http.get(f"{stage.app}/inbox")).text

    async def test_posts_only_once(self, stage: TikTok) -> None:
        publish_id = await stage.shared()

        answers = [await press(stage, publish_id) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 409]
        assert len(await stage.truth()) == 1

    async def test_cannot_be_pressed_from_another_page(self, stage: TikTok) -> None:
        publish_id = await stage.shared()

        answers = [
            await press(stage, publish_id, origin=origin)
            for origin in ("https://elsewhere.example", "null", "")
        ]

        assert {answer.status_code for answer in answers} == {403}
        assert await stage.truth() == []


async def press(
    stage: TikTok, publish_id: str, *, caption: str = "", origin: str | None = None
) -> httpx.Response:
    return await stage.http.post(
        f"{stage.app}/inbox/{publish_id}",
        data={"caption": caption},
        headers={"Origin": stage.root if origin is None else origin},
        follow_redirects=False,
    )
