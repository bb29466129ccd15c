"""A campaign: which clips go where and when, to one end."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.errors import DomainError
from domain.ids import AccountId, CampaignId, ClipId, PublicationId, SlotId
from domain.platforms import Platform


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class CampaignNotEditable(DomainError):
    code = "campaign_not_editable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    id: CampaignId
    name: str
    goal: str
    status: CampaignStatus
    platforms: tuple[Platform, ...]
    account_ids: tuple[AccountId, ...]
    starts_at: datetime
    ends_at: datetime
    posts_per_day: int
    created_at: datetime

    def require_draft(self) -> Self:
        """Raises CampaignNotEditable."""
        if self.status is not CampaignStatus.DRAFT:
            raise CampaignNotEditable(name=self.name, status=self.status)
        return self

    def with_status(self, status: CampaignStatus) -> Self:
        return replace(self, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place and time in a campaign's plan.

    ``rank`` is why this clip stands there: its place among the scores for the platform, from 1.
    """

    id: SlotId
    campaign_id: CampaignId
    clip_id: ClipId
    platform: Platform
    account_id: AccountId
    at: datetime
    score: float | None
    rank: int
    publication_id: PublicationId | None = None
