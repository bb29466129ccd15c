"""No plan and no burst ever holds more than a platform gives, on days of any length."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quota import (
    BUCKETS,
    PACIFIC,
    Bucket,
    Per,
    Spend,
    counts,
    free_again_at,
    next_pacific_midnight,
    room_at,
)
from tests.build import NOON

SPRING: Final = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
"""An hour before the day of 23 hours begins in California."""

AUTUMN: Final = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
"""An hour before the day of 25 hours begins there."""

SMALL: Final = {
    "minute": Bucket(per=Per.ACCOUNT, most=6, window=timedelta(minutes=1)),
    "day": Bucket(per=Per.ACCOUNT, most=15, window=timedelta(days=1)),
    "pacific": Bucket(per=Per.APP, most=20, window=None),
}
starts = st.sampled_from([NOON, SPRING, AUTUMN])
gaps = st.integers(0, 4 * 3600).map(lambda s: timedelta(seconds=s))
orders = st.lists(st.tuples(gaps, st.integers(1, 6)), max_size=60)


def spent_within(spends: list[Spend], bucket: Bucket, at: datetime) -> int:
    """What the platform counts at ``at``, in its own way: not by our function."""
    if bucket.window is not None:
        return sum(one.units for one in spends if at - bucket.window < one.at <= at)
    today = at.astimezone(PACIFIC).date()
    return sum(one.units for one in spends if one.at.astimezone(PACIFIC).date() == today)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SMALL)), starts, orders)
def test_who_waits_as_told_never_holds_more_than_the_bucket(
    name: str, start: datetime, wanted: list[tuple[timedelta, int]]
) -> None:
    bucket, now, spends = SMALL[name], start, list[Spend]()

    for gap, units in wanted:
        now = max(now + gap, room_at(bucket, spends, units=units, now=now + gap))
        spends.append(Spend(at=now, units=units))
        assert spent_within(spends, bucket, now) <= bucket.most


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SMALL)), starts, st.integers(1, 80))
def test_a_burst_gets_what_fits_and_not_one_more(name: str, now: datetime, size: int) -> None:
    bucket, spends = SMALL[name], list[Spend]()

    for _ in range(size):
        if room_at(bucket, spends, units=1, now=now) <= now:
            spends.append(Spend(at=now, units=1))

    assert len(spends) == min(size, bucket.most)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SMALL)), starts, orders)
def test_the_time_that_is_told_is_the_first_one(
    name: str, start: datetime, wanted: list[tuple[timedelta, int]]
) -> None:
    """A second earlier there is no room: nobody waits longer than the platform asks for."""
    bucket, now = SMALL[name], start
    spends = [Spend(at=(now := now + gap / 60), units=units) for gap, units in wanted]

    at = room_at(bucket, spends, units=6, now=now)

    assert room_at(bucket, spends, units=6, now=at) == at
    if at > now:
        early = at - timedelta(seconds=1)
        assert sum(one.units for one in spends if counts(bucket, one.at, early)) + 6 > bucket.most


@pytest.mark.parametrize("bucket", [pytest.param(b, id=name) for name, b in BUCKETS.items()])
def test_every_bucket_is_full_exactly_at_its_size(bucket: Bucket) -> None:
    full = [Spend(at=NOON, units=bucket.most)]

    assert room_at(bucket, [], units=bucket.most, now=NOON) == NOON
    assert room_at(bucket, full, units=1, now=NOON) == free_again_at(bucket, NOON) > NOON


def test_more_than_a_bucket_ever_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="never fit"):
        room_at(SMALL["minute"], [], units=7, now=NOON)


class TestThePacificDay:
    @pytest.mark.parametrize(
        ("begins", "hours"),
        [
            (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), 23),
            (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), 25),
            (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), 24),
        ],
    )
    def test_is_as_long_as_it_is_in_california(self, begins: datetime, hours: int) -> None:
        assert next_pacific_midnight(begins) == begins + timedelta(hours=hours)

    @given(st.integers(1_577_836_800, 2_082_758_400))
    def test_ends_at_the_next_midnight_and_at_no_other(self, unix: int) -> None:
        now = datetime.fromtimestamp(unix, UTC)

        midnight = next_pacific_midnight(now).astimezone(PACIFIC)

        assert (midnight.hour, midnight.minute, midnight.second) == (0, 0, 0)
        assert midnight.date() - now.astimezone(PACIFIC).date() == timedelta(days=1)

    def test_gives_everything_back_at_once(self) -> None:
        bucket = BUCKETS["youtube.uploads"]
        spends = [Spend(at=SPRING + timedelta(minutes=n), units=1) for n in range(50)]
        spends += [Spend(at=SPRING + timedelta(hours=2), units=50)]

        assert room_at(bucket, spends, units=100, now=SPRING + timedelta(hours=3)) == datetime(
            2026, 3, 9, 7, 0, tzinfo=UTC
        )
