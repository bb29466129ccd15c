"""What YouTube's refusals mean, told by ``errors[0].reason`` and only then by the status.

Reasons: https://developers.google.com/youtube/v3/docs/errors. An unknown reason is judged by the
status alone, because the list changes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from domain.publication import Remedy, Scope, Setback
from domain.quota import next_pacific_midnight
from integrations.http import Answer

PROJECT_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
CHANNEL_CAP: Final = "uploadLimitExceeded"
CHANNEL_CAP_WAIT_S: Final = 24 * 3600.0
"""The platform says neither how many uploads a channel has nor when; a day is what users report."""

THROTTLED: Final[Mapping[str, Scope]] = {
    "rateLimitExceeded": Scope.APP,
    "userRateLimitExceeded": Scope.ACCOUNT,
    "uploadRateLimitExceeded": Scope.ACCOUNT,
}
THROTTLED_WAIT_S: Final = 60.0
"""For a throttle that does not say how long."""

HELD: Final = frozenset(
    {
        "authError",
        "forbidden",
        "insufficientPermissions",
        "youtubeSignupRequired",
        "accountDelegationForbidden",
        "channelClosed",
        "channelSuspended",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
        "authenticatedUserNotChannel",
    }
)
UNUSABLE: Final = frozenset({"mediaBodyRequired", "defaultLanguageNotSet"})
"""Besides every 400 whose reason begins with ``invalid``."""

PASSING: Final = frozenset({"backendError", "internalError"})
PASSING_STATUS: Final = frozenset({408, 409, 429})
"""A 409 alreadyExists on opening a session was seen in the field, and went away."""

LONG_S: Final = 60.0
"""What asks for more than this is a wait and no longer a try."""

_WORD = re.compile(r"\w{1,60}", re.ASCII)


def is_passing(answer: Answer) -> bool:
    """True when the same call may go through in a moment."""
    reason = reason_of(answer)
    return (
        answer.status >= 500
        or answer.status in PASSING_STATUS
        or reason in PASSING
        or reason in THROTTLED
    )


def setback(answer: Answer, *, now: datetime) -> Setback:
    reason = reason_of(answer)
    remedy, scope, wait_s = _cause(answer, reason, now=now)
    return Setback(
        reason or f"http_{answer.status}",
        f"YouTube answered {answer.status} {reason or 'without a reason'}",
        remedy=remedy,
        scope=scope,
        retry_after_s=wait_s,
    )


def no_answer() -> Setback:
    return Setback("no_answer", "YouTube does not answer", remedy=Remedy.RETRY)


def doubtful(cause: Setback) -> Setback:
    """The same when the post may be public already."""
    return Setback(
        cause.code,
        f"it may be there already: {cause}",
        remedy=Remedy.LOOK,
        scope=cause.scope,
        retry_after_s=cause.retry_after_s,
    )


@contextmanager
def understood() -> Iterator[None]:
    """For reading an answer whose shape may have changed."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as odd:
        sentence = "YouTube answered in a shape that we do not know"
        raise Setback("odd_answer", sentence, remedy=Remedy.RETRY) from odd


def reason_of(answer: Answer) -> str:
    """Empty when the body is not YouTube's error envelope."""
    try:
        reason = json.loads(answer.body)["error"]["errors"][0]["reason"]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return reason if isinstance(reason, str) and _WORD.fullmatch(reason) else ""


def _is_youtubes(answer: Answer) -> bool:
    """A page is somebody's in between, and says nothing of what was asked."""
    try:
        return "error" in json.loads(answer.body)
    except (ValueError, TypeError):
        return False


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
    return (next_pacific_midnight(now) - now).total_seconds()


def _cause(answer: Answer, reason: str, *, now: datetime) -> tuple[Remedy, Scope, float | None]:
    asked_s = retry_after_s(answer, now=now)
    if reason in PROJECT_QUOTA:
        return Remedy.WAIT, Scope.APP, seconds_to_new_quota(now)
    if reason == CHANNEL_CAP:
        return Remedy.WAIT, Scope.ACCOUNT, CHANNEL_CAP_WAIT_S
    if reason in THROTTLED:
        return Remedy.WAIT, THROTTLED[reason], asked_s or THROTTLED_WAIT_S
    if reason in HELD or answer.status == 401:
        return Remedy.HOLD_ACCOUNT, Scope.ACCOUNT, None
    if is_passing(answer) or answer.status < 400 or not _is_youtubes(answer):
        is_long = asked_s is not None and asked_s > LONG_S
        return Remedy.WAIT if is_long else Remedy.RETRY, Scope.POST, asked_s
    is_ours = reason in UNUSABLE or (answer.status == 400 and reason.startswith("invalid"))
    return Remedy.FIX_MEDIA if is_ours else Remedy.HUMAN, Scope.POST, None
