"""A job: one piece of background work, as people see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.canonical import Json
from domain.errors import DomainError, sentence
from domain.ids import Actor, JobId
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform
from domain.texts import Locale


class JobKind(StrEnum):
    INGEST_VIDEO = "ingest_video"
    CUT_VIDEO = "cut_video"
    ADJUST_CLIP = "adjust_clip"
    RENDER_VARIANTS = "render_variants"
    SCORE_CLIPS = "score_clips"
    PUBLISH = "publish"
    WATCH_PUBLICATION = "watch_publication"
    RECONCILE_PUBLICATIONS = "reconcile_publications"
    HANDLE_WEBHOOK = "handle_webhook"
    RENEW_GRANTS = "renew_grants"
    SUBSCRIBE_CHANNELS = "subscribe_channels"
    EXPIRE_APPROVALS = "expire_approvals"


class JobStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)


class Priority:
    """Higher goes first."""

    BACKGROUND: Final = -10
    NORMAL: Final = 0
    CHAT: Final = 10
    """A person is waiting for it in a conversation."""


class RunSuperseded(Exception):
    """Another worker took this run over; nothing that it still wants to write counts."""


class JobNotCancellable(DomainError):
    code = "job_not_cancellable"


class JobNotRetryable(DomainError):
    code = "job_not_retryable"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What a use case asks for.

    ``key``: jobs with the same key run one at a time, in order of arrival.
    ``request_key``: asking twice with the same one gives the same job.
    """

    kind: JobKind
    payload: Mapping[str, Json]
    requested_by: Actor
    priority: int = Priority.NORMAL
    key: str | None = None
    request_key: str | None = None
    run_at: datetime | None = None
    max_attempts: int = 3
    video_id: str | None = None
    campaign_id: str | None = None
    publication_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``run_no`` counts the runs and is the fence: only the newest run may write.

    ``progress`` goes from 0 to 1. ``error_code`` is the key of the sentence that says what went
    wrong, ``error_values`` fill its braces.
    """

    id: JobId
    kind: JobKind
    status: JobStatus
    payload: Mapping[str, Json]
    priority: int
    requested_by: Actor
    created_at: datetime
    key: str | None = None
    request_key: str | None = None
    run_at: datetime | None = None
    run_no: int = 0
    attempts: int = 0
    max_attempts: int = 3
    progress: float = 0.0
    result: Mapping[str, Json] = field(default_factory=dict)
    error_code: str | None = None
    error_values: Mapping[str, Json] = field(default_factory=dict)
    worker_id: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    video_id: str | None = None
    campaign_id: str | None = None
    publication_id: str | None = None

    def texts(self, name: str) -> list[str]:
        """The payload's list ``name``; empty when there is none."""
        values = self.payload.get(name)
        if not isinstance(values, Sequence) or isinstance(values, str):
            return []
        return [str(value) for value in values]

    def text(self, name: str) -> str | None:
        value = self.payload.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int:
        """Raises TypeError when the payload has no such whole number."""
        value = self.payload.get(name)
        if not isinstance(value, int):
            raise TypeError(f"the payload holds {value!r} as {name}: a whole number belongs there")
        return value

    def platforms(self) -> list[Platform]:
        return [Platform(name) for name in self.texts("platforms")]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQuery:
    """Which jobs are wanted; unset fields do not narrow the answer.

    Those of the clock are left out unless ``scheduled`` asks for them: people look for their own.
    """

    status: JobStatus | None = None
    video_id: str | None = None
    publication_id: str | None = None
    scheduled: bool = False


EVERYBODYS: Final = JobQuery()
SCHEDULER: Final = Actor("scheduler")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One worker's hold on a job. Everything it writes carries ``run_no``."""

    job: Job
    run_no: int
    worker_id: str

    @property
    def actor(self) -> Actor:
        return Actor(f"worker:{self.worker_id}")


def entry(
    kind: Kind, job: Job, *, actor: Actor, severity: Severity = Severity.INFO, **facts: Json
) -> Entry:
    """What the ledger keeps of a step in a job's life."""
    return Entry(
        kind=kind,
        entity_type=EntityType.JOB,
        entity_id=job.id,
        actor=actor,
        severity=severity,
        metadata={"kind": job.kind.value, **facts},
        job_id=job.id,
        video_id=job.video_id,
        campaign_id=job.campaign_id,
        publication_id=job.publication_id,
    )


def error_text(job: Job, locale: Locale) -> str | None:
    """Why the job failed, as a sentence."""
    return sentence(job.error_code, locale, job.error_values) if job.error_code else None


_FIRST_DELAY_S: Final = 2.0
_MAX_DELAY_S: Final = 300.0


def retry_at(job: Job, *, now: datetime, jitter: float) -> datetime | None:
    """When a job that broke is due again: doubling from 2 s, at most 5 min; None when it is over.

    ``jitter`` from 0 to 1 spreads retries over the upper half of the delay.
    """
    if job.attempts >= job.max_attempts:
        return None
    delay = min(_FIRST_DELAY_S * 2 ** (job.attempts - 1), _MAX_DELAY_S)
    return now + timedelta(seconds=delay * (0.5 + jitter / 2))
