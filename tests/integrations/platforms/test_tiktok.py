from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from domain.publication import Choices, Privacy, Remedy, Scope, Setback, Stage
from integrations.platforms.tiktok_errors import DAY_S
from tests.integrations.platforms.tiktok_playing import (
    LARGE,
    LARGEST,
    PRIVATE_ONE,
    PUBLIC_ONE,
    SMALL,
    Shares,
    TikTokPlay,
    a_private_account,
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


class TestADirectPost:
    @pytest.mark.parametrize("size", [SMALL, LARGE])
    async def test_is_posted_once_with_the_bytes_and_words_that_were_approved(
        self, play: TikTokPlay, size: int
    ) -> None:
        post = await play.post(size)

        seen = await play.publish(post)

        [line] = await play.truth()
        assert (line["sha256"], line["size_bytes"]) == (post.medium.sha256, size)
        assert (line["caption"], line["privacy"]) == (post.caption, "PUBLIC_TO_EVERYONE")
        assert line["account"] == PUBLIC_ONE.external_id
        assert seen.stage is Stage.LIVE

    async def test_is_nothing_before_its_last_bytes(self, play: TikTokPlay) -> None:
        post = await play.post(LARGE)

        begun = await play.ready(post)

        play.clock.forward(minutes=50)
        seen = await play.publisher.status(begun.handle, post, crossed_at=None, known=())
        assert seen.stage is Stage.NOTHING
        assert await play.truth() == []

    async def test_gets_its_id_and_address_later(self, play: TikTokPlay) -> None:
        post = await play.post()
        begun = await play.ready(post)
        first = await play.publisher.publish(begun.handle, post)
        play.clock.forward(seconds=30)

        then = await play.status(begun, post)

        [line] = await play.truth()
        assert (first.external_id, first.evidence["post_id"]) == (None, "to follow")
        assert then.external_id == line["post_id"]
        assert then.url == f"{play.root}/tiktok/@{PUBLIC_ONE.handle}/video/{line['post_id']}"
        assert int(line["post_id"]) > 2**53

    async def test_for_its_owner_alone_is_live_without_an_id(self, play: TikTokPlay) -> None:
        post = await play.post(privacy=Privacy.PRIVATE)
        begun = await play.ready(post)
        await play.publisher.publish(begun.handle, post)
        play.clock.forward(days=1)

        seen = await play.status(begun, post)

        assert (seen.stage, seen.external_id, seen.url) == (Stage.LIVE, None, None)
        [line] = await play.truth()
        assert line["privacy"] == "SELF_ONLY"

    async def test_carries_every_declaration(self, play: TikTokPlay) -> None:
        await play.control(
            "PATCH", f"/accounts/{PUBLIC_ONE.external_id}", json={"duet_disabled": True}
        )
        choices = Choices(
            ai_generated=True,
            paid_partnership=True,
            allow_comments=True,
            allow_duet=True,
            cover_ms=1500,
        )

        await play.publish(await play.post(choices=choices))

        [line] = await play.truth()
        assert line["settings"]["is_aigc"]
        assert line["settings"]["brand_content_toggle"]
        assert not line["settings"]["brand_organic_toggle"]
        assert not line["settings"]["disable_comment"]
        assert line["settings"]["disable_duet"]
        assert line["settings"]["disable_stitch"]
        assert line["settings"]["video_cover_timestamp_ms"] == 1500

    async def test_is_counted_before_the_call(self, play: TikTokPlay) -> None:
        await play.publisher.begin(await play.post())

        assert play.spent == ["tiktok.creator_info", "tiktok.init", "tiktok.posts"]

    async def test_is_known_by_its_publish_id(self, play: TikTokPlay) -> None:
        begun = await play.publisher.begin(await play.post())

        assert begun.reference is not None
        assert begun.reference.startswith("v_pub_file~")
        assert "upload_token" in begun.handle
        assert "upload_token" not in repr(begun)


class TestAnInboxPost:
    INBOX = Choices(inbox=True)

    async def test_lies_in_the_inbox_until_the_person_posts_it(self, play: TikTokPlay) -> None:
        post = await play.post(choices=self.INBOX)
        begun = await play.ready(post)

        delivered = await play.publisher.publish(begun.handle, post)

        assert delivered.stage is Stage.INBOX
        assert await play.truth() == []
        assert play.spent[:2] == ["tiktok.init", "tiktok.inbox"]

    async def test_is_live_under_every_post_that_the_person_made(self, play: TikTokPlay) -> None:
        post = await play.post(choices=self.INBOX)
        begun = await play.ready(post)
        await play.publisher.publish(begun.handle, post)
        for again in (False, True):
            order = {"caption": "Mine", "again": again}
            await play.control("POST", f"/inbox/{begun.reference}/post", json=order)
        play.clock.forward(seconds=30)

        seen = await play.status(begun, post)

        first, second = (line["post_id"] for line in await play.truth())
        assert seen.stage is Stage.LIVE
        assert (seen.external_id, seen.more_ids) == (first, (second,))

    async def test_that_is_the_sixth_of_a_day_waits(self, play: TikTokPlay) -> None:
        post = await play.post(choices=self.INBOX)
        for _ in range(5):
            await play.publisher.begin(post)
        play.clock.forward(minutes=2)

        with pytest.raises(Setback) as full:
            await play.publisher.begin(post)

        assert full.value.code == "spam_risk_too_many_pending_share"
        assert (full.value.remedy, full.value.retry_after_s) == (Remedy.WAIT, DAY_S)

    async def test_needs_no_permission_to_publish(self, play: TikTokPlay) -> None:
        scopes = ("user.info.basic", "video.upload")
        account = an_account(scopes=scopes)
        play.tokens[account.external_id] = await play.mint(account.external_id, scopes=scopes)
        post = await play.post(account=account, choices=self.INBOX)

        standing = await play.publisher.preflight(post)
        seen = await play.publish(post)

        assert standing.handle == PUBLIC_ONE.name
        assert seen.stage is Stage.INBOX


class TestThePreflight:
    async def test_says_what_the_creator_may_do(self, play: TikTokPlay) -> None:
        await play.control(
            "PATCH",
            f"/accounts/{PUBLIC_ONE.external_id}",
            json={"stitch_disabled": True, "max_video_post_duration_sec": 60},
        )

        standing = await play.publisher.preflight(await play.post())

        assert standing.handle == PUBLIC_ONE.handle
        assert standing.privacy == (Privacy.PUBLIC, Privacy.FRIENDS, Privacy.PRIVATE)
        assert (standing.max_duration_ms, standing.may_stitch) == (60_000, False)
        assert standing.asked_at == play.clock.now()

    async def test_refuses_a_privacy_that_the_account_lost(self, play: TikTokPlay) -> None:
        post = await play.post()
        await play.control("POST", f"/accounts/{PUBLIC_ONE.external_id}/make_private")

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert refused.value.code == "privacy_level_option_mismatch"
        assert refused.value.remedy is Remedy.FIX_MEDIA

    async def test_refuses_another_account_than_the_one_approved(self, play: TikTokPlay) -> None:
        post = await play.post()
        play.tokens[PUBLIC_ONE.external_id] = await play.mint(PRIVATE_ONE.external_id)

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert (refused.value.code, refused.value.scope) == ("wrong_account", Scope.ACCOUNT)
        assert refused.value.remedy is Remedy.HOLD_ACCOUNT

    @pytest.mark.parametrize(
        ("code", "remedy", "scope", "wait_s"),
        [
            ("spam_risk_too_many_posts", Remedy.WAIT, Scope.ACCOUNT, DAY_S),
            ("reached_active_user_cap", Remedy.WAIT, Scope.APP, DAY_S),
            ("spam_risk_user_banned_from_posting", Remedy.HOLD_ACCOUNT, Scope.ACCOUNT, None),
        ],
    )
    async def test_believes_an_error_that_comes_with_success(
        self, play: TikTokPlay, code: str, remedy: Remedy, scope: Scope, wait_s: float | None
    ) -> None:
        await play.order("creator_info", "refuse", reason=code, code=200)

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(await play.post())

        assert (refused.value.code, refused.value.remedy) == (code, remedy)
        assert (refused.value.scope, refused.value.retry_after_s) == (scope, wait_s)
        assert refused.value.trace

    async def test_misses_a_file_that_is_gone(self, play: TikTokPlay) -> None:
        post = await play.post()
        await play.store.delete(post.medium.blob)

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(post)

        assert refused.value.code == "file_missing"

    async def test_refuses_a_file_of_another_size(self, play: TikTokPlay) -> None:
        post = await play.post()
        swapped = replace(post, medium=replace(post.medium, size_bytes=SMALL + 1))

        with pytest.raises(Setback) as refused:
            await play.publisher.preflight(swapped)

        assert refused.value.code == "size_mismatch"


class TestTheIdentity:
    async def test_is_the_open_id_and_the_username(self, play: TikTokPlay) -> None:
        identity = await play.publisher.authenticate(an_account())

        assert identity.external_id == PUBLIC_ONE.external_id
        assert identity.handle == PUBLIC_ONE.handle

    async def test_has_the_shown_name_where_the_username_was_not_permitted(
        self, play: TikTokPlay
    ) -> None:
        account = an_account(scopes=("user.info.basic",))
        token = await play.mint(account.external_id, scopes=account.scopes)
        play.tokens[account.external_id] = token

        identity = await play.publisher.authenticate(account)

        assert identity.handle == PUBLIC_ONE.name


class TestTheAppThatIsNotAudited:
    @pytest_asyncio.fixture(loop_scope="module")
    async def play(self, tmp_path: Path) -> AsyncIterator[TikTokPlay]:
        async with playing(tmp_path, terms={"audited": 0}) as play:
            yield play

    async def test_is_told_that_the_account_has_to_be_private(self, play: TikTokPlay) -> None:
        with pytest.raises(Setback) as refused:
            await play.publisher.begin(await play.post(privacy=Privacy.PRIVATE))

        assert refused.value.code == "unaudited_client_can_only_post_to_private_accounts"
        assert refused.value.remedy is Remedy.FIX_MEDIA
        assert "account itself" in str(refused.value)

    async def test_posts_for_a_private_account_alone(self, play: TikTokPlay) -> None:
        post = await play.post(account=a_private_account(), privacy=Privacy.PRIVATE)

        seen = await play.publish(post)

        assert seen.stage is Stage.LIVE

    async def test_may_send_to_the_inbox_of_any_account(self, play: TikTokPlay) -> None:
        post = await play.post(choices=Choices(inbox=True))

        assert (await play.publish(post)).stage is Stage.INBOX


class TestDeleting:
    async def test_is_not_offered(self, play: TikTokPlay) -> None:
        with pytest.raises(Setback) as refused:
            await play.publisher.delete(an_account(), "7")

        assert (refused.value.code, refused.value.remedy) == ("not_offered", Remedy.HUMAN)


class TestProgress:
    async def test_grows_and_leaves_the_last_bytes_out(self, play: TikTokPlay) -> None:
        post = await play.post(LARGEST)
        begun, shares = await play.publisher.begin(post), Shares()

        await play.publisher.upload(begun.handle, post, on_progress=shares)

        assert shares.told == sorted(shares.told)
        assert shares.told[0] == 0
        assert shares.told[-1] == 20_000_000 / LARGEST
