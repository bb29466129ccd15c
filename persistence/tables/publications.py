"""Accounts, what goes to them, every try to send it, and what the platforms call us about."""

import sqlalchemy as sa

from domain.account import AccountStatus
from domain.publication import AttemptState, Privacy, PublicationStatus
from persistence.tables.columns import (
    Prose,
    Time,
    Words,
    check,
    key,
    metadata,
    newest_first,
    not_null,
    one_of,
    optional,
    ref,
    required,
)

social_accounts = sa.Table(
    "social_accounts",
    metadata,
    key(),
    required("platform", sa.Text),
    required("handle", Prose),
    required("external_id", Prose),
    required("status", sa.Text),
    required("rehearsal", sa.Boolean),
    required("created_at", Time),
    # Encrypted by the app before they come here.
    optional("access_token", sa.LargeBinary),
    optional("refresh_token", sa.LargeBinary),
    optional("access_expires_at", Time),
    optional("refresh_expires_at", Time),
    optional("scopes", Words),
    ref("connected_by", "users", on_delete="SET NULL", optional=True),
    one_of("status", AccountStatus),
    sa.UniqueConstraint("platform", "external_id"),
    sa.Index(
        "ix_social_accounts_expiry",
        "access_expires_at",
        postgresql_where=not_null("access_expires_at"),
    ),
)

publications = sa.Table(
    "publications",
    metadata,
    key(),
    ref("clip_id", "clips", on_delete="RESTRICT"),
    ref("variant_id", "clip_variants", on_delete="RESTRICT"),
    required("platform", sa.Text),
    ref("account_id", "social_accounts", on_delete="RESTRICT"),
    ref("campaign_id", "campaigns", on_delete="RESTRICT", optional=True),
    required("caption", Prose),
    required("privacy", sa.Text),
    required("due_at", Time),
    required("status", sa.Text),
    required("rehearsal", sa.Boolean),
    required("created_at", Time),
    optional("external_id", Prose),
    optional("url", Prose),
    optional("published_at", Time),
    optional("error_code", Prose),
    optional("error", Prose),
    one_of("status", PublicationStatus),
    one_of("privacy", Privacy),
    check(
        "live", "status <> 'published' OR (external_id IS NOT NULL AND published_at IS NOT NULL)"
    ),
    # One clip goes to one account once; what failed or was called off does not count.
    sa.Index(
        "uq_publications_standing",
        "clip_id",
        "account_id",
        unique=True,
        postgresql_where=sa.text("status NOT IN ('failed', 'cancelled')"),
    ),
    sa.Index("ix_publications_status", *newest_first("status")),
    sa.Index(
        "ix_publications_campaign",
        *newest_first("campaign_id"),
        postgresql_where=not_null("campaign_id"),
    ),
    sa.Index("ix_publications_clip", "clip_id"),
    sa.Index("ix_publications_variant", "variant_id"),
    sa.Index("ix_publications_account", "account_id", "due_at"),
    sa.Index(
        "ix_publications_external",
        "platform",
        "external_id",
        postgresql_where=not_null("external_id"),
    ),
)

publication_attempts = sa.Table(
    "publication_attempts",
    metadata,
    key(),
    ref("publication_id", "publications", on_delete="RESTRICT"),
    required("number", sa.Integer),
    required("state", sa.Text),
    required("run_no", sa.Integer),
    required("started_at", Time),
    optional("handle", sa.Text),
    optional("external_id", Prose),
    optional("ended_at", Time),
    optional("error", Prose),
    one_of("state", AttemptState),
    check("number", "number > 0"),
    sa.UniqueConstraint("publication_id", "number"),
)

webhook_deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    key(),
    required("platform", sa.Text),
    required("delivery_key", sa.Text),
    required("body", sa.LargeBinary),
    required("status", sa.Text),
    required("received_at", Time),
    optional("handled_at", Time),
    optional("error", Prose),
    one_of("status", ("received", "handled", "failed")),
    sa.UniqueConstraint("platform", "delivery_key"),
    sa.Index(
        "ix_webhook_deliveries_waiting",
        "received_at",
        postgresql_where=sa.text("status = 'received'"),
    ),
)
