"""Dead tokens in the words of the Graph API.

Source: graph-api guides/error-handling, authentication error subcodes.
"""

from collections.abc import Mapping
from typing import Final

from integrations.rehearsal.faults import Due
from integrations.rehearsal.grants import Dead, Grantee
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.errors import GraphError, named
from integrations.rehearsal.oauth_calls import word_of

_SUBCODES: Final[Mapping[str, int]] = {
    "app_removed": 458,
    "checkpoint": 459,
    "password_changed": 460,
    "expired": 463,
    "revoked": 467,
}


def alive(token: str, ground: Ground) -> Grantee:
    """Raises GraphError."""
    try:
        return ground.grants.check(token)
    except Dead as dead:
        raise dead_token(dead) from dead


def dead_token(dead: Dead) -> GraphError:
    subcode = _SUBCODES.get(dead.reason)
    return GraphError(190, subcode, "Error validating access token.", status=400)


def meet_words(due: Due) -> None:
    """What the fault script wants said, as ``code/subcode``. Raises GraphError."""
    word = word_of(due)
    if word == "invalid_grant":
        raise GraphError(190, 460, "Error validating access token.")
    if fault := due.get("status"):
        raise named(fault.reason or "2", status=fault.status)
