"""The fault words that this rehearsal knows, and at which calls each can strike.

Its own words, beside those of the fault script:

- ``fail``: the task ends FAILED with ``reason``, any of ``FAIL_REASONS``.
- ``stuck``: it is processed for ``seconds`` longer.
- ``no_id``: it is published, and has no post id for ``seconds`` longer.
- ``listed_late``: video/list shows it ``seconds`` later than its id.
- ``webhook_first``: its webhook goes out ``seconds`` before the status shows that it is published.
- ``refuse``: the call is refused with ``reason`` as ``error.code``; with ``code`` as HTTP status.
- ``expire_upload`` (403) and ``unknown_upload`` (404): the upload address is dead from now on.
- ``misaligned``: 416 and nothing is stored; with ``bytes``, what lies beyond them is lost too.
- ``odd_status``: the status is ``reason``, a word that nobody knows.
- ``store_then_fail``: 503, or ``code``, after the chunk was stored.
"""

from typing import Final

from fastapi import HTTPException

from integrations.rehearsal.callbacks import FAULTS as WEBHOOK_WORDS
from integrations.rehearsal.callbacks import WEBHOOK
from integrations.rehearsal.faults import Due, Fault
from integrations.rehearsal.tiktok import oauth
from integrations.rehearsal.tiktok.errors import CODES
from integrations.rehearsal.tiktok.tasks import Fate

API_CALLS: Final = frozenset(
    {"creator_info", "init", "inbox_init", "status", "list", "query", "user", "cancel"}
)
CHUNK_CALLS: Final = frozenset({"chunk", "last_chunk"})
STARTS: Final = frozenset({"init", "inbox_init", "last_chunk"})

FAIL_REASONS: Final = frozenset(
    {
        "file_format_check_failed",
        "duration_check_failed",
        "frame_rate_check_failed",
        "picture_size_check_failed",
        "internal",
        "video_pull_failed",
        "photo_pull_failed",
        "publish_cancelled",
        "auth_removed",
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "spam_risk_text",
        "spam_risk",
        "app_version_check_failed",
    }
)

_ANY: Final = API_CALLS | CHUNK_CALLS | oauth.CALLS
_WHERE: Final = {
    **dict.fromkeys(("close", "drop_answer", "spoil", "stall", "html", "empty", "status"), _ANY),
    "revoke_token": API_CALLS,
    "refuse": API_CALLS,
    "odd_status": frozenset({"status"}),
    **dict.fromkeys(oauth.FAULTS, oauth.CALLS),
    **dict.fromkeys(("fail", "stuck", "no_id", "listed_late", "webhook_first"), STARTS),
    **dict.fromkeys(
        ("expire_upload", "unknown_upload", "misaligned", "store_then_fail"), CHUNK_CALLS
    ),
}
_LONG_S: Final = 6 * 3600.0


def judge(fault: Fault) -> None:
    """Raises HTTPException 422."""
    known = fault.call == WEBHOOK and fault.name in WEBHOOK_WORDS
    if not known and fault.call not in _WHERE.get(fault.name, ()):
        raise HTTPException(422, f"there is no fault {fault.fault} of the call {fault.call}")
    if fault.name == "fail" and (fault.reason or "internal") not in FAIL_REASONS:
        raise HTTPException(422, f"there is no fail_reason {fault.reason}")
    if fault.name == "refuse" and fault.reason not in CODES:
        raise HTTPException(422, f"there is no error.code {fault.reason}")


def decide(fate: Fate, due: Due) -> None:
    """What the faults of a call mean for its task."""
    for fault in due.faults:
        _decide(fate, fault)


def _decide(fate: Fate, fault: Fault) -> None:
    seconds = _LONG_S if fault.seconds is None else fault.seconds
    match fault.name:
        case "fail":
            fate.fail = fault.reason or "internal"
        case "stuck":
            fate.stuck_s = seconds
        case "no_id":
            fate.no_id_s = seconds
        case "listed_late":
            fate.listed_late_s = seconds
        case "webhook_first":
            fate.webhook_lead_s = seconds
        case _:
            pass
