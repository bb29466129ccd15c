"""A measurement: one number, when it was observed, and of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """``labels`` of what a publication earned: ``publication_id``, ``platform``, ``definition``
    (the version of the platform's definition of the number)."""

    name: str
    value: float
    observed_at: datetime
    labels: Mapping[str, str]


EARNED: Final = "publication."
"""What the names of a publication's own numbers begin with."""

_SCHEDULE: Final = (
    (timedelta(hours=1), timedelta(minutes=10)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=2), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=90), timedelta(days=14)),
)


def next_look(*, published_at: datetime, now: datetime) -> datetime | None:
    """When a post is looked at again: often at first, then less and less, for ninety days."""
    age = now - published_at
    for up_to, gap in _SCHEDULE:
        if age < up_to:
            return now + gap
    return None
