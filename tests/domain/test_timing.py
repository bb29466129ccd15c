"""Wall time across clock changes in every zone, and what is late, too late, or too close."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.platforms import Platform
from domain.publication import Misfire
from domain.timing import (
    GAP,
    PUNCTUAL,
    Blackout,
    Go,
    Missed,
    NotBefore,
    Stop,
    Verdict,
    after_blackouts,
    first_free,
    moment,
    verdict,
)
from tests.build import NOON, a_window, an_account


def wall(text: str) -> datetime:
    """What a clock on the wall shows: without a zone."""
    return datetime.fromisoformat(text)


HARD: Final = (
    "Europe/Madrid",
    "America/Mexico_City",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)
"""An hour; an hour until 2022 and none since; half an hour; an hour the other way round for
Ramadan; a quarter of an hour off and no change at all."""

ZONES: Final = sorted(zone for zone in available_timezones() if "/" in zone)
WALLS = st.datetimes(wall("2015-01-01 00:00"), wall("2037-01-01 00:00")).map(
    lambda at: at.replace(microsecond=0)
)
NAMES = st.one_of(st.sampled_from(HARD), st.sampled_from(ZONES))
MADRID: Final = ZoneInfo("Europe/Madrid")


def readings(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every instant at which a clock on the wall shows it."""
    both = {shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in both if at.astimezone(zone).replace(tzinfo=None) == shown)


