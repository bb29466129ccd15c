"""What TikTok's refusals mean, told by ``error.code`` whatever the HTTP status, and what its
reasons for a failed post mean.

https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.publication import Remedy, Scope, Setback

TOKEN_DEAD: Final = "access_token_invalid"
NOT_PERMITTED: Final = ("scope_not_authorized", "scope_permission_missed")
UNKNOWN_UPLOAD: Final = "invalid_publish_id"

MINUTE_S: Final = 60.0
DAY_S: Final = 24 * 3600.0

_WORD: Final = re.compile(r"[A-Za-z0-9_]{1,100}")


@dataclass(frozen=True, slots=True)
class _Meaning:
    remedy: Remedy
    scope: Scope = Scope.POST
    wait_s: float | None = None
    why: str = ""


_RECONNECT: Final = _Meaning(Remedy.HOLD_ACCOUNT, Scope.ACCOUNT)
_FULL_DAY: Final = _Meaning(Remedy.WAIT, Scope.ACCOUNT, DAY_S)
_FIX: Final = _Meaning(Remedy.FIX_MEDIA)

_REFUSALS: Final[Mapping[str, _Meaning]] = {
    TOKEN_DEAD: _RECONNECT,
    **dict.fromkeys(NOT_PERMITTED, _RECONNECT),
    "token_not_authorized_for_specified_publish_id": _RECONNECT,
    "spam_risk_user_banned_from_posting": _RECONNECT,
    "spam_risk_too_many_posts": _FULL_DAY,
    "spam_risk_too_many_pending_share": _FULL_DAY,
    "reached_active_user_cap": _Meaning(Remedy.WAIT, Scope.APP, DAY_S),
    "rate_limit_exceeded": _Meaning(Remedy.WAIT, Scope.ACCOUNT, MINUTE_S),
    "internal_error": _Meaning(Remedy.RETRY),
    UNKNOWN_UPLOAD: _Meaning(Remedy.BEGIN_ANEW),
    "invalid_param": _FIX,
    "invalid_params": _FIX,
    "invalid_file_upload": _FIX,
    "spam_risk_text": _FIX,
    "privacy_level_option_mismatch": _FIX,
    "unaudited_client_can_only_post_to_private_accounts": _Meaning(
        Remedy.FIX_MEDIA,
        why="the account itself has to be private in TikTok's settings; the inbox takes it as well",
    ),
}

_FAILURES: Final[Mapping[str, Remedy]] = {
    "file_format_check_failed": Remedy.FIX_MEDIA,
    "duration_check_failed": Remedy.FIX_MEDIA,
    "frame_rate_check_failed": Remedy.FIX_MEDIA,
    "picture_size_check_failed": Remedy.FIX_MEDIA,
    "spam_risk_text": Remedy.FIX_MEDIA,
    "internal": Remedy.BEGIN_ANEW,
    "auth_removed": Remedy.HOLD_ACCOUNT,
    "spam_risk_user_banned_from_posting": Remedy.HOLD_ACCOUNT,
    "spam_risk_too_many_posts": Remedy.WAIT,
}


def failure_remedy(fail_reason: str) -> Remedy:
    """What a failed post calls for; nobody but a person can judge a reason that is not known,
    ``spam_risk`` or ``publish_cancelled``."""
    return _FAILURES.get(fail_reason, Remedy.HUMAN)


def refusal(code: str, *, status: int, trace: str | None, is_read: bool) -> Setback:
    """A code that nobody knows yet: a read is made again, anything else needs a person, unless
    the platform says that the trouble is its own."""
    passes = is_read or status >= 500
    unknown = _Meaning(Remedy.RETRY if passes else Remedy.HUMAN)
    meaning = _REFUSALS.get(code, unknown)
    why = f": {meaning.why}" if meaning.why else ""
    return Setback(
        code,
        f"TikTok answered {status} {code}{why}",
        remedy=meaning.remedy,
        scope=meaning.scope,
        retry_after_s=meaning.wait_s,
        trace=trace,
    )


def word_of(value: object) -> str:
    """A code or status word as it may be kept: what does not look like one is not repeated."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "unreadable"


def lost(call: str) -> Setback:
    """No answer came, or one that is none. The call may have arrived."""
    return Setback("no_answer", f"TikTok gave no answer to {call}", remedy=Remedy.RETRY)


def odd(call: str, *, status: int, trace: str | None = None) -> Setback:
    """A page, nothing, or a shape that is not the documented one."""
    said = f"TikTok answered {call} with {status} and something unknown"
    return Setback("odd_answer", said, remedy=Remedy.RETRY, trace=trace)
