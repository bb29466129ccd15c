"""How much of its calls each account, and the app, has used, what the headers say of it, and the
throttle."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.errors import GraphError

CALLS_PER_DAY: Final = 48_000.0
"""graph-api/overview/rate-limiting: 4800 times the impressions of 24 hours; we say they are ten."""

APP_CALLS_PER_HOUR: Final = 200_000.0
"""The same page: 200 times the app's users, counted for all of them; we say they are a thousand."""

_HOURS: Final = 24
_LONGER_EACH_CALL: Final = timedelta(minutes=1)
"""A call while throttled makes it last longer."""


@dataclass(kw_only=True)
class _Used:
    by_hour: dict[int, int] = field(default_factory=dict)
    free_at: datetime | None = None


class Usage:
    """``shown`` and ``app_shown`` are what the headers say instead of the truth, in per cent."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._used: dict[str, _Used] = defaultdict(_Used)
        self.shown: int | None = None
        self.app_shown: int | None = None

    def count(self, account: str) -> None:
        """Raises GraphError 80002."""
        if self._ground.lifted:
            return
        used, hour = self._used[account], self._hour()
        used.by_hour[hour] = used.by_hour.get(hour, 0) + 1
        for old in [one for one in used.by_hour if one <= hour - _HOURS]:
            del used.by_hour[old]
        if self._percent(account) >= 100 and not self._minutes_left(account):
            self.throttle(account, seconds=3600)
        if self._minutes_left(account):
            assert used.free_at is not None
            used.free_at += _LONGER_EACH_CALL
            raise GraphError(
                80002,
                None,
                "(#80002) There have been too many calls to this Instagram account. Wait a bit and"
                " try again.",
            )

    def throttle(self, account: str, *, seconds: float) -> None:
        self._used[account].free_at = self._ground.clock.now() + timedelta(seconds=seconds)

    def reset(self) -> None:
        self._used.clear()
        self.shown = self.app_shown = None

    def headers(self, account: str | None) -> Mapping[str, str]:
        apps = {"X-App-Usage": json.dumps(_counts(self._app_percent()))}
        if account is None:
            return apps
        case = {
            "type": "instagram",
            **_counts(self._percent(account)),
            "estimated_time_to_regain_access": self._minutes_left(account),
        }
        return {**apps, "X-Business-Use-Case-Usage": json.dumps({account: [case]})}

    def _app_percent(self) -> int:
        if self.app_shown is not None:
            return self.app_shown
        hour = self._hour()
        calls = sum(used.by_hour.get(hour, 0) for used in self._used.values())
        return int(100 * calls / self._ground.term("app_calls_per_hour", APP_CALLS_PER_HOUR))

    def _percent(self, account: str) -> int:
        if self._minutes_left(account):
            return 100
        if self.shown is not None:
            return self.shown
        most = self._ground.term("calls_per_day", CALLS_PER_DAY)
        return int(100 * sum(self._used[account].by_hour.values()) / most)

    def _hour(self) -> int:
        return int(self._ground.clock.now().timestamp() // 3600)

    def _minutes_left(self, account: str) -> int:
        free_at = self._used[account].free_at
        if free_at is None:
            return 0
        return max(0, ceil((free_at - self._ground.clock.now()).total_seconds() / 60))


def _counts(percent: int) -> dict[str, int]:
    return {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
