import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from domain.publication import Remedy, Scope, Setback
from integrations.http import Answer
from integrations.platforms.youtube_errors import (
    doubtful,
    is_passing,
    reason_of,
    seconds_to_new_quota,
    setback,
    understood,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def an_error(status: int, reason: str = "", **headers: str) -> Answer:
    body = {"error": {"code": status, "message": "", "errors": [{"reason": reason}]}}
    return Answer(status=status, headers=httpx.Headers(headers), body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "reason", "scope", "wait_s"),
    [
        (403, "quotaExceeded", Scope.APP, 20 * 3600),
        (403, "dailyLimitExceeded", Scope.APP, 20 * 3600),
        (400, "uploadLimitExceeded", Scope.ACCOUNT, 24 * 3600),
        (403, "rateLimitExceeded", Scope.APP, 60),
        (403, "userRateLimitExceeded", Scope.ACCOUNT, 60),
        (429, "uploadRateLimitExceeded", Scope.ACCOUNT, 60),
    ],
)
def test_a_limit_says_whose_it_is_and_when_it_ends(
    status: int, reason: str, scope: Scope, wait_s: float
) -> None:
    refused = setback(an_error(status, reason), now=NOON)

    assert (refused.remedy, refused.scope) == (Remedy.WAIT, scope)
    assert refused.retry_after_s == wait_s


@pytest.mark.parametrize(
    ("status", "reason", "remedy"),
    [
        (503, "backendError", Remedy.RETRY),
        (500, "", Remedy.RETRY),
        (409, "alreadyExists", Remedy.RETRY),
        (429, "somethingNew", Remedy.RETRY),
        (302, "", Remedy.RETRY),
        (401, "authError", Remedy.HOLD_ACCOUNT),
        (401, "somethingNew", Remedy.HOLD_ACCOUNT),
        (401, "youtubeSignupRequired", Remedy.HOLD_ACCOUNT),
        (403, "insufficientPermissions", Remedy.HOLD_ACCOUNT),
        (403, "forbidden", Remedy.HOLD_ACCOUNT),
        (403, "channelClosed", Remedy.HOLD_ACCOUNT),
        (403, "authenticatedUserAccountSuspended", Remedy.HOLD_ACCOUNT),
        (400, "invalidTitle", Remedy.FIX_MEDIA),
        (400, "mediaBodyRequired", Remedy.FIX_MEDIA),
        (400, "somethingNew", Remedy.HUMAN),
        (403, "somethingNew", Remedy.HUMAN),
        (418, "", Remedy.HUMAN),
    ],
)
def test_each_refusal_calls_for_one_action(status: int, reason: str, remedy: Remedy) -> None:
    refused = setback(an_error(status, reason), now=NOON)

    assert refused.remedy is remedy
    assert refused.code == (reason or f"http_{status}")


@pytest.mark.parametrize(
    ("value", "remedy", "wait_s"),
    [
        ("20", Remedy.RETRY, 20.0),
        ("120", Remedy.WAIT, 120.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", Remedy.RETRY, 30.0),
        ("soon", Remedy.RETRY, None),
        ("", Remedy.RETRY, None),
    ],
)
def test_what_the_platform_asks_for_is_read_as_seconds_or_as_a_date(
    value: str, remedy: Remedy, wait_s: float | None
) -> None:
    refused = setback(an_error(503, "backendError", **{"Retry-After": value}), now=NOON)

    assert (refused.remedy, refused.retry_after_s) == (remedy, wait_s)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"error": "no"}',
        b'{"error": {}}',
        b'{"error": {"errors": [{"reason": "https://example.com/?token=secret"}]}}',
    ],
)
def test_what_is_no_reason_of_the_platform_is_not_repeated(body: bytes) -> None:
    answer = Answer(status=502, headers=httpx.Headers(), body=body)

    assert reason_of(answer) == ""
    assert is_passing(answer)
    assert "secret" not in str(setback(answer, now=NOON))


def test_a_doubt_keeps_the_cause_and_asks_for_a_look() -> None:
    cause = setback(an_error(403, "quotaExceeded"), now=NOON)

    doubt = doubtful(cause)

    assert doubt.remedy is Remedy.LOOK
    assert (doubt.code, doubt.scope) == (cause.code, cause.scope)
    assert doubt.retry_after_s == cause.retry_after_s


@pytest.mark.parametrize("page", [{}, {"items": []}, {"items": [{"id": "x"}]}, {"items": 7}])
def test_an_unknown_shape_is_told_as_such(page: dict[str, Any]) -> None:
    with pytest.raises(Setback) as odd, understood():
        int(page["items"][0]["id"])

    assert (odd.value.code, odd.value.remedy) == ("odd_answer", Remedy.RETRY)


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
