"""When a publication may go: wall time across clock changes, what is late, what is forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.ids import AccountId
from domain.platforms import Platform
from domain.publication.content import Misfire, Window

GAP: Final = timedelta(minutes=10)
"""What lies at least between two posts of one account when they go later than they were meant."""

PATIENCE: Final = timedelta(hours=36)
"""How long a publication may still go out after its time, when nobody says otherwise: longer than a
platform's limit for a day holds it back."""

PUNCTUAL: Final = timedelta(minutes=10)
"""What is late by less than this is not late."""


def moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time. In the gap of spring it is the first valid minute after
    it, in the overlap of autumn the first of the two.

    ``wall`` is naive: what a clock on the wall shows.
    """
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    return _end_of_gap(at, zone)


def _end_of_gap(near: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the clock change within a day around ``near``, to the minute."""
    low, high = near - timedelta(hours=24), near + timedelta(hours=24)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0) + (
        timedelta(minutes=1) if high.second > 30 else timedelta()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Nothing goes out from ``starts_at`` until before ``ends_at``. None for account and platform:
    everywhere."""

    id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    platform: Platform | None = None
    account_id: AccountId | None = None

    def covers(self, at: datetime, *, platform: Platform, account_id: AccountId) -> bool:
        return (
            self.starts_at <= at < self.ends_at
            and self.platform in (None, platform)
            and self.account_id in (None, account_id)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Somebody stopped publishing: everywhere, or to one account, until it is lifted."""

    id: str
    account_id: AccountId | None
    reason: str
    stopped_by: str
    stopped_at: datetime

    def covers(self, account_id: AccountId) -> bool:
        return self.account_id in (None, account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBefore:
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Its time is over; ``misfire`` says what that means: SKIP or ASK."""

    misfire: Misfire


Verdict = Go | NotBefore | Missed


def after_blackouts(
    at: datetime, blackouts: Iterable[Blackout], *, platform: Platform, account_id: AccountId
) -> datetime:
    """The first moment from ``at`` on that no blackout covers."""
    listed = sorted(blackouts, key=lambda blackout: blackout.starts_at)
    for blackout in listed:
        if blackout.covers(at, platform=platform, account_id=account_id):
            at = blackout.ends_at
    return at


def first_free(at: datetime, taken: Iterable[datetime]) -> datetime:
    """The first moment from ``at`` on that keeps the gap to all that are taken, in their order."""
    for other in taken:
        if other - GAP < at < other + GAP:
            at = other + GAP
    return at


def missed(window: Window, *, now: datetime) -> Misfire | None:
    """What to do with what its window has closed on; None while it is open."""
    if now <= window.opens_at + window.lasts:
        return None
    return Misfire.ASK if window.misfire is Misfire.SHIFT else window.misfire


def verdict(
    window: Window, *, due_at: datetime, now: datetime, last_sent_at: datetime | None
) -> Verdict:
    """What to do with a publication whose turn has come.

    ``due_at`` is later than the window's beginning where a limit moved it: then it is not missed
    when it goes at that time. ``last_sent_at`` is when its account last got something: whatever
    goes later than it was meant keeps its distance, for several may wait for the same limit.
    """
    if (misfire := missed(window, now=now)) is not None:
        return Missed(misfire=misfire)
    if now - window.opens_at <= PUNCTUAL:
        return Go()
    if now - due_at > PUNCTUAL and window.misfire is not Misfire.SHIFT:
        return Missed(misfire=window.misfire)
    return spacing(window, now=now, last_sent_at=last_sent_at)


def spacing(window: Window, *, now: datetime, last_sent_at: datetime | None) -> Go | NotBefore:
    """Whatever goes later than it was meant keeps its distance from the account's last post."""
    if now - window.opens_at <= PUNCTUAL or last_sent_at is None or now >= last_sent_at + GAP:
        return Go()
    return NotBefore(at=last_sent_at + GAP, reason="spacing")
