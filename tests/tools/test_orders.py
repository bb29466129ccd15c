from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from domain.platforms import Platform
from domain.publication import Misfire, Privacy
from domain.texts import Locale
from tests.build import NOON
from tools.orders import (
    NotOffered,
    PrivacyNeeded,
    PublishClip,
    TimePassed,
    choices_of,
    instant,
    privacy_of,
    window_of,
)

MADRID = ZoneInfo("Europe/Madrid")


class TestPrivacyOf:
    @pytest.mark.parametrize("platform", [Platform.INSTAGRAM, Platform.YOUTUBE])
    def test_is_public_where_nobody_says_otherwise(self, platform: Platform) -> None:
        assert privacy_of(PublishClip(clip="1"), platform, clip_number=1) is Privacy.PUBLIC

    @pytest.mark.parametrize(
        ("locale", "choices", "example"),
        [
            (
                Locale.EN,
                "public, friends, followers and private",
                "publish clip 4 on TikTok as public",
            ),
            (
                Locale.ES,
                "público, amigos, seguidores y privado",
                "publica el clip 4 en TikTok como público",
            ),
        ],
    )
    def test_is_never_chosen_for_a_person_on_tiktok(
        self, locale: Locale, choices: str, example: str
    ) -> None:
        with pytest.raises(PrivacyNeeded) as refusal:
            privacy_of(PublishClip(clip="4"), Platform.TIKTOK, clip_number=4)

        assert choices in refusal.value.text(locale)
        assert example in refusal.value.text(locale)

    def test_is_left_to_the_app_for_its_inbox(self) -> None:
        args = PublishClip(clip="4", inbox=True)

        assert privacy_of(args, Platform.TIKTOK, clip_number=4) is Privacy.PRIVATE


class TestChoicesOf:
    def test_are_off_until_they_are_said(self) -> None:
        choices = choices_of(PublishClip(clip="1"), Platform.TIKTOK)

        assert not any((choices.allow_comments, choices.allow_duet, choices.allow_stitch))
        assert not any((choices.ai_generated, choices.paid_partnership, choices.own_brand))

    def test_take_the_cover_in_milliseconds(self) -> None:
        assert choices_of(PublishClip(clip="1", cover=2.5), Platform.INSTAGRAM).cover_ms == 2500

    @pytest.mark.parametrize(
        ("args", "platform", "told"),
        [
            (PublishClip(clip="1", allow_duet=True), Platform.YOUTUBE, "duet. It works on TikTok"),
            (PublishClip(clip="1", made_for_kids=True), Platform.TIKTOK, "works on YouTube"),
            (PublishClip(clip="1", cover=0.0), Platform.YOUTUBE, "Instagram and TikTok"),
            (PublishClip(clip="1", inbox=True), Platform.INSTAGRAM, "works on TikTok"),
        ],
    )
    def test_that_the_platform_lacks_are_refused_and_not_passed_over(
        self, args: PublishClip, platform: Platform, told: str
    ) -> None:
        with pytest.raises(NotOffered) as refusal:
            choices_of(args, platform)

        assert told in str(refusal.value)


class TestInstant:
    @pytest.mark.parametrize(
        ("said", "utc"),
        [
            (datetime.fromisoformat("2030-07-01T09:00"), datetime(2030, 7, 1, 7, tzinfo=UTC)),
            (datetime.fromisoformat("2030-03-31T02:30"), datetime(2030, 3, 31, 1, tzinfo=UTC)),
            (
                datetime(2030, 3, 31, 2, 30, tzinfo=timezone(timedelta(hours=1))),
                datetime(2030, 3, 31, 1, tzinfo=UTC),
            ),
            (datetime.fromisoformat("2030-10-27T02:30"), datetime(2030, 10, 27, 0, 30, tzinfo=UTC)),
            (
                datetime(2030, 10, 27, 2, 30, tzinfo=timezone(timedelta(hours=1))),
                datetime(2030, 10, 27, 1, 30, tzinfo=UTC),
            ),
            (datetime(2030, 7, 1, 9, tzinfo=UTC), datetime(2030, 7, 1, 9, tzinfo=UTC)),
        ],
        ids=["wall", "gap", "gap with offset", "first of two", "second of two", "elsewhere"],
    )
    def test_is_what_the_clock_on_the_wall_means(self, said: datetime, utc: datetime) -> None:
        assert instant(said, MADRID) == utc


class TestWindowOf:
    def test_keeps_what_the_person_said_and_its_zone(self) -> None:
        args = PublishClip(
            clip="1", at=datetime.fromisoformat("2030-03-31T02:30"), if_late=Misfire.SKIP
        )

        window = window_of(args, now=NOON, zone=MADRID)

        assert window.opens_at == datetime(2030, 3, 31, 1, tzinfo=UTC)
        assert (window.wall_time, window.zone) == ("2030-03-31T02:30", "Europe/Madrid")
        assert window.misfire is Misfire.SKIP

    def test_opens_now_without_a_time(self) -> None:
        window = window_of(PublishClip(clip="1"), now=NOON, zone=MADRID)

        assert (window.opens_at, window.wall_time) == (NOON, None)

    def test_refuses_a_time_that_passed(self) -> None:
        args = PublishClip(clip="1", at=NOON - timedelta(hours=1))

        with pytest.raises(TimePassed):
            window_of(args, now=NOON, zone=MADRID)