@settings(max_examples=1_000, deadline=None)
@given(WALLS, NAMES)
@example(wall("2026-03-29 02:30"), "Europe/Madrid")
@example(wall("2026-10-25 02:30"), "Europe/Madrid")
@example(wall("2021-04-04 02:15"), "America/Mexico_City")
@example(wall("2026-04-05 02:15"), "America/Mexico_City")
@example(wall("2026-10-04 02:10"), "Australia/Lord_Howe")
@example(wall("2027-04-04 01:45"), "Australia/Lord_Howe")
@example(wall("2026-02-15 02:30"), "Africa/Casablanca")
@example(wall("2026-03-22 02:30"), "Africa/Casablanca")
@example(wall("2026-03-29 02:30"), "Asia/Kathmandu")
@example(wall("2018-11-04 00:30"), "America/Sao_Paulo")
@example(wall("2011-12-30 12:00"), "Pacific/Apia")
def test_f32_a_wall_time_is_its_first_instant_or_the_first_one_after_the_gap(
    said: datetime, name: str
) -> None:
    zone = ZoneInfo(name)

    at = moment(said, zone)

    shown = at.astimezone(zone).replace(tzinfo=None)
    if known := readings(said, zone):
        assert at == known[0]
    else:
        before = (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < said < shown
        assert shown.second == 0


class TestMoment:
    def test_is_the_first_valid_minute_in_the_gap_of_spring(self) -> None:
        at = moment(wall("2026-03-29 02:30"), MADRID)

        assert at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
        assert at.astimezone(MADRID).hour == 3

    def test_is_the_first_of_the_two_in_the_overlap_of_autumn(self) -> None:
        at = moment(wall("2026-10-25 02:30"), MADRID)

        assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_of_half_an_hour(self) -> None:
        lord_howe = ZoneInfo("Australia/Lord_Howe")

        at = moment(wall("2026-10-04 02:10"), lord_howe)

        assert at.astimezone(lord_howe).replace(tzinfo=None) == wall("2026-10-04 02:30")

    def test_keeps_nine_in_the_evening_on_both_sides_of_a_change(self) -> None:
        days = [moment(wall("2026-03-28 21:00") + timedelta(days=n), MADRID) for n in range(3)]

        assert {at.astimezone(MADRID).hour for at in days} == {21}
        assert days[1] - days[0] == timedelta(hours=23)


def judged(*, late: timedelta, moved: timedelta = timedelta(), **more: object) -> Verdict:
    """What is meant for noon, was put off by ``moved``, and gets its turn ``late`` after noon."""
    last_sent_at = more.pop("last_sent_at", None)
    assert last_sent_at is None or isinstance(last_sent_at, datetime)
    return verdict(
        a_window(opens_at=NOON, **more),
        due_at=NOON + moved,
        now=NOON + late,
        last_sent_at=last_sent_at,
    )


class TestVerdict:
    @pytest.mark.parametrize("misfire", list(Misfire))
    def test_what_is_on_time_goes_however_close_it_was_planned(self, misfire: Misfire) -> None:
        assert judged(late=PUNCTUAL, misfire=misfire, last_sent_at=NOON) == Go()

    @pytest.mark.parametrize("misfire", [Misfire.SKIP, Misfire.ASK])
    def test_what_is_late_follows_its_policy(self, misfire: Misfire) -> None:
        assert judged(late=timedelta(hours=1), misfire=misfire) == Missed(misfire=misfire)

    def test_what_may_be_late_keeps_its_distance(self) -> None:
        last = NOON + timedelta(minutes=58)

        told = judged(late=timedelta(hours=1), last_sent_at=last)

        assert told == NotBefore(at=last + GAP, reason="spacing")

    def test_what_was_put_off_keeps_its_distance_too(self) -> None:
        """Two that wait for the same limit have the same time, and would go at once."""
        last = NOON + timedelta(hours=5)

        told = judged(late=timedelta(hours=5), moved=timedelta(hours=5), last_sent_at=last)

        assert told == NotBefore(at=last + GAP, reason="spacing")

    @pytest.mark.parametrize("misfire", [Misfire.SKIP, Misfire.ASK])
    def test_what_a_limit_moved_was_not_missed(self, misfire: Misfire) -> None:
        assert judged(late=timedelta(hours=5), moved=timedelta(hours=5), misfire=misfire) == Go()

    @pytest.mark.parametrize(
        ("misfire", "asks"),
        [
            (Misfire.SKIP, Misfire.SKIP),
            (Misfire.ASK, Misfire.ASK),
            (Misfire.SHIFT, Misfire.ASK),
        ],
    )
    def test_behind_its_window_nothing_goes_by_itself(
        self, misfire: Misfire, asks: Misfire
    ) -> None:
        late = timedelta(hours=24, seconds=1)

        assert judged(late=late, moved=late, misfire=misfire) == Missed(misfire=asks)


class TestBlackouts:
    account = an_account(platform=Platform.TIKTOK)

    def after(self, at: datetime, *blackouts: Blackout) -> datetime:
        return after_blackouts(
            at, blackouts, platform=self.account.platform, account_id=self.account.id
        )

    def blackout(self, start_h: int, end_h: int, platform: Platform | None = None) -> Blackout:
        return Blackout(
            id=f"{start_h}",
            starts_at=NOON + timedelta(hours=start_h),
            ends_at=NOON + timedelta(hours=end_h),
            reason="election",
            platform=platform,
        )

    def test_that_follow_each_other_are_one(self) -> None:
        dark = (self.blackout(2, 5), self.blackout(0, 3))

        assert self.after(NOON, *dark) == NOON + timedelta(hours=5)

    def test_end_before_the_moment_that_they_name(self) -> None:
        assert self.after(NOON + timedelta(hours=3), self.blackout(0, 3)) == NOON + timedelta(
            hours=3
        )

    def test_of_another_platform_do_not_matter(self) -> None:
        assert self.after(NOON, self.blackout(0, 3, Platform.YOUTUBE)) == NOON


@pytest.mark.parametrize(("of_account", "covers"), [(None, True), ("this", True), ("other", False)])
def test_a_stop_covers_its_account_or_everything(of_account: str | None, covers: bool) -> None:
    account, other = an_account(), an_account()
    ids = {None: None, "this": account.id, "other": other.id}
    stop = Stop(
        id="s",
        account_id=ids[of_account],
        reason="wrong video",
        stopped_by="user:u",
        stopped_at=NOON,
    )

    assert stop.covers(account.id) is covers


class TestFirstFree:
    def test_goes_into_the_first_room_that_is_wide_enough(self) -> None:
        taken = [NOON + timedelta(minutes=minutes) for minutes in (6, 17, 45)]

        free = first_free(NOON, taken)

        assert free == NOON + timedelta(minutes=27)

    def test_is_now_where_nothing_is_near(self) -> None:
        assert first_free(NOON, [NOON + timedelta(hours=1)]) == NOON
