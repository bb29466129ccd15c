"""What the product knows of itself: measurements, alerts, reasoning runs, schedule, workers."""

import sqlalchemy as sa

from domain.alert import AlertSeverity
from persistence.tables.columns import (
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

telemetry_metrics = sa.Table(
    "telemetry_metrics",
    metadata,
    key(),
    required("measured_at", Time),
    required("name", sa.Text),
    required("value", sa.Double),
    required("labels", Json),
    sa.Index("ix_telemetry_metrics_series", sa.text("name"), sa.text("measured_at DESC")),
    sa.Index("ix_telemetry_metrics_time", "measured_at", postgresql_using="brin"),
    sa.Index(
        "ix_telemetry_metrics_publication",
        sa.text("(labels ->> 'publication_id')"),
        "name",
        sa.text("measured_at DESC"),
        postgresql_where=sa.text("labels ? 'publication_id'"),
    ),
)

alerts = sa.Table(
    "alerts",
    metadata,
    key(),
    required("severity", sa.Text),
    required("title", Prose),
    required("detail", Prose),
    required("dedup_key", sa.Text),
    optional("entity_type", sa.Text),
    optional("entity_id", sa.Text),
    required("created_at", Time),
    optional("read_at", Time),
    optional("resolved_at", Time),
    one_of("severity", AlertSeverity),
    sa.Index(
        "uq_alerts_open",
        "dedup_key",
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    ),
    sa.Index("ix_alerts_severity", *newest_first("severity")),
)

ai_reasoning_history = sa.Table(
    "ai_reasoning_history",
    metadata,
    key(),
    required("trigger", sa.Text),
    required("requested_by", sa.Text),
    required("model", sa.Text),
    required("status", sa.Text),
    required("started_at", Time),
    optional("finished_at", Time),
    optional("score", sa.Integer),
    required("has_critical", sa.Boolean),
    required("snapshot", Json),
    required("findings", Json),
    required("recommendations", Json),
    required("actions", Json),
    optional("error", Prose),
    one_of("status", ("running", "completed", "failed")),
    one_of("trigger", ("schedule", "request")),
    check("score", "score >= 0 AND score <= 100"),
    sa.Index("ix_ai_reasoning_history_time", sa.text("started_at DESC")),
    sa.Index("ix_ai_reasoning_history_score", *newest_first("score")),
    sa.Index("ix_ai_reasoning_history_status", *newest_first("status")),
    sa.Index(
        "ix_ai_reasoning_history_critical",
        sa.text("id DESC"),
        postgresql_where=sa.text("has_critical"),
    ),
)

# One row per task and due time is what makes a schedule fire once, however many processes tick.
schedule_runs = sa.Table(
    "schedule_runs",
    metadata,
    sa.Column("task", sa.Text, primary_key=True),
    sa.Column("due_at", Time, primary_key=True),
    required("started_at", Time),
    required("started_by", sa.Text),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    required("started_at", Time),
    required("seen_at", Time),
    required("host", Prose),
    required("pid", sa.Integer),
    optional("stopped_at", Time),
    sa.Index("ix_workers_seen", "seen_at"),
)
