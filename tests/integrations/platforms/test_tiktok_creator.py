from datetime import UTC, datetime
from typing import Any

import pytest

from domain.publication import Choices, Privacy, Remedy, Setback, Standing
from integrations.platforms.tiktok_calls import Said
from integrations.platforms.tiktok_creator import check, check_file, post_info, standing_of
from tests.integrations.platforms.tiktok_playing import a_medium, a_post

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
OPTIONS = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]


def a_standing(**data: Any) -> Standing:
    data = {"creator_username": "one", "privacy_level_options": OPTIONS, **data}
    said = Said(call="creator_info", status=200, code="ok", trace=None, data=data)
    return standing_of(said, now=NOON)


class TestTheStanding:
    def test_names_the_privacy_that_is_offered_in_our_words(self) -> None:
        assert a_standing().privacy == (Privacy.PUBLIC, Privacy.FRIENDS, Privacy.PRIVATE)

    def test_of_a_private_account_offers_its_followers(self) -> None:
        options = ["FOLLOWER_OF_CREATOR", "SELF_ONLY"]

        standing = a_standing(privacy_level_options=options)

        assert standing.privacy == (Privacy.FOLLOWERS, Privacy.PRIVATE)

    def test_leaves_out_an_option_that_nobody_knows(self) -> None:
        assert a_standing(privacy_level_options=["MARTIANS"]).privacy == ()

    def test_says_what_the_creator_switched_off(self) -> None:
        standing = a_standing(comment_disabled=True, stitch_disabled=False)

        assert (standing.may_comment, standing.may_duet, standing.may_stitch) == (False, True, True)

    def test_knows_no_longest_duration_that_was_not_said(self) -> None:
        assert a_standing().max_duration_ms is None
        assert a_standing(max_video_post_duration_sec=60).max_duration_ms == 60_000

    @pytest.mark.parametrize("odd", [{"creator_username": None}, {"privacy_level_options": "ALL"}])
    def test_is_not_made_up_from_half_an_answer(self, odd: dict[str, Any]) -> None:
        with pytest.raises(Setback):
            a_standing(**odd)


class TestAPost:
    def test_with_a_privacy_that_is_not_offered_is_refused_and_never_changed(self) -> None:
        with pytest.raises(Setback) as refused:
            check(a_post(privacy=Privacy.FOLLOWERS), a_standing())

        assert refused.value.code == "privacy_level_option_mismatch"
        assert refused.value.remedy is Remedy.FIX_MEDIA

    def test_that_is_too_long_for_this_creator_is_refused(self) -> None:
        post = a_post(medium=a_medium(duration_ms=60_001))

        with pytest.raises(Setback) as refused:
            check(post, a_standing(max_video_post_duration_sec=60))

        assert refused.value.remedy is Remedy.FIX_MEDIA

    def test_as_long_as_the_creator_may_is_taken(self) -> None:
        post = a_post(medium=a_medium(duration_ms=60_000))

        check(post, a_standing(max_video_post_duration_sec=60))

    @pytest.mark.parametrize(
        ("size", "stored"), [(10, None), (10, 9), (0, 0), (4 * 10**9 + 1,) * 2]
    )
    def test_whose_file_is_not_right_is_refused(self, size: int, stored: int | None) -> None:
        with pytest.raises(Setback) as refused:
            check_file(a_post(medium=a_medium(size_bytes=size)), stored_bytes=stored)

        assert refused.value.remedy is Remedy.FIX_MEDIA


class TestWhatIsSent:
    def test_has_everything_off_that_nobody_switched_on(self) -> None:
        assert post_info(a_post(caption="A goal"), a_standing()) == {
            "title": "A goal",
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": True,
            "disable_duet": True,
            "disable_stitch": True,
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
            "is_aigc": False,
        }

    def test_says_what_was_declared_and_allowed(self) -> None:
        choices = Choices(
            ai_generated=True,
            paid_partnership=True,
            own_brand=True,
            allow_comments=True,
            allow_duet=True,
            allow_stitch=True,
            cover_ms=0,
        )

        told = post_info(a_post(choices=choices), a_standing())

        assert (told["is_aigc"], told["brand_content_toggle"], told["brand_organic_toggle"]) == (
            True,
            True,
            True,
        )
        assert not (told["disable_comment"] or told["disable_duet"] or told["disable_stitch"])
        assert told["video_cover_timestamp_ms"] == 0

    def test_keeps_off_what_the_creator_switched_off(self) -> None:
        choices = Choices(allow_comments=True, allow_duet=True, allow_stitch=True)
        standing = a_standing(comment_disabled=True, duet_disabled=True)

        told = post_info(a_post(choices=choices), standing)

        assert (told["disable_comment"], told["disable_duet"], told["disable_stitch"]) == (
            True,
            True,
            False,
        )
