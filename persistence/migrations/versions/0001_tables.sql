CREATE TABLE ai_reasoning_history (
    id uuid NOT NULL,
    trigger text NOT NULL,
    requested_by text NOT NULL,
    model text NOT NULL,
    status text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    score integer,
    has_critical boolean NOT NULL,
    snapshot jsonb NOT NULL,
    findings jsonb NOT NULL,
    recommendations jsonb NOT NULL,
    actions jsonb NOT NULL,
    error text,
    CONSTRAINT pk_ai_reasoning_history PRIMARY KEY (id),
    CONSTRAINT ck_ai_reasoning_history_status CHECK (status IN ('running', 'completed', 'failed')),
    CONSTRAINT ck_ai_reasoning_history_trigger CHECK (trigger IN ('schedule', 'request')),
    CONSTRAINT ck_ai_reasoning_history_score CHECK (score >= 0 AND score <= 100)
);
CREATE INDEX ix_ai_reasoning_history_critical ON ai_reasoning_history (id DESC) WHERE has_critical;
CREATE INDEX ix_ai_reasoning_history_score ON ai_reasoning_history (score, id DESC);
CREATE INDEX ix_ai_reasoning_history_status ON ai_reasoning_history (status, id DESC);
CREATE INDEX ix_ai_reasoning_history_time ON ai_reasoning_history (started_at DESC);

CREATE TABLE alerts (
    id uuid NOT NULL,
    severity text NOT NULL,
    title text NOT NULL,
    detail text NOT NULL,
    dedup_key text NOT NULL,
    entity_type text,
    entity_id text,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    resolved_at timestamptz,
    CONSTRAINT pk_alerts PRIMARY KEY (id),
    CONSTRAINT ck_alerts_severity CHECK (severity IN ('critical', 'warning', 'info'))
);
CREATE INDEX ix_alerts_severity ON alerts (severity, id DESC);
CREATE UNIQUE INDEX uq_alerts_open ON alerts (dedup_key) WHERE resolved_at IS NULL;

CREATE TABLE campaigns (
    id uuid NOT NULL,
    name text NOT NULL,
    goal text NOT NULL,
    status text NOT NULL,
    platforms text[] NOT NULL,
    account_ids uuid[] NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    posts_per_day integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT ck_campaigns_status CHECK (status IN ('draft', 'approved', 'running', 'paused', 'finished', 'cancelled')),
    CONSTRAINT ck_campaigns_period CHECK (ends_at >= starts_at),
    CONSTRAINT ck_campaigns_posts_per_day CHECK (posts_per_day > 0)
);
CREATE INDEX ix_campaigns_status ON campaigns (status);

CREATE TABLE jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    payload jsonb NOT NULL,
    priority integer NOT NULL,
    requested_by text NOT NULL,
    created_at timestamptz NOT NULL,
    key text,
    request_key text,
    run_at timestamptz,
    run_no integer NOT NULL,
    attempts integer NOT NULL,
    max_attempts integer NOT NULL,
    progress double precision NOT NULL,
    result jsonb NOT NULL,
    error_code text,
    error_values jsonb NOT NULL,
    worker_id text,
    started_at timestamptz,
    finished_at timestamptz,
    cancel_requested_at timestamptz,
    video_id uuid,
    campaign_id uuid,
    publication_id uuid,
    queue_id bigint,
    CONSTRAINT pk_jobs PRIMARY KEY (id),
    CONSTRAINT ck_jobs_status CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    CONSTRAINT ck_jobs_progress CHECK (progress >= 0 AND progress <= 1),
    CONSTRAINT ck_jobs_counts CHECK (run_no >= 0 AND attempts >= 0 AND max_attempts > 0),
    CONSTRAINT uq_jobs_request_key UNIQUE (request_key)
);
CREATE INDEX ix_jobs_due ON jobs (run_at) WHERE status = 'pending' AND queue_id IS NULL;
CREATE INDEX ix_jobs_key ON jobs (key, id) WHERE key IS NOT NULL AND status IN ('pending', 'processing');
CREATE UNIQUE INDEX ix_jobs_queue ON jobs (queue_id) WHERE queue_id IS NOT NULL;
CREATE INDEX ix_jobs_status ON jobs (status, id DESC);
CREATE INDEX ix_jobs_video ON jobs (video_id, id DESC) WHERE video_id IS NOT NULL;

