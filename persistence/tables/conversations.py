"""Threads, messages, approvals, and what was already done for a request."""

import sqlalchemy as sa

from domain.approval import ApprovalStatus
from domain.thread import MessageStatus
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
    ref,
    required,
)

threads = sa.Table(
    "threads",
    metadata,
    key(),
    ref("owner_id", "users", on_delete="RESTRICT"),
    required("title", Prose),
    required("created_at", Time),
    required("updated_at", Time),
    optional("lease_holder", sa.Text),
    optional("lease_until", Time),
    # Where the conversation lives outside, such as a Slack channel and thread.
    optional("outside_key", sa.Text),
    # The video that the conversation is about.
    ref("video_id", "video_assets", on_delete="SET NULL", optional=True),
    check("lease", "(lease_holder IS NULL) = (lease_until IS NULL)"),
    sa.UniqueConstraint("outside_key"),
    sa.Index(
        "ix_threads_owner", sa.text("owner_id"), sa.text("updated_at DESC"), sa.text("id DESC")
    ),
)

messages = sa.Table(
    "messages",
    metadata,
    key(),
    ref("thread_id", "threads", on_delete="CASCADE"),
    ref("author_id", "users", on_delete="RESTRICT"),
    required("origin", Prose),
    required("text", Prose),
    required("status", sa.Text),
    required("created_at", Time),
    optional("reply", Json),
    one_of("status", MessageStatus),
    sa.UniqueConstraint("origin"),
    sa.Index("ix_messages_thread", *newest_first("thread_id")),
    sa.Index(
        "ix_messages_open",
        "thread_id",
        "id",
        postgresql_where=sa.text("status IN ('queued', 'running', 'waiting')"),
    ),
)

approvals = sa.Table(
    "approvals",
    metadata,
    key(),
    ref("thread_id", "threads", on_delete="RESTRICT"),
    required("tool_call_id", Prose),
    required("tool", Prose),
    required("args", Json),
    required("digest", sa.Text),
    required("summary", Prose),
    required("permission", sa.Text),
    ref("requested_by", "users", on_delete="RESTRICT"),
    required("status", sa.Text),
    required("created_at", Time),
    required("expires_at", Time),
    ref("decided_by", "users", on_delete="RESTRICT", optional=True),
    optional("decided_at", Time),
    optional("note", Prose),
    optional("carried_out_at", Time),
    one_of("status", ApprovalStatus),
    sa.UniqueConstraint("thread_id", "tool_call_id"),
    sa.Index("ix_approvals_status", *newest_first("status")),
    sa.Index("ix_approvals_expiry", "expires_at", postgresql_where=sa.text("status = 'pending'")),
    sa.Index(
        "ix_approvals_to_carry_out",
        "thread_id",
        postgresql_where=sa.text("status IN ('approved', 'rejected') AND carried_out_at IS NULL"),
    ),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("request_key", Prose, primary_key=True),
    required("entity_id", sa.Text),
    sa.Column("created_at", Time, nullable=False, server_default=sa.text("clock_timestamp()")),
)
