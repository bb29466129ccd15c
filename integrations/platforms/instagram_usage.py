"""How near its limits Instagram says that we are, and when we have to keep away from it.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting: calls made while throttled
prolong it, so that we stop before.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, Final

from domain.ids import AccountId
from domain.ports.world import Clock
from domain.publication import Remedy, Scope, Setback

APP_HEADER: Final = "X-App-Usage"
ACCOUNT_HEADER: Final = "X-Business-Use-Case-Usage"
FULL_PERCENT: Final = 95.0
BUSY_PERCENT: Final = 80.0
LONGEST_S: Final = 24 * 3600.0
EASING_S: Final = 15 * 60.0
"""How long we keep away when nothing is said about when there is room again."""

_SHARES: Final = ("call_count", "total_cputime", "total_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """``percent`` of what is allowed, and when the platform says that there is room again."""

    percent: float
    regain_s: float


@dataclass(kw_only=True)
class Usage:
    """What the last answers said, for each account and (None) for the app."""

    clock: Clock
    _percent: dict[AccountId | None, float] = field(default_factory=dict)
    _closed_until: dict[AccountId | None, datetime] = field(default_factory=dict)

    def check(self, account: AccountId) -> None:
        """Raises Setback (Remedy.WAIT) while no call may be made."""
        now = self.clock.now()
        for whose, scope in ((None, Scope.APP), (account, Scope.ACCOUNT)):
            wait_s = (self._closed_until.get(whose, now) - now).total_seconds()
            if wait_s > 0:
                raise _closed(scope, wait_s)

    def is_busy(self, account: AccountId) -> bool:
        return max(self._percent.get(whose, 0.0) for whose in (None, account)) >= BUSY_PERCENT

    def heard(self, account: AccountId, headers: Mapping[str, str]) -> None:
        for whose, load in (
            (None, app_load(headers.get(APP_HEADER, ""))),
            (account, account_load(headers.get(ACCOUNT_HEADER, ""))),
        ):
            if load is None:
                continue
            self._percent[whose] = load.percent
            if load.percent >= FULL_PERCENT or load.regain_s > 0:
                self.close(whose, load.regain_s or EASING_S)

    def close(self, whose: AccountId | None, seconds: float) -> None:
        self._closed_until[whose] = self.clock.now() + timedelta(seconds=seconds)


def _closed(scope: Scope, wait_s: float) -> Setback:
    closed = Setback(
        "usage",
        "Instagram's limit of calls is nearly or wholly used up",
        remedy=Remedy.WAIT,
        scope=scope,
        retry_after_s=wait_s,
    )
    closed.unsent = True
    return closed


def regain_s(headers: Mapping[str, str]) -> float | None:
    """How long the platform says that we are kept out; None when it does not."""
    load = account_load(headers.get(ACCOUNT_HEADER, ""))
    return load.regain_s or None if load else None


def app_load(header: str) -> Load | None:
    """None for a header that is missing or that we cannot read."""
    value = _json(header)
    return _load([value]) if isinstance(value, dict) else None


def account_load(header: str) -> Load | None:
    """The heaviest of its entries: they are told by ids that we do not know."""
    value = _json(header)
    if not isinstance(value, dict):
        return None
    lists = [entries for entries in value.values() if isinstance(entries, list)]
    return _load([entry for entries in lists for entry in entries if isinstance(entry, dict)])


def _load(entries: list[dict[str, Any]]) -> Load:
    minutes = max(_numbers(entries, "estimated_time_to_regain_access"), default=0.0)
    return Load(
        percent=max(_numbers(entries, *_SHARES), default=0.0),
        regain_s=min(60 * minutes, LONGEST_S),
    )


def _numbers(entries: list[dict[str, Any]], *names: str) -> Iterator[float]:
    for entry in entries:
        for name in names:
            value = entry.get(name)
            if isinstance(value, int | float) and isfinite(value):
                yield float(value)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
