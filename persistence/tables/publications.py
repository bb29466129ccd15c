"""Accounts, what goes to them, every try to send it, and what the platforms call us about."""

import sqlalchemy as sa

from domain.account import AccountStatus
from domain.publication import AttemptState, Privacy, PublicationStatus
from domain.webhook import DeliveryStatus
from persistence.tables.columns import (
    Id,
    Json,
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
    optional("login", sa.Text),
    required("scopes", Words),
    optional("trouble", Prose),
    ref("connected_by", "users", on_delete="SET NULL", optional=True),
    one_of("status", AccountStatus),
    sa.UniqueConstraint("platform", "external_id", "rehearsal"),
)

# The tokens are encrypted by the app before they come here.
account_grants = sa.Table(
    "account_grants",
    metadata,
    sa.Column(
        "account_id",
        Id,
        sa.ForeignKey("social_accounts.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    required("sealed", sa.LargeBinary),
    required("issued_at", Time),
    optional("access_expires_at", Time),
    optional("refresh_expires_at", Time),
    optional("renewing_until", Time),
    required("lost_answers", sa.Integer),
    sa.Index(
        "ix_account_grants_expiry",
        "access_expires_at",
        postgresql_where=not_null("access_expires_at"),
    ),
)

account_visits = sa.Table(
    "account_visits",
    metadata,
    sa.Column("state_sha256", sa.Text, primary_key=True),
    ref("user_id", "users", on_delete="CASCADE"),
    required("platform", sa.Text),
    optional("login", sa.Text),
    required("verifier", sa.LargeBinary),
    required("redirect_uri", sa.Text),
    ref("account_id", "social_accounts", on_delete="CASCADE", optional=True),
    required("expires_at", Time),
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
    required("choices", Json),
    required("medium", Json),
    required("window", Json),
    required("digest", sa.Text),
    required("due_at", Time),
    required("status", sa.Text),
    required("rehearsal", sa.Boolean),
    required("created_at", Time),
    optional("external_id", Prose),
    optional("url", Prose),
    optional("published_at", Time),
    optional("error_code", Prose),
    optional("error", Prose),
    optional("held_reason", sa.Text),
    optional("look_at", Time),
    required("looks", sa.Integer),
    one_of("status", PublicationStatus),
    one_of("privacy", Privacy),
    check("live", "status <> 'published' OR published_at IS NOT NULL"),
    # One clip goes to one account once; what failed or was called off does not count.
    sa.Index(
        "uq_publications_standing",
        "clip_id",
        "account_id",
        unique=True,
        postgresql_where=sa.text("status NOT IN ('failed', 'cancelled', 'removed')"),
    ),
    sa.Index("ix_publications_status", *newest_first("status")),
    sa.Index("ix_publications_blob", sa.text("(medium ->> 'blob')")),
    sa.Index("ix_publications_cover", sa.text("(medium ->> 'cover')")),
    sa.Index("ix_publications_look", "look_at", postgresql_where=not_null("look_at")),
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
    required("digest", sa.Text),
    required("started_at", Time),
    # Encrypted by the app before it comes here.
    optional("handle", sa.LargeBinary),
    optional("reference", Prose),
    optional("crossed_at", Time),
    required("crossings", sa.Integer),
    optional("external_id", Prose),
    optional("ended_at", Time),
    optional("error", Prose),
    required("evidence", Json),
    one_of("state", AttemptState),
    check("number", "number > 0"),
    sa.UniqueConstraint("publication_id", "number"),
    # Nothing is sent without a row here, and one publication never has two tries under way.
    sa.Index(
        "uq_publication_attempts_open",
        "publication_id",
        unique=True,
        postgresql_where=sa.text("state IN ('fenced', 'sending', 'crossing', 'unknown')"),
    ),
    sa.Index(
        "ix_publication_attempts_reference",
        "reference",
        postgresql_where=not_null("reference"),
    ),
    sa.Index("ix_publication_attempts_started", "publication_id", sa.text("started_at DESC")),
)

quota_spends = sa.Table(
    "quota_spends",
    metadata,
    required("name", sa.Text),
    required("owner", sa.Text),
    required("at", Time),
    required("units", sa.Integer),
    sa.Index("ix_quota_spends_bucket", "name", "owner", "at"),
)

publishing_stops = sa.Table(
    "publishing_stops",
    metadata,
    key(),
    ref("account_id", "social_accounts", on_delete="CASCADE", optional=True),
    required("reason", Prose),
    required("stopped_by", sa.Text),
    required("stopped_at", Time),
    sa.UniqueConstraint("account_id", postgresql_nulls_not_distinct=True),
)

blackouts = sa.Table(
    "blackouts",
    metadata,
    key(),
    required("starts_at", Time),
    required("ends_at", Time),
    required("reason", Prose),
    optional("platform", sa.Text),
    ref("account_id", "social_accounts", on_delete="CASCADE", optional=True),
    check("span", "ends_at > starts_at"),
    sa.Index("ix_blackouts_ends", "ends_at"),
)

# What a platform asked us to wait for; the owner is an account's id or ``app:<platform>``.
platform_waits = sa.Table(
    "platform_waits",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    required("until", Time),
    required("reason", Prose),
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
    one_of("status", DeliveryStatus),
    sa.UniqueConstraint("platform", "delivery_key"),
    sa.Index(
        "ix_webhook_deliveries_waiting",
        "received_at",
        postgresql_where=sa.text("status IN ('received', 'parked')"),
    ),
)
