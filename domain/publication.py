"""A publication: one variant going to one account at one time, and each try to send it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from domain.canonical import Json
from domain.errors import DomainError
from domain.ids import (
    AccountId,
    Actor,
    AttemptId,
    CampaignId,
    ClipId,
    PublicationId,
    VariantId,
)
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import LIMITS, Platform


class PublicationStatus(StrEnum):
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    UPLOADING = "uploading"
    PROCESSING = "processing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The answer was lost: only looking at the platform may move it on."""
    CANCELLED = "cancelled"


S = PublicationStatus
MOVES: Final[Mapping[PublicationStatus, frozenset[PublicationStatus]]] = {
    S.SCHEDULED: frozenset({S.QUEUED, S.UPLOADING, S.CANCELLED, S.FAILED}),
    S.QUEUED: frozenset({S.UPLOADING, S.CANCELLED, S.FAILED}),
    S.UPLOADING: frozenset({S.UPLOADING, S.PROCESSING, S.PUBLISHED, S.FAILED, S.UNKNOWN}),
    S.PROCESSING: frozenset({S.PUBLISHED, S.FAILED, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.UPLOADING, S.PROCESSING, S.PUBLISHED, S.FAILED}),
    S.FAILED: frozenset(),
    S.PUBLISHED: frozenset(),
    S.CANCELLED: frozenset(),
}


class WrongMove(DomainError):
    """The publication's status does not allow what was asked."""

    code = "publication_wrong_move"


class AlreadyPublished(DomainError):
    """This clip went to this account before, or is on its way."""

    code = "already_published"


class VariantDoesNotFit(DomainError):
    """``reason`` names the text ``does_not_fit.<reason>``."""

    code = "does_not_fit"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


class Privacy(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    id: PublicationId
    clip_id: ClipId
    variant_id: VariantId
    platform: Platform
    account_id: AccountId
    campaign_id: CampaignId | None
    caption: str
    privacy: Privacy
    due_at: datetime
    status: PublicationStatus
    rehearsal: bool
    created_at: datetime
    external_id: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    error_code: str | None = None
    error: str | None = None

    def moved(self, to: PublicationStatus) -> Self:
        """Raises WrongMove."""
        if to not in MOVES[self.status]:
            raise WrongMove(status=self.status, wanted=to)
        return replace(self, status=to)

    def went_live(self, *, external_id: str, url: str, at: datetime) -> Self:
        return replace(
            self.moved(S.PUBLISHED),
            external_id=external_id,
            url=url,
            published_at=at,
            error=None,
            error_code=None,
        )

    def failed(self, *, code: str, error: str) -> Self:
        return replace(self.moved(S.FAILED), error_code=code, error=error)


class AttemptState(StrEnum):
    FENCED = "fenced"
    """Written before any call to the outside."""
    SENDING = "sending"
    """The platform gave a handle and it is stored; bytes may have gone out."""
    LIVE = "live"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. ``handle`` is what the platform gave to resume or to look by; it is a secret."""

    id: AttemptId
    publication_id: PublicationId
    number: int
    state: AttemptState
    run_no: int
    started_at: datetime
    handle: str | None = None
    external_id: str | None = None
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a platform is told about a publication."""

    publication_id: PublicationId
    account_external_id: str
    caption: str
    privacy: Privacy
    size_bytes: int


def entry(
    kind: Kind,
    publication: Publication,
    *,
    actor: Actor,
    severity: Severity = Severity.INFO,
    **facts: Json,
) -> Entry:
    """What the ledger keeps of a step in a publication's life."""
    return Entry(
        kind=kind,
        entity_type=EntityType.PUBLICATION,
        entity_id=publication.id,
        actor=actor,
        severity=severity,
        metadata={
            "platform": publication.platform.value,
            "rehearsal": publication.rehearsal,
            **facts,
        },
        clip_id=publication.clip_id,
        campaign_id=publication.campaign_id,
        publication_id=publication.id,
    )


def check_fit(platform: Platform, *, duration_ms: int, size_bytes: int, caption: str) -> None:
    """Raises VariantDoesNotFit."""
    limits = LIMITS[platform]
    name = platform.label
    if duration_ms > limits.max_duration_ms:
        raise VariantDoesNotFit("too_long", platform=name, most=limits.max_duration_ms // 1000)
    if duration_ms < limits.min_duration_ms:
        raise VariantDoesNotFit("too_short", platform=name, least=limits.min_duration_ms // 1000)
    if size_bytes > limits.max_bytes:
        raise VariantDoesNotFit("too_big", platform=name, most=limits.max_bytes // 10**6)
    if len(caption) > limits.max_caption:
        raise VariantDoesNotFit("caption", platform=name, most=limits.max_caption)
    if platform is Platform.YOUTUBE and (not caption.strip() or set("<>") & set(caption)):
        raise VariantDoesNotFit("title", platform=name)
