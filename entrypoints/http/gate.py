"""What stands before any work on a webhook: room for so many calls, and a ledger that a flood of
bad ones cannot fill."""

from datetime import datetime, timedelta
from typing import Final

from domain.platforms import Platform
from entrypoints.http.throttle import Throttle

MOST_A_SECOND: Final = 400
"""Twice what the busiest platform is expected to send; to check a signature takes about a
thousandth of a second."""

TOLD_EVERY: Final = timedelta(minutes=1)


class Gate:
    """One per process."""

    def __init__(self) -> None:
        self._calls = Throttle(limit=MOST_A_SECOND, window=timedelta(seconds=1))
        self._refused: dict[Platform, int] = {}
        self._told_at: dict[Platform, datetime] = {}

    def require_room(self, platform: Platform, *, now: datetime) -> None:
        """Raises TooManyAttempts; the platforms come again later."""
        self._calls.require_room(platform, now=now)
        self._calls.mark(platform, now=now)

    def refused(self, platform: Platform, *, now: datetime) -> int:
        """How many refusals the ledger is to be told of now; 0 when it was told a moment ago."""
        self._refused[platform] = self._refused.get(platform, 0) + 1
        told_at = self._told_at.get(platform)
        if told_at is not None and now - told_at < TOLD_EVERY:
            return 0
        self._told_at[platform] = now
        return self._refused.pop(platform)
