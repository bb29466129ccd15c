"""Everything that happens by the clock, on one page. Times are UTC.

Days of the week are written as words ("mon"): here 0 would be Monday, not Sunday.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.triggers.cron import CronTrigger

from domain.job import JobKind

GRACE: Final = timedelta(minutes=5)
"""What is late by more than this waits for its next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    name: str
    kind: JobKind
    when: CronTrigger

    def last_due_at(self, now: datetime) -> datetime | None:
        """The newest time up to ``now``; None when it is longer ago than the grace."""
        due_at = None
        following = self.when.get_next_fire_time(None, now - GRACE)
        while following is not None and following <= now:
            due_at = following
            following = self.when.get_next_fire_time(following, now)
        return due_at


def cron(**fields: Any) -> CronTrigger:
    """Fields that are not named: smaller ones are 0, larger ones any."""
    return CronTrigger(timezone=UTC, **fields)


SCHEDULE: Final = (
    Tick(
        name="reconcile_publications",
        kind=JobKind.RECONCILE_PUBLICATIONS,
        when=cron(minute="*/2"),
    ),
    Tick(name="renew_grants", kind=JobKind.RENEW_GRANTS, when=cron(minute="*/5")),
    Tick(name="subscribe_channels", kind=JobKind.SUBSCRIBE_CHANNELS, when=cron(hour="*/6")),
    Tick(name="expire_approvals", kind=JobKind.EXPIRE_APPROVALS, when=cron(minute="*/5")),
)
