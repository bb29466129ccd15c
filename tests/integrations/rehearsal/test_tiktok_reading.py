"""What the rehearsal of TikTok lets a creator read back, and call off."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    MODERATION_S,
    PRIVATE,
    PROCESSING_S,
    PUBLIC,
    TikTok,
    refused,
    shown,
    tiktok,
)

LIST, QUERY = "video/list", "video/query"
STATUS, CANCEL = "post/publish/status/fetch", "post/publish/cancel"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path, lifted=True) as stage:
        yield stage


async def posted(stage: TikTok, *captions: str) -> None:
    for caption in captions:
        await stage.handed_in(settings={"title": caption})
    stage.clock.forward(seconds=PROCESSING_S + MODERATION_S)


class TestVideoList:
    async def test_shows_the_fields_that_were_asked_for(self, stage: TikTok) -> None:
        await posted(stage, "x" * 200)
        (line,) = await stage.truth()

        (video,) = (await stage.videos())["videos"]
        (short,) = (await stage.videos(fields="id"))["videos"]

        assert video["id"] == line["post_id"]
        assert video["video_description"] == "x" * 150
        assert video["duration"] == 12
        assert video["share_url"].endswith(f"/tiktok/@stakazo.rehearsal/video/{video['id']}")
        assert (await stage.http.get(video["share_url"])).status_code == 200
        assert short == {"id": video["id"]}

    async def test_goes_back_page_by_page(self, stage: TikTok) -> None:
        await posted(stage, *(f"number {n}" for n in range(5)))

        first = await stage.videos(max_count=2)
        second = await stage.videos(max_count=2, cursor=first["cursor"])
        third = await stage.videos(max_count=2, cursor=second["cursor"])

        pages = (first, second, third)
        titles = [video["title"] for page in pages for video in page["videos"]]
        assert titles == [f"number {n}" for n in (4, 3, 2, 1, 0)]
        assert [page["has_more"] for page in pages] == [True, True, False]

    async def test_has_only_what_everybody_can_see(self, stage: TikTok) -> None:
        await stage.handed_in(settings={"privacy_level": "SELF_ONLY"})
        await stage.handed_in(settings={"privacy_level": "MUTUAL_FOLLOW_FRIENDS"})
        await posted(stage, "for all")

        videos = (await stage.videos())["videos"]

        assert [video["title"] for video in videos] == ["for all"]
        assert len(await stage.truth()) == 3

    async def test_belongs_to_one_creator(self, stage: TikTok) -> None:
        await posted(stage, "mine")
        stage.token = await stage.new_token(PRIVATE)

        assert (await stage.videos())["videos"] == []

    async def test_refuses_what_it_does_not_know(self, stage: TikTok) -> None:
        cases = (
            await stage.call(LIST),
            await stage.call(LIST, fields="id,colour"),
            await stage.call(LIST, {"max_count": 21}, fields="id"),
            await stage.call(LIST, {"max_count": 0}, fields="id"),
            await stage.call(LIST, {"page": 1}, fields="id"),
            await stage.call(LIST, {"cursor": "x"}, fields="id"),
            await stage.call(QUERY, fields="id"),
            await stage.call(QUERY, {"filters": {"video_ids": []}}, fields="id"),
            await stage.call(QUERY, {"filters": {"video_ids": ["7"] * 21}}, fields="id"),
            await stage.call(QUERY, {"filters": {"video_ids": [7]}}, fields="id"),
            await stage.call("user/info", method="GET"),
        )

        assert {refused(answer) for answer in cases} == {(400, "invalid_params")}


class TestVideoQuery:
    async def test_leaves_out_what_is_not_there(self, stage: TikTok) -> None:
        await posted(stage, "one", "two")
        one, _ = await stage.truth()

        asked = {"filters": {"video_ids": [one["post_id"], "7000000000000000001"]}}
        found = shown(await stage.call(QUERY, asked, fields="id,title"))

        assert found["videos"] == [{"id": one["post_id"], "title": "one"}]


class TestAPostThatIsTakenAway:
    @pytest.mark.parametrize("what", ["remove", "restrict"])
    async def test_is_not_found_any_more(self, stage: TikTok, what: str) -> None:
        publish_id = await stage.handed_in()
        await posted(stage)
        (line,) = await stage.truth()

        await stage.control(f"posts/{line['post_id']}/{what}")

        status = await stage.status(publish_id)
        assert (await stage.videos())["videos"] == []
        assert status["status"] == "PUBLISH_COMPLETE"
        assert status["publicaly_available_post_id"] == []

    async def test_comes_back_when_it_was_only_hidden(self, stage: TikTok) -> None:
        await posted(stage, "hidden", "removed")
        hidden, removed = await stage.truth()
        await stage.control(f"posts/{hidden['post_id']}/restrict")
        await stage.control(f"posts/{removed['post_id']}/remove")

        for line in (hidden, removed):
            await stage.control(f"posts/{line['post_id']}/restore")

        titles = [video["title"] for video in (await stage.videos())["videos"]]
        assert titles == ["hidden"]
        events = ("restricted", "deleted", "restored")
        assert [len(await stage.truth(event)) for event in events] == [1, 1, 1]


class TestUserInfo:
    async def test_shows_who_it_is(self, stage: TikTok) -> None:
        answer = await stage.call(
            "user/info", method="GET", fields="open_id,display_name,username,video_count"
        )

        assert shown(answer)["user"] == {
            "open_id": PUBLIC,
            "display_name": "Stakazo rehearsal",
            "username": "stakazo.rehearsal",
            "video_count": 0,
        }

    async def test_shows_only_what_was_granted(self, stage: TikTok) -> None:
        token = await stage.new_token(scopes=["user.info.basic"])

        basic = await stage.call("user/info", method="GET", token=token, fields="open_id")
        more = await stage.call("user/info", method="GET", token=token, fields="username")

        assert shown(basic)["user"] == {"open_id": PUBLIC}
        assert refused(more) == (401, "scope_not_authorized")


class TestStatus:
    async def test_knows_only_what_was_begun_by_this_creator(self, stage: TikTok) -> None:
        publish_id = shown(await stage.init())["publish_id"]
        other = await stage.new_token(PRIVATE)

        strange = await stage.call(STATUS, {"publish_id": publish_id + "1"})
        foreign = await stage.call(STATUS, {"publish_id": publish_id}, token=other)
        nothing = await stage.call(STATUS, {})

        assert refused(strange) == (400, "invalid_publish_id")
        assert refused(foreign) == (400, "token_not_authorized_for_specified_publish_id")
        assert refused(nothing) == (400, "invalid_params")


class TestCancel:
    async def test_stops_a_post_that_is_not_out_yet(self, stage: TikTok) -> None:
        publish_id = await stage.handed_in()

        shown(await stage.call(CANCEL, {"publish_id": publish_id}))
        stage.clock.forward(seconds=PROCESSING_S)
        status = await stage.status(publish_id)

        assert (status["status"], status["fail_reason"]) == ("FAILED", "publish_cancelled")
        assert await stage.truth() == []

    async def test_is_too_late_once_it_is_out(self, stage: TikTok) -> None:
        publish_id = await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S)

        answer = await stage.call(CANCEL, {"publish_id": publish_id})

        assert refused(answer) == (400, "publish_not_cancellable")
        assert len(await stage.truth()) == 1
