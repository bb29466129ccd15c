"""Clips × platforms × times → a plan: the pure decision of what goes when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.campaign import Campaign
from domain.errors import DomainError
from domain.ids import ClipId
from domain.platforms import Platform

_FIRST_HOUR: Final = 9
_LAST_HOUR: Final = 21
MAX_POSTS_PER_DAY: Final = 24


class CannotPlan(DomainError):
    """``reason`` names the text ``cannot_plan.<reason>``."""

    code = "cannot_plan"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A slot before it has an id. ``rank`` is the clip's place among its platform's scores."""

    clip_id: ClipId
    account: Account
    at: datetime
    score: float | None
    rank: int


def plan(
    campaign: Campaign,
    *,
    clips: Mapping[ClipId, Mapping[Platform, float]],
    accounts: Sequence[Account],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[Placement, ...]:
    """The best first, each once per account, spread evenly over the team's waking hours.

    ``clips`` come with the scores that they have.

    Raises CannotPlan when there is nothing to place or no time left to place it.
    """
    if not clips:
        raise CannotPlan("no_clips")
    if not accounts:
        raise CannotPlan("no_accounts")
    times = _times(campaign, zone=zone, now=now)
    if not times:
        raise CannotPlan("no_time")
    return tuple(
        Placement(clip_id=clip, account=account, at=at, score=value, rank=rank)
        for account in accounts
        for rank, (at, (clip, value)) in enumerate(
            zip(times, _ranked(clips, account.platform), strict=False), start=1
        )
    )


def _ranked(
    clips: Mapping[ClipId, Mapping[Platform, float]], platform: Platform
) -> list[tuple[ClipId, float | None]]:
    pairs = [(clip, scores.get(platform)) for clip, scores in clips.items()]
    return sorted(pairs, key=lambda pair: (pair[1] is None, -(pair[1] or 0.0), pair[0]))


def _times(campaign: Campaign, *, zone: ZoneInfo, now: datetime) -> list[datetime]:
    """Posting times in the team's zone: ``posts_per_day`` between 9 and 21 o'clock, day by day."""
    gap_h = (_LAST_HOUR - _FIRST_HOUR) / campaign.posts_per_day
    hours = [_FIRST_HOUR + gap_h * (n + 0.5) for n in range(campaign.posts_per_day)]
    first = campaign.starts_at.astimezone(zone).date()
    last = campaign.ends_at.astimezone(zone).date()
    earliest = max(now, campaign.starts_at)
    times: list[datetime] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        times.extend(midnight.replace(hour=int(hour), minute=int(hour % 1 * 60)) for hour in hours)
    return [at for at in times if earliest <= at <= campaign.ends_at]
