"""Scores, the rules and the weights behind them."""

import sqlalchemy as sa

from persistence.tables.columns import (
    Json,
    Prose,
    Time,
    check,
    key,
    metadata,
    one_of,
    optional,
    ref,
    required,
)

clip_scores = sa.Table(
    "clip_scores",
    metadata,
    key(),
    ref("clip_id", "clips", on_delete="CASCADE"),
    required("platform", sa.Text),
    required("value", sa.Double),
    required("parts", Json),
    required("weights_version", sa.Integer),
    required("scored_at", Time),
    check("value", "value >= 0 AND value <= 100"),
    sa.Index(
        "ix_clip_scores_latest",
        sa.text("clip_id"),
        sa.text("platform"),
        sa.text("scored_at DESC"),
        sa.text("id DESC"),
    ),
)

platform_rules = sa.Table(
    "platform_rules",
    metadata,
    key(),
    required("platform", sa.Text),
    required("version", sa.Integer),
    required("status", sa.Text),
    required("changes", Json),
    required("proposed_by", sa.Text),
    required("proposed_at", Time),
    ref("decided_by", "users", on_delete="RESTRICT", optional=True),
    optional("decided_at", Time),
    optional("note", Prose),
    one_of("status", ("proposed", "approved", "rejected", "retired")),
    check("version", "version > 0"),
    sa.UniqueConstraint("platform", "version"),
    sa.Index(
        "uq_platform_rules_approved",
        "platform",
        unique=True,
        postgresql_where=sa.text("status = 'approved'"),
    ),
)

rule_weights = sa.Table(
    "rule_weights",
    metadata,
    key(),
    required("platform", sa.Text),
    required("version", sa.Integer),
    required("points", Json),
    required("samples", sa.Integer),
    required("fit", Json),
    required("trained_by", sa.Text),
    required("trained_at", Time),
    check("version", "version > 0"),
    check("samples", "samples >= 0"),
    sa.UniqueConstraint("platform", "version"),
)