CREATE TABLE ledger_events (
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    kind text NOT NULL,
    entity_type text NOT NULL,
    entity_id text NOT NULL,
    actor text NOT NULL,
    severity text NOT NULL,
    metadata jsonb NOT NULL,
    video_id uuid,
    job_id uuid,
    clip_id uuid,
    campaign_id uuid,
    publication_id uuid,
    worker_id text,
    trace_id text,
    entry bytea NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    leaf_index bigint,
    CONSTRAINT pk_ledger_events PRIMARY KEY (id),
    CONSTRAINT ck_ledger_events_severity CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    CONSTRAINT ck_ledger_events_leaf_index CHECK (leaf_index >= 0),
    CONSTRAINT uq_ledger_events_leaf_index UNIQUE (leaf_index)
);
CREATE INDEX ix_ledger_events_actor ON ledger_events (actor, id DESC);
CREATE INDEX ix_ledger_events_campaign ON ledger_events (campaign_id, id DESC) WHERE campaign_id IS NOT NULL;
CREATE INDEX ix_ledger_events_clip ON ledger_events (clip_id, id DESC) WHERE clip_id IS NOT NULL;
CREATE INDEX ix_ledger_events_entity ON ledger_events (entity_type, entity_id, id DESC);
CREATE INDEX ix_ledger_events_job ON ledger_events (job_id, id DESC) WHERE job_id IS NOT NULL;
CREATE INDEX ix_ledger_events_kind ON ledger_events (kind, id DESC);
CREATE INDEX ix_ledger_events_publication ON ledger_events (publication_id, id DESC) WHERE publication_id IS NOT NULL;
CREATE INDEX ix_ledger_events_time ON ledger_events (occurred_at DESC);
CREATE INDEX ix_ledger_events_trouble ON ledger_events (severity, occurred_at DESC) WHERE severity <> 'info';
CREATE INDEX ix_ledger_events_unsealed ON ledger_events (xid) WHERE leaf_index IS NULL;
CREATE INDEX ix_ledger_events_video ON ledger_events (video_id, id DESC) WHERE video_id IS NOT NULL;

CREATE TABLE ledger_seals (
    id uuid NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    checkpoint text NOT NULL,
    compact_range bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT pk_ledger_seals PRIMARY KEY (id),
    CONSTRAINT ck_ledger_seals_size CHECK (size >= 0),
    CONSTRAINT ck_ledger_seals_root CHECK (octet_length(root) = 32),
    CONSTRAINT uq_ledger_seals_size UNIQUE (size)
);

CREATE TABLE requests (
    request_key text NOT NULL,
    entity_id text NOT NULL,
    created_at timestamptz DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_requests PRIMARY KEY (request_key)
);

CREATE TABLE rule_weights (
    id uuid NOT NULL,
    platform text NOT NULL,
    version integer NOT NULL,
    points jsonb NOT NULL,
    samples integer NOT NULL,
    fit jsonb NOT NULL,
    trained_by text NOT NULL,
    trained_at timestamptz NOT NULL,
    CONSTRAINT pk_rule_weights PRIMARY KEY (id),
    CONSTRAINT ck_rule_weights_version CHECK (version > 0),
    CONSTRAINT ck_rule_weights_samples CHECK (samples >= 0),
    CONSTRAINT uq_rule_weights_platform_version UNIQUE (platform, version)
);

CREATE TABLE schedule_runs (
    task text NOT NULL,
    due_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    CONSTRAINT pk_schedule_runs PRIMARY KEY (task, due_at)
);

CREATE TABLE telemetry_metrics (
    id uuid NOT NULL,
    measured_at timestamptz NOT NULL,
    name text NOT NULL,
    value double precision NOT NULL,
    labels jsonb NOT NULL,
    CONSTRAINT pk_telemetry_metrics PRIMARY KEY (id)
);
CREATE INDEX ix_telemetry_metrics_series ON telemetry_metrics (name, measured_at DESC);
CREATE INDEX ix_telemetry_metrics_time ON telemetry_metrics USING brin (measured_at);

CREATE TABLE users (
    id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    locale text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    slack_user_id text,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_role CHECK (role IN ('viewer', 'editor', 'admin')),
    CONSTRAINT uq_users_slack_user_id UNIQUE (slack_user_id)
);
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));

