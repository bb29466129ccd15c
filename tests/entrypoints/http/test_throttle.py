from datetime import UTC, datetime, timedelta

import pytest

from entrypoints.http import throttle
from entrypoints.http.throttle import WINDOW, Throttle, TooManyAttempts

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)


class TestThrottle:
    def test_has_room_below_the_limit(self) -> None:
        guesses = Throttle(limit=2)
        guesses.mark("ana", now=NOW)

        guesses.require_room("ana", now=NOW)

    def test_refuses_at_the_limit_and_says_how_long(self) -> None:
        guesses = Throttle(limit=2)
        guesses.mark("ana", now=NOW)
        guesses.mark("ana", now=NOW + timedelta(seconds=60))

        with pytest.raises(TooManyAttempts) as refused:
            guesses.require_room("ana", now=NOW + timedelta(seconds=100))

        assert refused.value.wait_s == WINDOW.total_seconds() - 100

    def test_counts_each_key_alone(self) -> None:
        guesses = Throttle(limit=1)
        guesses.mark("ana", now=NOW)

        guesses.require_room("eva", now=NOW)

    def test_has_room_again_after_the_window(self) -> None:
        guesses = Throttle(limit=1)
        guesses.mark("ana", now=NOW)

        guesses.require_room("ana", now=NOW + WINDOW)

    def test_forgets_after_a_success(self) -> None:
        guesses = Throttle(limit=1)
        guesses.mark("ana", now=NOW)
        guesses.forget("ana")

        guesses.require_room("ana", now=NOW)

    def test_stays_bounded(self) -> None:
        guesses = Throttle(limit=1)
        for number in range(throttle._MAX_KEYS + 10):
            guesses.mark(f"key {number}", now=NOW)

        guesses.require_room("key 0", now=NOW)
        with pytest.raises(TooManyAttempts):
            guesses.require_room("key 11", now=NOW)
