"""Jobs as rows: how a new one is written, how a row is read, and whose turn it is."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import Actor, JobId
from domain.job import Job, JobKind, JobStatus, NewJob
from persistence.tables import jobs as t


def new_row(new: NewJob, *, id_: str, at: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": new.kind.value,
        "status": JobStatus.PENDING.value,
        "payload": new.payload,
        "priority": new.priority,
        "requested_by": new.requested_by,
        "created_at": at,
        "key": new.key,
        "request_key": new.request_key,
        "run_at": new.run_at,
        "run_no": 0,
        "attempts": 0,
        "max_attempts": new.max_attempts,
        "progress": 0.0,
        "result": {},
        "error_values": {},
        "video_id": new.video_id,
        "campaign_id": new.campaign_id,
        "publication_id": new.publication_id,
    }


def from_row(row: sa.Row[Any]) -> Job:
    values = dict(row._mapping)
    del values["queue_id"]
    return Job(
        **values
        | {
            "id": JobId(row.id),
            "kind": JobKind(row.kind),
            "status": JobStatus(row.status),
            "requested_by": Actor(row.requested_by),
        }
    )


def is_due(job: Job, at: datetime) -> bool:
    return job.run_at is None or job.run_at <= at


def goes_first(job: Job, at: datetime) -> sa.Select[Any]:
    """The jobs of the same key that ``job`` has to wait for.

    They run one at a time, and one that has begun is seen through to its end, its retries
    included, before the next one begins; those not begun go in order of arrival. What is planned
    for later arrives when it is due, so that it never holds up the others.
    """
    other = t.alias()
    is_begun = other.c.started_at.is_not(None)
    turn = sa.tuple_(
        other.c.started_at.is_(None), sa.func.coalesce(other.c.run_at, other.c.created_at)
    )
    mine = sa.tuple_(sa.literal(job.started_at is None), sa.literal(job.run_at or job.created_at))
    waits_before = sa.and_(
        other.c.status == JobStatus.PENDING,
        is_begun | other.c.run_at.is_(None) | (other.c.run_at <= at),
        (turn < mine) | ((turn == mine) & (other.c.id < job.id)),
    )
    return sa.select(other.c.id).where(
        other.c.key == job.key,
        other.c.id != job.id,
        (other.c.status == JobStatus.PROCESSING) | waits_before,
    )
