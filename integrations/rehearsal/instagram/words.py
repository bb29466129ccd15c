"""The faults that only this platform has, and the calls that each of them can hit."""

from collections.abc import Mapping
from typing import Final

from integrations.rehearsal.callbacks import FAULTS as WEBHOOK_FAULTS
from integrations.rehearsal.callbacks import WEBHOOK
from integrations.rehearsal.faults import Fault
from integrations.rehearsal.instagram import oauth
from integrations.rehearsal.instagram.errors import named

CALLS: Final = frozenset(
    {"container", "rupload", "status", "publish", "media", "list", "limit", "me", "insights"}
    | {"delete"}
)
_FETCHES: Final = frozenset({"fetch", "cover"})
"""The server's own calls to us."""

_WITH_ERROR: Final = frozenset({"status", "publish_blocked"})
"""Their ``reason`` is ``code/subcode``."""

GENERAL: Final = frozenset(
    {"close", "drop_answer", "spoil", "stall", "html", "empty", "status", "revoke_token"}
)

WORDS: Final[Mapping[str, frozenset[str]]] = {
    # Headers show ``code`` per cent from now on; from 100 on there is a throttle.
    "usage": CALLS,
    # The same of what the app has used, for all of its accounts; it throttles nobody.
    "app_usage": CALLS,
    # 80002 for ``retry_after_s`` from now on, and longer with each call.
    "throttle": CALLS,
    # The container ends with the subcode ``code`` (2207053 without one).
    "container_error": frozenset({"container", "status", "fetch"}),
    # The container is processed for ``seconds`` more.
    "stuck": frozenset({"container"}),
    # The address is called only ``seconds`` later.
    "fetched_late": frozenset({"container"}),
    # The container is over now.
    "expire_now": frozenset({"status", "publish"}),
    # ``status_code`` is ``reason``, a word that nobody knows.
    "odd_status": frozenset({"status"}),
    # The address cannot be fetched; it takes too long.
    "unfetchable": frozenset({"fetch", "cover"}),
    "timeout": frozenset({"fetch", "cover"}),
    # ProcessingFailedError although everything arrived, and the container goes on.
    "rupload_fails": frozenset({"rupload"}),
    # Only ``bytes`` of what was sent are stored (half without), and it is refused.
    "partial_bytes": frozenset({"rupload"}),
    # 9007/2207027 and 24/2207008, as often as ``times``.
    "not_ready": frozenset({"publish"}),
    "creation_unknown_once": frozenset({"publish"}),
    # The error ``reason`` (4/2207051 without one), but the medium is there.
    "publish_blocked": frozenset({"publish"}),
    # The medium cannot be read, or is not in the list, for ``seconds``.
    "unreadable": frozenset({"publish", "media"}),
    "listed_late": frozenset({"publish"}),
    # The answer is wrapped in ``data``.
    "wrapped": frozenset({"me"}),
    # No numbers yet; the number ``reason`` is none of those that there are.
    "no_data": frozenset({"insights"}),
    "retired": frozenset({"insights"}),
}


def why_not(fault: Fault) -> str | None:
    """Why this fault means nothing here; None when it does."""
    if fault.call == WEBHOOK:
        return None if fault.name in WEBHOOK_FAULTS else f"no such webhook fault: {fault.name}"
    if fault.call not in CALLS | oauth.CALLS | _FETCHES:
        return f"no such call: {fault.call}"
    if fault.call not in _calls_of(fault.name):
        return f"{fault.name} does not happen to {fault.call}"
    if fault.name not in _WITH_ERROR or fault.reason is None:
        return None
    try:
        named(fault.reason)
    except ValueError:
        return f"{fault.reason} is not code/subcode"
    return None


def _calls_of(word: str) -> frozenset[str]:
    if word in GENERAL:
        return CALLS | oauth.CALLS
    if word in oauth.FAULTS:
        return oauth.CALLS
    return WORDS.get(word, frozenset())
