"""Who may come in."""

import sqlalchemy as sa

from domain.access import Role
from persistence.tables.columns import (
    Prose,
    Time,
    Words,
    key,
    metadata,
    one_of,
    optional,
    ref,
    required,
)

users = sa.Table(
    "users",
    metadata,
    key(),
    required("email", Prose),
    required("role", sa.Text),
    required("locale", sa.Text),
    required("password_hash", sa.Text),
    required("created_at", Time),
    optional("disabled_at", Time),
    optional("slack_user_id", sa.Text),
    one_of("role", Role),
    sa.UniqueConstraint("slack_user_id"),
    sa.Index("uq_users_email", sa.text("lower(email)"), unique=True),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    key(),
    ref("user_id", "users", on_delete="CASCADE"),
    required("name", Prose),
    required("secret_sha256", sa.Text),
    required("permissions", Words),
    required("created_at", Time),
    optional("revoked_at", Time),
    sa.UniqueConstraint("secret_sha256"),
    sa.Index(None, "user_id"),
)
