from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.job import retry_at
from tests.build import a_job

NOW = datetime(2030, 1, 1, tzinfo=UTC)


class TestRetryAt:
    @given(st.integers(1, 40), st.floats(0, 1))
    def test_waits_longer_each_time_but_never_more_than_five_minutes(
        self, attempts: int, jitter: float
    ) -> None:
        job = replace(a_job(), attempts=attempts, max_attempts=100)

        at = retry_at(job, now=NOW, jitter=jitter)

        assert at is not None
        assert 1 <= (at - NOW).total_seconds() <= 300

    def test_ends_after_the_last_attempt(self) -> None:
        assert retry_at(replace(a_job(), attempts=3, max_attempts=3), now=NOW, jitter=0) is None
