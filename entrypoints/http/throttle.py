"""Slows down guessing: how often somebody failed lately, in this process, in bounded memory."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

from domain.errors import DomainError

WINDOW: Final = timedelta(minutes=5)
_MAX_KEYS: Final = 10_000


class TooManyAttempts(DomainError):
    code = "too_many_attempts"

    def __init__(self, *, wait_s: int) -> None:
        super().__init__(wait_s=wait_s, count=wait_s)
        self.wait_s = wait_s


class Throttle:
    """At most ``limit`` marks per key and window. The longest unused keys are forgotten first."""

    def __init__(self, *, limit: int, window: timedelta = WINDOW) -> None:
        self._limit = limit
        self._window = window
        self._marks: OrderedDict[str, deque[datetime]] = OrderedDict()

    def require_room(self, key: str, *, now: datetime) -> None:
        """Raises TooManyAttempts."""
        marks = self._recent(key, now=now)
        if len(marks) >= self._limit:
            wait = marks[0] + self._window - now
            raise TooManyAttempts(wait_s=max(1, round(wait.total_seconds())))

    def mark(self, key: str, *, now: datetime) -> None:
        marks = self._recent(key, now=now)
        marks.append(now)
        self._marks[key] = marks
        self._marks.move_to_end(key)
        if len(self._marks) > _MAX_KEYS:
            self._marks.popitem(last=False)

    def forget(self, key: str) -> None:
        self._marks.pop(key, None)

    def _recent(self, key: str, *, now: datetime) -> deque[datetime]:
        marks = self._marks.get(key, deque(maxlen=self._limit))
        while marks and marks[0] + self._window <= now:
            marks.popleft()
        return marks
