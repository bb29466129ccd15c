import json
from datetime import UTC, datetime

import httpx
import pytest

from domain.ports.outside import PlatformRefused, PlatformUnavailable
from integrations.http import Answer
from integrations.platforms.youtube_errors import (
    is_passing,
    reason_of,
    refusal,
    seconds_to_new_quota,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def an_error(status: int, reason: str = "", **headers: str) -> Answer:
    body = {"error": {"code": status, "message": "", "errors": [{"reason": reason}]}}
    return Answer(status=status, headers=httpx.Headers(headers), body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "reason", "wait_s"),
    [
        (403, "quotaExceeded", 20 * 3600),
        (403, "dailyLimitExceeded", 20 * 3600),
        (400, "uploadLimitExceeded", 24 * 3600),
        (403, "rateLimitExceeded", None),
        (403, "userRateLimitExceeded", None),
        (503, "backendError", None),
        (500, "", None),
        (429, "somethingNew", None),
        (302, "", None),
    ],
)
def test_what_will_pass_says_when(status: int, reason: str, wait_s: float | None) -> None:
    refused = refusal(an_error(status, reason), now=NOON)

    assert isinstance(refused, PlatformUnavailable)
    assert refused.retry_after_s == wait_s


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        (400, "invalidTitle", "invalidTitle"),
        (401, "authError", "authError"),
        (401, "youtubeSignupRequired", "youtubeSignupRequired"),
        (403, "insufficientPermissions", "insufficientPermissions"),
        (403, "channelClosed", "channelClosed"),
        (400, "somethingNew", "somethingNew"),
        (418, "", "http_418"),
    ],
)
def test_what_will_not_pass_keeps_the_platforms_word(status: int, reason: str, code: str) -> None:
    refused = refusal(an_error(status, reason), now=NOON)

    assert isinstance(refused, PlatformRefused)
    assert refused.code == code


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [("120", 120.0), ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0), ("soon", None), ("", None)],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, wait_s: float | None) -> None:
    refused = refusal(an_error(503, "backendError", **{"Retry-After": value}), now=NOON)

    assert isinstance(refused, PlatformUnavailable)
    assert refused.retry_after_s == wait_s


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "no"}', b'{"error": {}}'])
def test_a_body_that_is_no_envelope_has_no_reason(body: bytes) -> None:
    answer = Answer(status=502, headers=httpx.Headers(), body=body)

    assert reason_of(answer) == ""
    assert is_passing(answer)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 8, 8, tzinfo=UTC), 23),  # 00:00 on the day that summer time begins
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # 00:00 on the day that it ends
        (datetime(2026, 7, 1, 7, tzinfo=UTC), 24),
    ],
)
def test_a_day_of_quota_is_as_long_as_the_day_in_california(now: datetime, hours: int) -> None:
    assert seconds_to_new_quota(now) == hours * 3600
