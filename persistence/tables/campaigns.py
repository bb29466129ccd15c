"""Campaigns, the clips they may use and the plan."""

import sqlalchemy as sa

from domain.campaign import CampaignStatus
from persistence.tables.columns import (
    Id,
    Ids,
    Prose,
    Time,
    Words,
    check,
    key,
    metadata,
    not_null,
    one_of,
    optional,
    ref,
    required,
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    key(),
    required("name", Prose),
    required("goal", Prose),
    required("status", sa.Text),
    required("platforms", Words),
    required("account_ids", Ids),
    required("starts_at", Time),
    required("ends_at", Time),
    required("posts_per_day", sa.Integer),
    required("created_at", Time),
    one_of("status", CampaignStatus),
    check("period", "ends_at >= starts_at"),
    check("posts_per_day", "posts_per_day > 0"),
    sa.Index("ix_campaigns_status", "status"),
)

campaign_clips = sa.Table(
    "campaign_clips",
    metadata,
    sa.Column(
        "campaign_id", Id, sa.ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("clip_id", Id, sa.ForeignKey("clips.id", ondelete="RESTRICT"), primary_key=True),
    required("position", sa.Integer),
    sa.Index("ix_campaign_clips_clip", "clip_id"),
)

campaign_slots = sa.Table(
    "campaign_slots",
    metadata,
    key(),
    ref("campaign_id", "campaigns", on_delete="CASCADE"),
    ref("clip_id", "clips", on_delete="RESTRICT"),
    required("platform", sa.Text),
    ref("account_id", "social_accounts", on_delete="RESTRICT"),
    required("due_at", Time),
    optional("score", sa.Double),
    required("rank", sa.Integer),
    ref("publication_id", "publications", on_delete="SET NULL", optional=True),
    sa.Index("ix_campaign_slots_plan", "campaign_id", "due_at", "id"),
    sa.Index("ix_campaign_slots_clip", "clip_id"),
    sa.Index(
        "ix_campaign_slots_publication",
        "publication_id",
        postgresql_where=not_null("publication_id"),
    ),
)
