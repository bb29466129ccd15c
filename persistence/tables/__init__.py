"""The tables, and nothing else. They say what the newest migration leads to."""

from persistence.tables.campaigns import campaign_clips, campaign_slots, campaigns
from persistence.tables.columns import metadata
from persistence.tables.conversations import approvals, messages, requests, threads
from persistence.tables.ledger import ledger_events, ledger_seals
from persistence.tables.people import api_tokens, users
from persistence.tables.publications import (
    account_grants,
    account_visits,
    blackouts,
    platform_waits,
    publication_attempts,
    publications,
    publishing_stops,
    quota_spends,
    social_accounts,
    webhook_deliveries,
)
from persistence.tables.scores import clip_scores, platform_rules, rule_weights
from persistence.tables.system import (
    ai_reasoning_history,
    alerts,
    schedule_runs,
    telemetry_metrics,
    workers,
)
from persistence.tables.transcripts import transcript_lines, transcripts
from persistence.tables.videos import (
    clip_variants,
    clips,
    video_analysis_parts,
    video_assets,
    video_shots,
    video_signals,
)
from persistence.tables.work import jobs

__all__ = [
    "account_grants",
    "account_visits",
    "ai_reasoning_history",
    "alerts",
    "api_tokens",
    "approvals",
    "blackouts",
    "campaign_clips",
    "campaign_slots",
    "campaigns",
    "clip_scores",
    "clip_variants",
    "clips",
    "jobs",
    "ledger_events",
    "ledger_seals",
    "messages",
    "metadata",
    "platform_rules",
    "platform_waits",
    "publication_attempts",
    "publications",
    "publishing_stops",
    "quota_spends",
    "requests",
    "rule_weights",
    "schedule_runs",
    "social_accounts",
    "telemetry_metrics",
    "threads",
    "transcript_lines",
    "transcripts",
    "users",
    "video_analysis_parts",
    "video_assets",
    "video_shots",
    "video_signals",
    "webhook_deliveries",
    "workers",
]
