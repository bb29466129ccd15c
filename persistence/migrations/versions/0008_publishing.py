"""Three platforms: what was approved, what was sent and seen, tokens, limits, stops, webhooks.

Publications from before were rehearsed; they keep what is known of them, but not the handles of
their uploads, which were kept in clear text.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_PUBLICATION_STATES = (
    "'scheduled', 'queued', 'uploading', 'processing', 'waiting', 'scheduled_there',"
    " 'published', 'failed', 'unknown', 'held', 'cancelled', 'removed', 'restricted'"
)
_ATTEMPT_STATES = (
    "'fenced', 'sending', 'crossing', 'accepted', 'live', 'inbox_waiting',"
    " 'scheduled_on_platform', 'failed_retryable', 'failed_permanent', 'unknown', 'cancelled'"
)
_CHOICES = (
    '{"ai_generated": false, "paid_partnership": false, "own_brand": false,'
    ' "made_for_kids": false, "allow_comments": false, "allow_duet": false,'
    ' "allow_stitch": false, "share_to_feed": true, "notify_followers": true,'
    ' "inbox": false, "on_platform": false, "cover_ms": null}'
)

_ACCOUNTS = (
    "DROP INDEX ix_social_accounts_expiry",
    """
    ALTER TABLE social_accounts
        DROP COLUMN access_token, DROP COLUMN refresh_token,
        DROP COLUMN access_expires_at, DROP COLUMN refresh_expires_at,
        ADD COLUMN login text,
        ADD COLUMN trouble text,
        DROP CONSTRAINT uq_social_accounts_platform_external_id,
        ADD CONSTRAINT uq_social_accounts_platform_external_id_rehearsal
            UNIQUE (platform, external_id, rehearsal),
        DROP CONSTRAINT ck_social_accounts_status,
        ADD CONSTRAINT ck_social_accounts_status
            CHECK (status IN ('active', 'needs_reconnect', 'held', 'disconnected'))
    """,
    "UPDATE social_accounts SET scopes = '{}' WHERE scopes IS NULL",
    "ALTER TABLE social_accounts ALTER COLUMN scopes SET NOT NULL",
    """
    CREATE TABLE account_grants (
        account_id uuid NOT NULL,
        sealed bytea NOT NULL,
        issued_at timestamptz NOT NULL,
        access_expires_at timestamptz,
        refresh_expires_at timestamptz,
        renewing_until timestamptz,
        lost_answers integer NOT NULL,
        CONSTRAINT pk_account_grants PRIMARY KEY (account_id),
        CONSTRAINT fk_account_grants_account_id_social_accounts
            FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_account_grants_expiry ON account_grants (access_expires_at)
        WHERE access_expires_at IS NOT NULL
    """,
    """
    CREATE TABLE account_visits (
        state_sha256 text NOT NULL,
        user_id uuid NOT NULL,
        platform text NOT NULL,
        login text,
        verifier bytea NOT NULL,
        redirect_uri text NOT NULL,
        account_id uuid,
        expires_at timestamptz NOT NULL,
        CONSTRAINT pk_account_visits PRIMARY KEY (state_sha256),
        CONSTRAINT fk_account_visits_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_account_visits_account_id_social_accounts
            FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE CASCADE
    )
    """,
)

_PUBLICATIONS = (
    f"""
    ALTER TABLE publications
        ADD COLUMN choices jsonb,
        ADD COLUMN medium jsonb,
        ADD COLUMN "window" jsonb,
        ADD COLUMN digest text,
        ADD COLUMN held_reason text,
        ADD COLUMN look_at timestamptz,
        ADD COLUMN looks integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT ck_publications_live,
        ADD CONSTRAINT ck_publications_live
            CHECK (status <> 'published' OR published_at IS NOT NULL),
        DROP CONSTRAINT ck_publications_privacy,
        ADD CONSTRAINT ck_publications_privacy
            CHECK (privacy IN ('public', 'friends', 'followers', 'unlisted', 'private')),
        DROP CONSTRAINT ck_publications_status,
        ADD CONSTRAINT ck_publications_status CHECK (status IN ({_PUBLICATION_STATES}))
    """,
    f"""
    UPDATE publications SET choices = '{_CHOICES}'::jsonb,
        medium = jsonb_build_object(
            'blob', v.blob, 'sha256', v.sha256, 'size_bytes', v.size_bytes,
            'duration_ms', v.duration_ms, 'cover', NULL, 'cover_sha256', NULL),
        "window" = jsonb_build_object(
            'opens_at', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            'lasts_s', 21600, 'misfire', 'shift', 'wall_time', NULL, 'zone', NULL),
        digest = ''
    FROM clip_variants AS v WHERE v.id = publications.variant_id
    """,
    """
    ALTER TABLE publications
        ALTER COLUMN choices SET NOT NULL, ALTER COLUMN medium SET NOT NULL,
        ALTER COLUMN "window" SET NOT NULL, ALTER COLUMN digest SET NOT NULL,
        ALTER COLUMN looks DROP DEFAULT
    """,
    """
    UPDATE publications SET status = 'held', held_reason = 'changed'
        WHERE status IN ('scheduled', 'queued', 'uploading', 'processing', 'unknown')
    """,
    "DROP INDEX uq_publications_standing",
    """
    CREATE UNIQUE INDEX uq_publications_standing ON publications (clip_id, account_id)
        WHERE status NOT IN ('failed', 'cancelled', 'removed')
    """,
    """
    CREATE INDEX ix_publications_blob ON publications ((medium ->> 'blob'))
    """,
    """
    CREATE INDEX ix_publications_cover ON publications ((medium ->> 'cover'))
    """,
    "CREATE INDEX ix_publications_look ON publications (look_at) WHERE look_at IS NOT NULL",
    """
    ALTER TABLE publication_attempts
        DROP COLUMN handle,
        ADD COLUMN handle bytea,
        ADD COLUMN digest text NOT NULL DEFAULT '',
        ADD COLUMN reference text,
        ADD COLUMN crossed_at timestamptz,
        ADD COLUMN crossings integer NOT NULL DEFAULT 0,
        ADD COLUMN evidence jsonb NOT NULL DEFAULT '{}',
        DROP CONSTRAINT ck_publication_attempts_state
    """,
    """
    UPDATE publication_attempts SET crossed_at = started_at, crossings = 1
        WHERE state IN ('sending', 'live', 'unknown')
    """,
    """
    UPDATE publication_attempts SET state = 'failed_permanent'
        WHERE state IN ('fenced', 'sending', 'unknown', 'failed')
    """,
    f"""
    ALTER TABLE publication_attempts
        ALTER COLUMN digest DROP DEFAULT, ALTER COLUMN crossings DROP DEFAULT,
        ALTER COLUMN evidence DROP DEFAULT,
        ADD CONSTRAINT ck_publication_attempts_state CHECK (state IN ({_ATTEMPT_STATES}))
    """,
    """
    CREATE UNIQUE INDEX uq_publication_attempts_open ON publication_attempts (publication_id)
        WHERE state IN ('fenced', 'sending', 'crossing', 'unknown')
    """,
    """
    CREATE INDEX ix_publication_attempts_reference ON publication_attempts (reference)
        WHERE reference IS NOT NULL
    """,
    """
    CREATE INDEX ix_publication_attempts_started
        ON publication_attempts (publication_id, started_at DESC)
    """,
)

_REST = (
    """
    CREATE TABLE quota_spends (
        name text NOT NULL,
        owner text NOT NULL,
        at timestamptz NOT NULL,
        units integer NOT NULL
    )
    """,
    "CREATE INDEX ix_quota_spends_bucket ON quota_spends (name, owner, at)",
    """
    CREATE TABLE publishing_stops (
        id uuid NOT NULL,
        account_id uuid,
        reason text NOT NULL,
        stopped_by text NOT NULL,
        stopped_at timestamptz NOT NULL,
        CONSTRAINT pk_publishing_stops PRIMARY KEY (id),
        CONSTRAINT uq_publishing_stops_account_id UNIQUE NULLS NOT DISTINCT (account_id),
        CONSTRAINT fk_publishing_stops_account_id_social_accounts
            FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE blackouts (
        id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        reason text NOT NULL,
        platform text,
        account_id uuid,
        CONSTRAINT pk_blackouts PRIMARY KEY (id),
        CONSTRAINT ck_blackouts_span CHECK (ends_at > starts_at),
        CONSTRAINT fk_blackouts_account_id_social_accounts
            FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_blackouts_ends ON blackouts (ends_at)",
    """
    CREATE TABLE platform_waits (
        owner text NOT NULL,
        until timestamptz NOT NULL,
        reason text NOT NULL,
        CONSTRAINT pk_platform_waits PRIMARY KEY (owner)
    )
    """,
    "DROP INDEX ix_webhook_deliveries_waiting",
    """
    ALTER TABLE webhook_deliveries
        DROP CONSTRAINT ck_webhook_deliveries_status,
        ADD CONSTRAINT ck_webhook_deliveries_status
            CHECK (status IN ('received', 'handled', 'parked', 'ignored', 'failed'))
    """,
    """
    CREATE INDEX ix_webhook_deliveries_waiting ON webhook_deliveries (received_at)
        WHERE status IN ('received', 'parked')
    """,
    """
    CREATE INDEX ix_telemetry_metrics_publication
        ON telemetry_metrics ((labels ->> 'publication_id'), name, measured_at DESC)
        WHERE labels ? 'publication_id'
    """,
)


def upgrade() -> None:
    for statement in (*_ACCOUNTS, *_PUBLICATIONS, *_REST):
        op.execute(statement)
