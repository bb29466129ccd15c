"""How a publication may stand beside its last try: None stands for no try at all."""

from collections.abc import Mapping
from typing import Final

from domain.publication import AttemptState, PublicationStatus

S, A = PublicationStatus, AttemptState
_BEFORE: Final = frozenset({A.FENCED, A.SENDING})
_BROKEN: Final = frozenset({A.FAILED_RETRYABLE, A.FAILED_PERMANENT})

GOES_WITH: Final[Mapping[PublicationStatus, frozenset[AttemptState | None]]] = {
    # One that failed for good makes way for another only when a person said so.
    S.SCHEDULED: _BEFORE | _BROKEN | {None},
    S.QUEUED: _BEFORE | _BROKEN | {None},
    S.UPLOADING: _BEFORE | {A.CROSSING},
    S.UNKNOWN: frozenset({A.CROSSING, A.UNKNOWN}),
    S.PROCESSING: frozenset({A.ACCEPTED}),
    S.WAITING: frozenset({A.INBOX_WAITING}),
    S.SCHEDULED_THERE: frozenset({A.SCHEDULED_ON_PLATFORM}),
    S.PUBLISHED: frozenset({A.LIVE}),
    S.RESTRICTED: frozenset({A.LIVE}),
    S.REMOVED: frozenset({A.LIVE}),
    S.HELD: _BEFORE | _BROKEN | {None, A.CROSSING, A.UNKNOWN},
    S.FAILED: _BROKEN,
    S.CANCELLED: _BROKEN | {None, A.CANCELLED},
}
