"""Time that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.build import NOON


@dataclass
class FixedClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        """Takes what ``timedelta`` takes."""
        self.at += timedelta(**by)
        return self.at
