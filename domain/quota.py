"""How often the platforms let us call, counted ahead of time and shared by all workers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

PACIFIC: Final = ZoneInfo("America/Los_Angeles")


class Per(StrEnum):
    """Whose calls are counted together."""

    ACCOUNT = "account"
    APP = "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """At most ``most`` units in ``window``; None for the day that begins at midnight in
    California."""

    per: Per
    most: int
    window: timedelta | None


_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

BUCKETS: Final[Mapping[str, Bucket]] = {
    "instagram.containers": Bucket(per=Per.ACCOUNT, most=400, window=_DAY),
    "instagram.posts": Bucket(per=Per.ACCOUNT, most=100, window=_DAY),
    "tiktok.creator_info": Bucket(per=Per.ACCOUNT, most=20, window=_MINUTE),
    "tiktok.init": Bucket(per=Per.ACCOUNT, most=6, window=_MINUTE),
    "tiktok.status": Bucket(per=Per.ACCOUNT, most=30, window=_MINUTE),
    "tiktok.posts": Bucket(per=Per.ACCOUNT, most=15, window=_DAY),
    "tiktok.inbox": Bucket(per=Per.ACCOUNT, most=5, window=_DAY),
    "youtube.uploads": Bucket(per=Per.APP, most=100, window=None),
    "youtube.units": Bucket(per=Per.APP, most=10_000, window=None),
}
"""The defaults that the platforms document, or that their users report (TikTok's posts). What an
account may really post is asked at run time where the platform says it (``Standing``): of
Instagram's 50 or 100 the larger one stands here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    at: datetime
    units: int


def room_at(bucket: Bucket, spent: Iterable[Spend], *, units: int, now: datetime) -> datetime:
    """When so many more units fit: ``now`` when they do already.

    Raises ValueError for more units than the bucket ever holds.
    """
    if units > bucket.most:
        raise ValueError(f"{units} units never fit {bucket.most}")
    counted = sorted((one for one in spent if counts(bucket, one.at, now)), key=lambda s: s.at)
    used = sum(one.units for one in counted)
    if used + units <= bucket.most:
        return now
    for one in counted:
        used -= one.units
        if used + units <= bucket.most:
            return free_again_at(bucket, one.at)
    raise AssertionError("an empty bucket has room")


def counts(bucket: Bucket, at: datetime, now: datetime) -> bool:
    """Whether what was spent at ``at`` still counts."""
    return free_again_at(bucket, at) > now


def free_again_at(bucket: Bucket, at: datetime) -> datetime:
    """When what was spent at ``at`` stops counting."""
    return at + bucket.window if bucket.window is not None else next_pacific_midnight(at)


def next_pacific_midnight(now: datetime) -> datetime:
    """On days of 23 and 25 hours too."""
    here = now.astimezone(PACIFIC)
    tomorrow = (here + _DAY).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return tomorrow.astimezone(now.tzinfo)