CREATE TABLE video_assets (
    id uuid NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    blob text NOT NULL,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    duration_ms integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    frame_rate_num bigint NOT NULL,
    frame_rate_den bigint NOT NULL,
    container text NOT NULL,
    video_codec text NOT NULL,
    audio_codec text,
    rotation integer NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_video_assets PRIMARY KEY (id),
    CONSTRAINT ck_video_assets_status CHECK (status IN ('ready', 'analysed')),
    CONSTRAINT ck_video_assets_sizes CHECK (size_bytes >= 0 AND duration_ms > 0 AND width > 0 AND height > 0),
    CONSTRAINT ck_video_assets_frame_rate CHECK (frame_rate_num >= 0 AND frame_rate_den > 0),
    CONSTRAINT uq_video_assets_sha256 UNIQUE (sha256)
);

CREATE TABLE webhook_deliveries (
    id uuid NOT NULL,
    platform text NOT NULL,
    delivery_key text NOT NULL,
    body bytea NOT NULL,
    status text NOT NULL,
    received_at timestamptz NOT NULL,
    handled_at timestamptz,
    error text,
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT ck_webhook_deliveries_status CHECK (status IN ('received', 'handled', 'failed')),
    CONSTRAINT uq_webhook_deliveries_platform_delivery_key UNIQUE (platform, delivery_key)
);
CREATE INDEX ix_webhook_deliveries_waiting ON webhook_deliveries (received_at) WHERE status = 'received';

CREATE TABLE workers (
    id text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    stopped_at timestamptz,
    CONSTRAINT pk_workers PRIMARY KEY (id)
);
CREATE INDEX ix_workers_seen ON workers (seen_at);

CREATE TABLE api_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    secret_sha256 text NOT NULL,
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT uq_api_tokens_secret_sha256 UNIQUE (secret_sha256),
    CONSTRAINT fk_api_tokens_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);

