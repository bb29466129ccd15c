"""The rehearsal of TikTok takes what the real platform takes, and refuses what it refuses."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    MODERATION_S,
    PRIVATE,
    PROCESSING_S,
    PUBLIC,
    SIZE,
    SMALL,
    TikTok,
    a_source,
    a_video,
    refused,
    shown,
    tiktok,
)

CREATOR_INFO = "post/publish/creator_info/query"
INIT = "post/publish/video/init"
INBOX_INIT = "post/publish/inbox/video/init"
SELF_ONLY = {"privacy_level": "SELF_ONLY"}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path) as stage:
        yield stage


@pytest.fixture
async def boundless(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path, lifted=True) as stage:
        yield stage


class TestDirectPost:
    async def test_goes_from_the_creator_to_a_public_id(self, stage: TikTok) -> None:
        content = a_video()
        creator = shown(await stage.call(CREATOR_INFO))

        publish_id = await stage.handed_in(content)
        before = await stage.status(publish_id)
        stage.clock.forward(seconds=PROCESSING_S)
        complete = await stage.status(publish_id)
        stage.clock.forward(seconds=MODERATION_S)
        public = await stage.status(publish_id)

        assert "PUBLIC_TO_EVERYONE" in creator["privacy_level_options"]
        assert (before["status"], before["uploaded_bytes"]) == ("PROCESSING_UPLOAD", SIZE)
        assert complete["status"] == "PUBLISH_COMPLETE"
        assert complete["publicaly_available_post_id"] == []
        (post_id,) = public["publicaly_available_post_id"]
        assert isinstance(post_id, int)
        assert post_id > 2**53
        assert len(str(post_id)) == 19
        (line,) = await stage.truth()
        assert line["handle_ref"] == publish_id
        assert line["post_id"] == str(post_id)
        assert line["account"] == PUBLIC
        assert line["caption"] == "A goal"
        assert line["privacy"] == "PUBLIC_TO_EVERYONE"
        assert line["size_bytes"] == SIZE
        assert line["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_never_has_an_id_when_only_its_owner_sees_it(self, stage: TikTok) -> None:
        publish_id = await stage.handed_in(settings=SELF_ONLY)
        stage.clock.forward(days=2)

        status = await stage.status(publish_id, token=await stage.new_token())

        assert status["status"] == "PUBLISH_COMPLETE"
        assert status["publicaly_available_post_id"] == []
        assert [line["privacy"] for line in await stage.truth()] == ["SELF_ONLY"]

    async def test_is_not_published_before_it_was_processed(self, stage: TikTok) -> None:
        await stage.handed_in()
        stage.clock.forward(seconds=PROCESSING_S - 1)

        assert await stage.truth() == []

    async def test_fails_when_the_file_is_wrong(self, stage: TikTok) -> None:
        files = (
            (bytes(SMALL), "file_format_check_failed"),
            (a_video(SMALL)[:-1], "file_format_check_failed"),
            (a_video(SMALL, seconds=2.9), "duration_check_failed"),
            (a_video(SMALL, seconds=601), "duration_check_failed"),
            (a_video(SMALL, width=358), "picture_size_check_failed"),
        )

        ids = [await stage.handed_in(content) for content, _ in files]
        before = {(await stage.status(id_))["status"] for id_ in ids}
        stage.clock.forward(seconds=PROCESSING_S)
        after = [await stage.status(id_) for id_ in ids]

        assert before == {"PROCESSING_UPLOAD"}
        assert {status["status"] for status in after} == {"FAILED"}
        assert [status["fail_reason"] for status in after] == [reason for _, reason in files]
        assert await stage.truth() == []

    async def test_fails_when_it_is_longer_than_the_creator_may_post(self, stage: TikTok) -> None:
        await stage.control(
            f"accounts/{PUBLIC}", {"max_video_post_duration_sec": 10}, method="PATCH"
        )
        publish_id = await stage.handed_in(a_video(SMALL, seconds=11))
        stage.clock.forward(seconds=PROCESSING_S)

        status = await stage.status(publish_id)

        assert status["fail_reason"] == "duration_check_failed"


class TestCreatorInfo:
    async def test_offers_what_the_kind_of_account_allows(self, stage: TikTok) -> None:
        token = await stage.new_token(PRIVATE)

        public = shown(await stage.call(CREATOR_INFO))
        private = shown(await stage.call(CREATOR_INFO, token=token))

        offered = ("privacy_level_options", "creator_username")
        assert [public[name] for name in offered] == [
            ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
            "stakazo.rehearsal",
        ]
        assert [private[name] for name in offered] == [
            ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
            "stakazo.private",
        ]

    async def test_follows_the_account_when_it_becomes_private(self, stage: TikTok) -> None:
        await stage.control(f"accounts/{PUBLIC}/make_private")

        creator = shown(await stage.call(CREATOR_INFO))

        assert creator["privacy_level_options"][0] == "FOLLOWER_OF_CREATOR"
        assert refused(await stage.init()) == (403, "privacy_level_option_mismatch")

    async def test_refuses_a_banned_creator_with_200(self, stage: TikTok) -> None:
        await stage.control(f"accounts/{PUBLIC}/ban")

        code = "spam_risk_user_banned_from_posting"
        assert refused(await stage.call(CREATOR_INFO)) == (200, code)
        assert refused(await stage.init()) == (403, code)


class TestInit:
    async def test_gives_an_address_that_holds_for_an_hour(self, stage: TikTok) -> None:
        begun = shown(await stage.init(size=SMALL))

        assert len(begun["publish_id"]) <= 64
        assert begun["publish_id"].startswith("v_pub_file~")
        assert len(begun["upload_url"]) <= 256
        assert begun["upload_url"].startswith(f"{stage.app}/upload/")
        stage.clock.forward(minutes=60)
        answer = await stage.put(begun["upload_url"], a_video(SMALL), 0, SMALL - 1)
        assert answer.status_code == 403

    async def test_refuses_a_post_that_breaks_a_rule(self, boundless: TikTok) -> None:
        cases: tuple[tuple[dict[str, Any], int, str], ...] = (
            ({"privacy_level": None}, 400, "invalid_params"),
            ({"privacy_level": ""}, 400, "invalid_param"),
            ({"privacy_level": "FOLLOWER_OF_CREATOR"}, 403, "privacy_level_option_mismatch"),
            ({"title": "x" * 2201}, 400, "invalid_param"),
            ({"title": "😀" * 1101}, 400, "invalid_param"),
            ({"title": 3}, 400, "invalid_params"),
            ({"disable_duet": "yes"}, 400, "invalid_params"),
            ({"video_cover_timestamp_ms": -1}, 400, "invalid_params"),
            ({"caption": "hello"}, 400, "invalid_params"),
            (SELF_ONLY | {"brand_content_toggle": True}, 400, "invalid_param"),
        )

        for settings, status, code in cases:
            assert refused(await boundless.init(settings)) == (status, code), settings

    async def test_takes_the_longest_title_and_all_settings(self, stage: TikTok) -> None:
        settings = {
            "title": "😀" * 1100,
            "disable_duet": True,
            "disable_stitch": False,
            "disable_comment": True,
            "video_cover_timestamp_ms": 1000,
            "brand_content_toggle": True,
            "brand_organic_toggle": True,
            "is_aigc": True,
        }

        assert shown(await stage.init(settings))["publish_id"]

    async def test_demands_a_privacy(self, stage: TikTok) -> None:
        body = {"post_info": {"title": "A goal"}, "source_info": a_source()}

        assert refused(await stage.call(INIT, body)) == (400, "invalid_param")

    async def test_demands_that_what_is_disabled_is_off(self, stage: TikTok) -> None:
        await stage.control(f"accounts/{PUBLIC}", {"duet_disabled": True}, method="PATCH")

        assert refused(await stage.init()) == (400, "invalid_param")
        assert shown(await stage.init({"disable_duet": True}))

    async def test_judges_how_the_file_is_cut(self, boundless: TikTok) -> None:
        cases = (
            (50_000_123, 10_000_000, 5, "ok"),
            (50_000_123, 10_000_000, 6, "invalid_param"),
            (4_999_999, 4_999_999, 1, "ok"),
            (4_999_999, 1_000_000, 4, "invalid_param"),
            (64_000_000, 64_000_000, 1, "ok"),
            (64_000_001, 64_000_001, 1, "invalid_param"),
            (100_000_000, 64_000_000, 1, "invalid_param"),
            (128_000_000, 64_000_000, 2, "ok"),
            (12_000_000, 4_999_999, 2, "invalid_param"),
            (200_000_000, 64_000_001, 3, "invalid_param"),
            (4_000_000_000, 5_000_000, 800, "ok"),
            (4_000_000_001, 50_000_000, 80, "invalid_param"),
            (0, 0, 1, "invalid_param"),
        )

        for size, chunk, count, code in cases:
            plan = {"video_size": size, "chunk_size": chunk, "total_chunk_count": count}
            source = {"source": "FILE_UPLOAD", **plan}
            answer = await boundless.call(INIT, {"post_info": SELF_ONLY, "source_info": source})
            assert answer.json()["error"]["code"] == code, plan

    async def test_refuses_a_body_of_another_shape(self, boundless: TikTok) -> None:
        cases: tuple[dict[str, Any], ...] = (
            {"post_info": SELF_ONLY},
            {"post_info": SELF_ONLY, "source_info": {"source": "MAGIC"}},
            {"post_info": SELF_ONLY, "source_info": a_source() | {"video_url": "x"}},
            {"post_info": SELF_ONLY, "source_info": a_source(), "more": 1},
            {"post_info": [], "source_info": a_source()},
        )

        for body in cases:
            status, code = refused(await boundless.call(INIT, body))
            assert (status, code.rstrip("s")) == (400, "invalid_param"), body

    async def test_refuses_what_is_not_json(self, stage: TikTok) -> None:
        headers = {"Authorization": f"Bearer {stage.token}", "Content-Type": "application/json"}
        url = f"{stage.app}/api/v2/{INIT}/"

        torn = await stage.http.post(url, content=b"{", headers=headers)
        form = await stage.http.post(
            url, content=b"{}", headers=headers | {"Content-Type": "text/plain"}
        )

        assert refused(torn) == refused(form) == (400, "invalid_params")


class TestUnauditedClient:
    async def test_posts_only_to_private_accounts_and_only_for_their_owner(
        self, tmp_path: Path
    ) -> None:
        async with tiktok(tmp_path, audited=0) as stage:
            token = await stage.new_token(PRIVATE)

            creator = shown(await stage.call(CREATOR_INFO))
            public = refused(await stage.init(SELF_ONLY))
            friends = refused(
                await stage.init({"privacy_level": "MUTUAL_FOLLOW_FRIENDS"}, token=token)
            )

            code = "unaudited_client_can_only_post_to_private_accounts"
            assert "PUBLIC_TO_EVERYONE" in creator["privacy_level_options"]
            assert public == friends == (403, code)
            assert shown(await stage.init(SELF_ONLY, token=token))
            assert shown(await stage.inbox_init())

    async def test_posts_for_a_few_creators_a_day(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path, users_per_day=1) as stage:
            token = await stage.new_token(PRIVATE)
            await stage.handed_in(a_video(SMALL))
            stage.clock.forward(seconds=PROCESSING_S)
            await stage.truth()

            other = refused(await stage.init(SELF_ONLY, token=token))

            assert other == (403, "reached_active_user_cap")
            assert shown(await stage.init())


class TestLimits:
    async def test_of_a_minute_hold_for_each_token(self, stage: TikTok) -> None:
        cases = (
            (CREATOR_INFO, 20),
            (INIT, 6),
            (INBOX_INIT, 6),
            ("post/publish/status/fetch", 30),
        )
        other = await stage.new_token()

        for path, most in cases:
            within = [(await stage.call(path)).status_code for _ in range(most)]
            assert 429 not in within, path
            assert refused(await stage.call(path)) == (429, "rate_limit_exceeded"), path
            assert (await stage.call(path, token=other)).status_code != 429, path
        stage.clock.forward(seconds=60)
        for path, _ in cases:
            assert (await stage.call(path)).status_code != 429, path

    async def test_of_a_day_hold_for_each_creator(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path, posts_per_day=2) as stage:
            for _ in range(2):
                await stage.handed_in(a_video(SMALL), settings=SELF_ONLY)
            stage.clock.forward(seconds=PROCESSING_S)
            await stage.truth()

            code = "spam_risk_too_many_posts"
            assert refused(await stage.init()) == (403, code)
            assert refused(await stage.call(CREATOR_INFO)) == (200, code)
            private = await stage.new_token(PRIVATE)
            assert shown(await stage.call(CREATOR_INFO, token=private))
            stage.clock.forward(days=1)
            stage.token = await stage.new_token()
            assert shown(await stage.init())

    async def test_of_a_day_hold_for_what_was_begun_before_they_were_reached(
        self, tmp_path: Path
    ) -> None:
        async with tiktok(tmp_path, posts_per_day=1) as stage:
            first = await stage.handed_in(a_video(SMALL))
            second = await stage.handed_in(a_video(SMALL))
            stage.clock.forward(seconds=PROCESSING_S)

            assert (await stage.status(first))["status"] == "PUBLISH_COMPLETE"
            assert (await stage.status(second))["fail_reason"] == "spam_risk_too_many_posts"
            assert len(await stage.truth()) == 1

    async def test_are_all_lifted_to_measure(self, tmp_path: Path) -> None:
        async with tiktok(tmp_path, lifted=True, posts_per_day=1) as stage:
            for _ in range(8):
                await stage.handed_in(a_video(SMALL))
            stage.clock.forward(seconds=PROCESSING_S)

            assert len(await stage.truth()) == 8
            for _ in range(8):
                assert shown(await stage.inbox_init())


class TestAccess:
    async def test_needs_a_living_token(self, stage: TikTok) -> None:
        short = await stage.new_token(life_s=60)
        stage.clock.forward(seconds=60)

        expired = await stage.call(CREATOR_INFO, token=short)
        strange = await stage.call(CREATOR_INFO, token="act.none")
        first = await stage.call(CREATOR_INFO, token=f"rehearsal:{PUBLIC}")

        assert refused(expired) == refused(strange) == refused(first)
        assert refused(strange) == (401, "access_token_invalid")

    async def test_needs_the_scope_of_the_call(self, stage: TikTok) -> None:
        cases = (
            ("video.upload", INIT),
            ("video.upload", CREATOR_INFO),
            ("video.publish", INBOX_INIT),
            ("video.list", "post/publish/status/fetch"),
            ("video.publish", "video/list"),
        )

        for scope, path in cases:
            token = await stage.new_token(scopes=[scope])
            answer = await stage.call(path, token=token)
            assert refused(answer) == (401, "scope_not_authorized"), path
