"""What YouTube's refusals mean, told by ``errors[0].reason`` and only then by the status.

Reasons: https://developers.google.com/youtube/v3/docs/errors. An unknown reason is judged by the
status alone, because the list changes.
"""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.ports.outside import PlatformRefused, PlatformUnavailable
from integrations.http import Answer

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
"""Daily quotas begin anew at midnight here."""

PROJECT_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
CHANNEL_CAP: Final = "uploadLimitExceeded"
CHANNEL_CAP_WAIT_S: Final = 24 * 3600.0
PASSING: Final = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"}
)
PASSING_STATUS: Final = frozenset({408, 409, 429})


def is_passing(answer: Answer) -> bool:
    """True when the same call may go through in a moment."""
    return answer.status >= 500 or answer.status in PASSING_STATUS or reason_of(answer) in PASSING


def refusal(answer: Answer, *, now: datetime) -> PlatformUnavailable | PlatformRefused:
    reason = reason_of(answer)
    said = f"YouTube answered {answer.status} {reason or 'without a reason'}"
    if reason in PROJECT_QUOTA:
        return PlatformUnavailable(said, retry_after_s=seconds_to_new_quota(now))
    if reason == CHANNEL_CAP:
        return PlatformUnavailable(said, retry_after_s=CHANNEL_CAP_WAIT_S)
    if is_passing(answer) or answer.status < 400:
        return PlatformUnavailable(said, retry_after_s=retry_after_s(answer, now=now))
    return PlatformRefused(reason or f"http_{answer.status}", said)


def reason_of(answer: Answer) -> str:
    """Empty when the body is not YouTube's error envelope."""
    try:
        reason = json.loads(answer.body)["error"]["errors"][0]["reason"]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return reason if isinstance(reason, str) else ""


def retry_after_s(answer: Answer, *, now: datetime) -> float | None:
    """From ``Retry-After``, in seconds or as a date."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def seconds_to_new_quota(now: datetime) -> float:
    """To the next midnight in California, on days of 23 and 25 hours too."""
    here = now.astimezone(PACIFIC)
    tomorrow = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.timestamp() - now.timestamp()
