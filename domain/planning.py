"""Clips × platforms × times → a plan: the pure decision of what goes when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.campaign import Campaign
from domain.errors import DomainError
from domain.ids import ClipId

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


Choices = Mapping[Account, Mapping[ClipId, float | None]]
"""The clips that may still go to each account, with their scores for its platform if they have
one. What stands on an account already is no choice for it."""


def plan(
    campaign: Campaign, *, choices: Choices, zone: ZoneInfo, now: datetime
) -> tuple[Placement, ...]:
    """The best first, each once per account, spread evenly over the team's waking hours.

    Raises CannotPlan when there is nothing to place or no time left to place it.
    """
    if not choices:
        raise CannotPlan("no_accounts")
    if not any(choices.values()):
        raise CannotPlan("no_clips")
    times = _times(campaign, zone=zone, now=now)
    if not times:
        raise CannotPlan("no_time")
    return tuple(
        Placement(clip_id=clip, account=account, at=at, score=score, rank=rank)
        for account, clips in choices.items()
        for rank, (at, (clip, score)) in enumerate(
            zip(times, sorted(clips.items(), key=_best_first), strict=False), start=1
        )
    )


def _best_first(choice: tuple[ClipId, float | None]) -> tuple[bool, float, ClipId]:
    """Clips without a score come last, in the order of their birth."""
    clip, score = choice
    return (score is None, -(score or 0.0), clip)


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
