"""The ledger: what happened, who did it, when. Events are appended, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.canonical import Json, canonical
from domain.errors import DomainError
from domain.ids import Actor, EventId


class Kind(StrEnum):
    """``<entity>_<past participle>``. Never renamed; a retired kind stays in the list."""

    USER_REGISTERED = "user_registered"
    LOGIN_SUCCEEDED = "login_succeeded"
    LOGIN_FAILED = "login_failed"
    ROLE_CHANGED = "role_changed"
    API_TOKEN_CREATED = "api_token_created"
    API_TOKEN_REVOKED = "api_token_revoked"
    VIDEO_UPLOADED = "video_uploaded"
    VIDEO_REFUSED = "video_refused"
    VIDEO_ANALYSED = "video_analysed"
    VIDEO_TRANSCRIBED = "video_transcribed"
    VIDEO_TRANSCRIPTION_FAILED = "video_transcription_failed"
    JOB_CREATED = "job_created"
    JOB_PROCESSING_STARTED = "job_processing_started"
    JOB_PROCESSING_COMPLETED = "job_processing_completed"
    JOB_PROCESSING_FAILED = "job_processing_failed"
    JOB_RETRIED = "job_retried"
    JOB_CANCELLED = "job_cancelled"
    CLIP_CREATED = "clip_created"
    CLIP_ADJUSTED = "clip_adjusted"
    CLIP_VARIANT_GENERATED = "clip_variant_generated"
    CLIP_SCORED = "clip_scored"
    CAMPAIGN_CREATED = "campaign_created"
    CAMPAIGN_PLANNED = "campaign_planned"
    CAMPAIGN_STARTED = "campaign_started"
    CONNECTION_STARTED = "connection_started"
    CONNECTION_REFUSED = "connection_refused"
    ACCOUNT_CONNECTED = "account_connected"
    ACCOUNT_RECONNECTED = "account_reconnected"
    ACCOUNT_HELD = "account_held"
    ACCOUNT_DISCONNECTED = "account_disconnected"
    ACCOUNT_DATA_DELETED = "account_data_deleted"
    PUBLICATION_SCHEDULED = "publication_scheduled"
    PUBLICATION_STARTED = "publication_started"
    CLIP_PUBLISHED = "clip_published"
    PUBLICATION_FAILED = "publication_failed"
    PUBLICATION_UNKNOWN = "publication_unknown"
    PUBLICATION_CANCELLED = "publication_cancelled"
    PUBLICATION_POSTPONED = "publication_postponed"
    PUBLICATION_HELD = "publication_held"
    PUBLICATION_RESUMED = "publication_resumed"
    PUBLICATION_SENT = "publication_sent"
    PUBLICATION_ACCEPTED = "publication_accepted"
    PUBLICATION_WAITING = "publication_waiting"
    PUBLICATION_IDENTIFIED = "publication_identified"
    PUBLICATION_REMOVED = "publication_removed"
    PUBLICATION_RESTRICTED = "publication_restricted"
    PUBLICATION_RESTORED = "publication_restored"
    PUBLICATION_DELETED = "publication_deleted"
    PUBLISHING_STOPPED = "publishing_stopped"
    PUBLISHING_RESUMED = "publishing_resumed"
    BLACKOUT_ADDED = "blackout_added"
    BLACKOUT_REMOVED = "blackout_removed"
    METRICS_COLLECTED = "metrics_collected"
    WORKER_STARTED = "worker_started"
    WORKER_STOPPED = "worker_stopped"
    HEALTH_CHECK_COMPLETED = "health_check_completed"
    HEALTH_CHECK_FAILED = "health_check_failed"
    TOOL_CALLED = "tool_called"
    TOOL_FAILED = "tool_failed"
    TOOL_DENIED = "tool_denied"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_GRANTED = "approval_granted"
    APPROVAL_REJECTED = "approval_rejected"
    APPROVAL_EXPIRED = "approval_expired"
    CHAT_TURN_COMPLETED = "chat_turn_completed"
    CHAT_TURN_FAILED = "chat_turn_failed"
    WEBHOOK_RECEIVED = "webhook_received"
    WEBHOOK_REJECTED = "webhook_rejected"
    TOKEN_REFRESHED = "token_refreshed"
    TOKEN_REVOKED = "token_revoked"
    TOKEN_REFRESH_FAILED = "token_refresh_failed"
    RULE_PROPOSED = "rule_proposed"
    RULE_APPROVED = "rule_approved"
    WEIGHTS_TRAINED = "weights_trained"
    ALERT_RAISED = "alert_raised"
    ALERT_RESOLVED = "alert_resolved"
    LEDGER_SEALED = "ledger_sealed"
    BACKUP_COMPLETED = "backup_completed"
    RESTORE_COMPLETED = "restore_completed"


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class EntityType(StrEnum):
    USER = "user"
    VIDEO = "video"
    JOB = "job"
    CLIP = "clip"
    VARIANT = "variant"
    CAMPAIGN = "campaign"
    ACCOUNT = "account"
    PUBLICATION = "publication"
    APPROVAL = "approval"
    THREAD = "thread"
    WORKER = "worker"
    RULE = "rule"
    WEIGHTS = "weights"
    ALERT = "alert"
    LEDGER = "ledger"
    SYSTEM = "system"


class LedgerUnavailable(DomainError):
    """An outward act was stopped because its event could not be written."""

    code = "ledger_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a use case says. The unit of work adds the id, the time and the trace."""

    kind: Kind
    entity_type: EntityType
    entity_id: str
    actor: Actor
    metadata: Mapping[str, Json] = field(default_factory=dict)
    severity: Severity = Severity.INFO
    video_id: str | None = None
    job_id: str | None = None
    clip_id: str | None = None
    campaign_id: str | None = None
    publication_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is kept. ``canonical_bytes`` of it is stored beside it and is what gets sealed."""

    id: EventId
    occurred_at: datetime
    entry: Entry
    worker_id: str | None = None
    trace_id: str | None = None


def canonical_bytes(event: Event) -> bytes:
    """The exact bytes that later proofs are about; every column can be recomputed from them."""
    entry = event.entry
    return canonical(
        {
            "id": event.id,
            "occurred_at": event.occurred_at.isoformat(),
            "kind": entry.kind.value,
            "entity_type": entry.entity_type.value,
            "entity_id": entry.entity_id,
            "actor": entry.actor,
            "severity": entry.severity.value,
            "metadata": entry.metadata,
            "video_id": entry.video_id,
            "job_id": entry.job_id,
            "clip_id": entry.clip_id,
            "campaign_id": entry.campaign_id,
            "publication_id": entry.publication_id,
            "worker_id": event.worker_id,
            "trace_id": event.trace_id,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the ledger; unset fields do not narrow the answer."""

    kinds: tuple[Kind, ...] = ()
    severity: Severity | None = None
    actor: Actor | None = None
    entity_type: EntityType | None = None
    entity_id: str | None = None
    video_id: str | None = None
    job_id: str | None = None
    clip_id: str | None = None
    campaign_id: str | None = None
    publication_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: EventId | None = None
    """Cursor: only events with a smaller id."""
    limit: int = 50
