"""Background work as people see it; the queue's own tables belong to the queue."""

import sqlalchemy as sa

from domain.job import JobStatus
from persistence.tables.columns import (
    Id,
    Json,
    Prose,
    Time,
    check,
    key,
    metadata,
    newest_first,
    one_of,
    optional,
    required,
)

# What a job is about carries no foreign key: some runs make the very thing their job names.
jobs = sa.Table(
    "jobs",
    metadata,
    key(),
    required("kind", sa.Text),
    required("status", sa.Text),
    required("payload", Json),
    required("priority", sa.Integer),
    required("requested_by", sa.Text),
    required("created_at", Time),
    optional("key", Prose),
    optional("request_key", Prose),
    optional("run_at", Time),
    required("run_no", sa.Integer),
    required("attempts", sa.Integer),
    required("max_attempts", sa.Integer),
    required("progress", sa.Double),
    required("result", Json),
    optional("error_code", sa.Text),
    required("error_values", Json),
    optional("worker_id", sa.Text),
    optional("started_at", Time),
    optional("finished_at", Time),
    optional("cancel_requested_at", Time),
    optional("video_id", Id),
    optional("campaign_id", Id),
    optional("publication_id", Id),
    optional("queue_id", sa.BigInteger),
    one_of("status", JobStatus),
    check("progress", "progress >= 0 AND progress <= 1"),
    check("counts", "run_no >= 0 AND attempts >= 0 AND max_attempts > 0"),
    sa.UniqueConstraint("request_key"),
    sa.Index("ix_jobs_status", *newest_first("status")),
    sa.Index(
        "ix_jobs_video",
        *newest_first("video_id"),
        postgresql_where=sa.text("video_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_jobs_due",
        "run_at",
        postgresql_where=sa.text("status = 'pending' AND queue_id IS NULL"),
    ),
    sa.Index(
        "ix_jobs_key",
        "key",
        "id",
        postgresql_where=sa.text("key IS NOT NULL AND status IN ('pending', 'processing')"),
    ),
    sa.Index(
        "ix_jobs_queue", "queue_id", unique=True, postgresql_where=sa.text("queue_id IS NOT NULL")
    ),
)
