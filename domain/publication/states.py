"""How a publication stands, how each try to send it stands, and which moves there are."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PublicationStatus(StrEnum):
    """As people see it. Approved is what every publication is from its first day."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    UPLOADING = "uploading"
    PROCESSING = "processing"
    """The platform took it and is still at work on it."""
    WAITING = "waiting"
    """It lies in the TikTok app's inbox: a person has to finish it there."""
    SCHEDULED_THERE = "scheduled_there"
    """The platform has it, private, and makes it public by itself at its time."""
    PUBLISHED = "published"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The answer was lost: only looking at the platform may move it on."""
    HELD = "held"
    """It waits for a person: its account, its file or its time needs a decision."""
    CANCELLED = "cancelled"
    REMOVED = "removed"
    """It was live and is gone."""
    RESTRICTED = "restricted"
    """It was live and fewer can see it now."""


S = PublicationStatus
_OUTCOMES: Final = frozenset(
    {S.PROCESSING, S.WAITING, S.SCHEDULED_THERE, S.PUBLISHED, S.FAILED, S.UNKNOWN}
)
MOVES: Final[Mapping[PublicationStatus, frozenset[PublicationStatus]]] = {
    S.SCHEDULED: frozenset({S.SCHEDULED, S.QUEUED, S.UPLOADING, S.CANCELLED, S.FAILED, S.HELD}),
    S.QUEUED: frozenset({S.QUEUED, S.SCHEDULED, S.UPLOADING, S.CANCELLED, S.FAILED, S.HELD}),
    S.UPLOADING: _OUTCOMES | {S.UPLOADING, S.QUEUED, S.HELD, S.CANCELLED, S.REMOVED, S.RESTRICTED},
    S.PROCESSING: _OUTCOMES | {S.QUEUED, S.REMOVED, S.RESTRICTED, S.HELD},
    S.WAITING: frozenset({S.WAITING, S.PROCESSING, S.PUBLISHED, S.FAILED})
    | {S.QUEUED, S.HELD, S.REMOVED, S.RESTRICTED},
    S.SCHEDULED_THERE: frozenset({S.SCHEDULED_THERE, S.PROCESSING, S.PUBLISHED, S.FAILED})
    | {S.QUEUED, S.HELD, S.REMOVED, S.RESTRICTED},
    S.UNKNOWN: _OUTCOMES | {S.UPLOADING, S.QUEUED, S.HELD, S.REMOVED, S.RESTRICTED},
    S.HELD: frozenset({S.SCHEDULED, S.QUEUED, S.UNKNOWN, S.CANCELLED, S.FAILED, S.PUBLISHED}),
    S.PUBLISHED: frozenset({S.PUBLISHED, S.REMOVED, S.RESTRICTED}),
    S.RESTRICTED: frozenset({S.PUBLISHED, S.REMOVED, S.RESTRICTED}),
    S.REMOVED: frozenset({S.PUBLISHED, S.RESTRICTED, S.REMOVED}),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}

NOT_SENT: Final = frozenset({S.SCHEDULED, S.QUEUED, S.HELD})
"""Nothing of it can be public."""

OVER: Final = frozenset({S.FAILED, S.CANCELLED})
"""The clip may go to the account again."""

UNDER_WATCH: Final = frozenset(
    {S.PROCESSING, S.WAITING, S.SCHEDULED_THERE, S.PUBLISHED, S.RESTRICTED, S.REMOVED}
)
"""The platform has it, and may change its mind."""

LOOKED_AT: Final = UNDER_WATCH | {S.UNKNOWN}
"""The platform is asked about these; about all others there is nothing to ask."""


class AttemptState(StrEnum):
    """One try, from the fence to what became of it. Only ``failed_retryable`` makes way for
    another try; ``unknown`` is only read until there is evidence."""

    FENCED = "fenced"
    """Written before any call to the outside."""
    SENDING = "sending"
    """The platform gave a handle and it is stored; nothing of it can be public yet."""
    CROSSING = "crossing"
    """The call after which it may be public is being made."""
    ACCEPTED = "accepted"
    LIVE = "live"
    INBOX_WAITING = "inbox_waiting"
    SCHEDULED_ON_PLATFORM = "scheduled_on_platform"
    FAILED_RETRYABLE = "failed_retryable"
    FAILED_PERMANENT = "failed_permanent"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


A = AttemptState
_ENDS: Final = frozenset({A.FAILED_RETRYABLE, A.FAILED_PERMANENT})
_THERE: Final = frozenset({A.ACCEPTED, A.LIVE, A.INBOX_WAITING, A.SCHEDULED_ON_PLATFORM})
ATTEMPT_MOVES: Final[Mapping[AttemptState, frozenset[AttemptState]]] = {
    A.FENCED: _ENDS | {A.SENDING, A.CANCELLED},
    A.SENDING: _ENDS | {A.SENDING, A.CROSSING, A.CANCELLED},
    A.CROSSING: _ENDS | _THERE | {A.CROSSING, A.UNKNOWN, A.SENDING},
    A.UNKNOWN: _ENDS | _THERE | {A.CROSSING, A.UNKNOWN},
    A.ACCEPTED: _ENDS | _THERE | {A.UNKNOWN},
    A.SCHEDULED_ON_PLATFORM: _ENDS | _THERE,
    A.INBOX_WAITING: _ENDS | _THERE,
    A.LIVE: frozenset({A.LIVE, A.FAILED_PERMANENT}),
    A.FAILED_RETRYABLE: frozenset(),
    A.FAILED_PERMANENT: frozenset(),
    A.CANCELLED: frozenset(),
}

MAY_BE_PUBLIC: Final = frozenset({A.CROSSING, A.UNKNOWN}) | _THERE
OPEN: Final = frozenset({A.FENCED, A.SENDING, A.CROSSING, A.UNKNOWN})
"""A try that goes on: there is never a second one beside it."""