CREATE TABLE clips (
    id uuid NOT NULL,
    video_id uuid NOT NULL,
    job_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    start_ms integer NOT NULL,
    end_ms integer NOT NULL,
    reasons text[] NOT NULL,
    blob text NOT NULL,
    size_bytes bigint NOT NULL,
    duration_ms integer NOT NULL,
    poster text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_clips PRIMARY KEY (id),
    CONSTRAINT ck_clips_span CHECK (start_ms >= 0 AND end_ms > start_ms),
    CONSTRAINT ck_clips_number CHECK (number > 0),
    CONSTRAINT uq_clips_video_id_number UNIQUE (video_id, number),
    CONSTRAINT fk_clips_video_id_video_assets FOREIGN KEY (video_id) REFERENCES video_assets (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clips_job_id_jobs FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE RESTRICT
);
CREATE INDEX ix_clips_job ON clips (job_id);
CREATE INDEX ix_clips_video ON clips (video_id, id DESC);

CREATE TABLE platform_rules (
    id uuid NOT NULL,
    platform text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL,
    changes jsonb NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    note text,
    CONSTRAINT pk_platform_rules PRIMARY KEY (id),
    CONSTRAINT ck_platform_rules_status CHECK (status IN ('proposed', 'approved', 'rejected', 'retired')),
    CONSTRAINT ck_platform_rules_version CHECK (version > 0),
    CONSTRAINT uq_platform_rules_platform_version UNIQUE (platform, version),
    CONSTRAINT fk_platform_rules_decided_by_users FOREIGN KEY (decided_by) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX uq_platform_rules_approved ON platform_rules (platform) WHERE status = 'approved';

CREATE TABLE social_accounts (
    id uuid NOT NULL,
    platform text NOT NULL,
    handle text NOT NULL,
    external_id text NOT NULL,
    status text NOT NULL,
    rehearsal boolean NOT NULL,
    created_at timestamptz NOT NULL,
    access_token bytea,
    refresh_token bytea,
    access_expires_at timestamptz,
    refresh_expires_at timestamptz,
    scopes text[],
    connected_by uuid,
    CONSTRAINT pk_social_accounts PRIMARY KEY (id),
    CONSTRAINT ck_social_accounts_status CHECK (status IN ('active', 'needs_reconnect', 'disconnected')),
    CONSTRAINT uq_social_accounts_platform_external_id UNIQUE (platform, external_id),
    CONSTRAINT fk_social_accounts_connected_by_users FOREIGN KEY (connected_by) REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX ix_social_accounts_expiry ON social_accounts (access_expires_at) WHERE access_expires_at IS NOT NULL;

CREATE TABLE threads (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    lease_holder text,
    lease_until timestamptz,
    outside_key text,
    CONSTRAINT pk_threads PRIMARY KEY (id),
    CONSTRAINT ck_threads_lease CHECK ((lease_holder IS NULL) = (lease_until IS NULL)),
    CONSTRAINT uq_threads_outside_key UNIQUE (outside_key),
    CONSTRAINT fk_threads_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX ix_threads_owner ON threads (owner_id, updated_at DESC, id DESC);

CREATE TABLE video_signals (
    video_id uuid NOT NULL,
    duration_ms integer NOT NULL,
    step_ms integer NOT NULL,
    shots jsonb NOT NULL,
    silences jsonb NOT NULL,
    motion double precision[] NOT NULL,
    loudness double precision[] NOT NULL,
    CONSTRAINT pk_video_signals PRIMARY KEY (video_id),
    CONSTRAINT ck_video_signals_steps CHECK (duration_ms >= 0 AND step_ms > 0),
    CONSTRAINT fk_video_signals_video_id_video_assets FOREIGN KEY (video_id) REFERENCES video_assets (id) ON DELETE CASCADE
);

CREATE TABLE approvals (
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    tool_call_id text NOT NULL,
    tool text NOT NULL,
    args jsonb NOT NULL,
    digest text NOT NULL,
    summary text NOT NULL,
    permission text NOT NULL,
    requested_by uuid NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    note text,
    carried_out_at timestamptz,
    CONSTRAINT pk_approvals PRIMARY KEY (id),
    CONSTRAINT ck_approvals_status CHECK (status IN ('pending', 'approved', 'rejected', 'expired')),
    CONSTRAINT uq_approvals_thread_id_tool_call_id UNIQUE (thread_id, tool_call_id),
    CONSTRAINT fk_approvals_thread_id_threads FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE RESTRICT,
    CONSTRAINT fk_approvals_requested_by_users FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_approvals_decided_by_users FOREIGN KEY (decided_by) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX ix_approvals_expiry ON approvals (expires_at) WHERE status = 'pending';
CREATE INDEX ix_approvals_status ON approvals (status, id DESC);
CREATE INDEX ix_approvals_to_carry_out ON approvals (thread_id) WHERE status IN ('approved', 'rejected') AND carried_out_at IS NULL;

CREATE TABLE campaign_clips (
    campaign_id uuid NOT NULL,
    clip_id uuid NOT NULL,
    position integer NOT NULL,
    CONSTRAINT pk_campaign_clips PRIMARY KEY (campaign_id, clip_id),
    CONSTRAINT fk_campaign_clips_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT fk_campaign_clips_clip_id_clips FOREIGN KEY (clip_id) REFERENCES clips (id) ON DELETE RESTRICT
);
CREATE INDEX ix_campaign_clips_clip ON campaign_clips (clip_id);

CREATE TABLE clip_scores (
    id uuid NOT NULL,
    clip_id uuid NOT NULL,
    platform text NOT NULL,
    value double precision NOT NULL,
    parts jsonb NOT NULL,
    weights_version integer NOT NULL,
    scored_at timestamptz NOT NULL,
    CONSTRAINT pk_clip_scores PRIMARY KEY (id),
    CONSTRAINT ck_clip_scores_value CHECK (value >= 0 AND value <= 100),
    CONSTRAINT fk_clip_scores_clip_id_clips FOREIGN KEY (clip_id) REFERENCES clips (id) ON DELETE CASCADE
);
CREATE INDEX ix_clip_scores_latest ON clip_scores (clip_id, platform, scored_at DESC, id DESC);

CREATE TABLE clip_variants (
    id uuid NOT NULL,
    clip_id uuid NOT NULL,
    platform text NOT NULL,
    blob text NOT NULL,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    duration_ms integer NOT NULL,
    poster text NOT NULL,
    created_at timestamptz NOT NULL,
    replaced_at timestamptz,
    CONSTRAINT pk_clip_variants PRIMARY KEY (id),
    CONSTRAINT ck_clip_variants_sizes CHECK (size_bytes >= 0 AND width > 0 AND height > 0 AND duration_ms >= 0),
    CONSTRAINT fk_clip_variants_clip_id_clips FOREIGN KEY (clip_id) REFERENCES clips (id) ON DELETE RESTRICT
);
CREATE INDEX ix_clip_variants_clip ON clip_variants (clip_id);
CREATE UNIQUE INDEX uq_clip_variants_current ON clip_variants (clip_id, platform) WHERE replaced_at IS NULL;

CREATE TABLE messages (
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    author_id uuid NOT NULL,
    origin text NOT NULL,
    text text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    reply jsonb,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT ck_messages_status CHECK (status IN ('queued', 'running', 'waiting', 'done', 'failed')),
    CONSTRAINT uq_messages_origin UNIQUE (origin),
    CONSTRAINT fk_messages_thread_id_threads FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE,
    CONSTRAINT fk_messages_author_id_users FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX ix_messages_open ON messages (thread_id, id) WHERE status IN ('queued', 'running', 'waiting');
CREATE INDEX ix_messages_thread ON messages (thread_id, id DESC);

CREATE TABLE publications (
    id uuid NOT NULL,
    clip_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    platform text NOT NULL,
    account_id uuid NOT NULL,
    campaign_id uuid,
    caption text NOT NULL,
    privacy text NOT NULL,
    due_at timestamptz NOT NULL,
    status text NOT NULL,
    rehearsal boolean NOT NULL,
    created_at timestamptz NOT NULL,
    external_id text,
    url text,
    published_at timestamptz,
    error_code text,
    error text,
    CONSTRAINT pk_publications PRIMARY KEY (id),
    CONSTRAINT ck_publications_status CHECK (status IN ('scheduled', 'queued', 'uploading', 'processing', 'published', 'failed', 'unknown', 'cancelled')),
    CONSTRAINT ck_publications_privacy CHECK (privacy IN ('public', 'unlisted', 'private')),
    CONSTRAINT ck_publications_live CHECK (status <> 'published' OR (external_id IS NOT NULL AND published_at IS NOT NULL)),
    CONSTRAINT fk_publications_clip_id_clips FOREIGN KEY (clip_id) REFERENCES clips (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publications_variant_id_clip_variants FOREIGN KEY (variant_id) REFERENCES clip_variants (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publications_account_id_social_accounts FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publications_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE RESTRICT
);
CREATE INDEX ix_publications_account ON publications (account_id, due_at);
CREATE INDEX ix_publications_campaign ON publications (campaign_id, id DESC) WHERE campaign_id IS NOT NULL;
CREATE INDEX ix_publications_clip ON publications (clip_id);
CREATE INDEX ix_publications_external ON publications (platform, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX ix_publications_status ON publications (status, id DESC);
CREATE INDEX ix_publications_variant ON publications (variant_id);
CREATE UNIQUE INDEX uq_publications_standing ON publications (clip_id, account_id) WHERE status NOT IN ('failed', 'cancelled');

CREATE TABLE campaign_slots (
    id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    clip_id uuid NOT NULL,
    platform text NOT NULL,
    account_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    score double precision,
    rank integer NOT NULL,
    publication_id uuid,
    CONSTRAINT pk_campaign_slots PRIMARY KEY (id),
    CONSTRAINT fk_campaign_slots_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT fk_campaign_slots_clip_id_clips FOREIGN KEY (clip_id) REFERENCES clips (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_slots_account_id_social_accounts FOREIGN KEY (account_id) REFERENCES social_accounts (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_slots_publication_id_publications FOREIGN KEY (publication_id) REFERENCES publications (id) ON DELETE SET NULL
);
CREATE INDEX ix_campaign_slots_clip ON campaign_slots (clip_id);
CREATE INDEX ix_campaign_slots_plan ON campaign_slots (campaign_id, due_at, id);
CREATE INDEX ix_campaign_slots_publication ON campaign_slots (publication_id) WHERE publication_id IS NOT NULL;

CREATE TABLE publication_attempts (
    id uuid NOT NULL,
    publication_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    run_no integer NOT NULL,
    started_at timestamptz NOT NULL,
    handle text,
    external_id text,
    ended_at timestamptz,
    error text,
    CONSTRAINT pk_publication_attempts PRIMARY KEY (id),
    CONSTRAINT ck_publication_attempts_state CHECK (state IN ('fenced', 'sending', 'live', 'failed', 'unknown')),
    CONSTRAINT ck_publication_attempts_number CHECK (number > 0),
    CONSTRAINT uq_publication_attempts_publication_id_number UNIQUE (publication_id, number),
    CONSTRAINT fk_publication_attempts_publication_id_publications FOREIGN KEY (publication_id) REFERENCES publications (id) ON DELETE RESTRICT
);
