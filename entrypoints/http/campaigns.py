"""Campaigns over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from domain.campaign import Campaign, CampaignStatus, Slot
from domain.ids import AccountId, CampaignId, ClipId
from domain.platforms import Platform
from domain.usecases.create_campaign import CampaignDraft, create_campaign
from entrypoints.http.access import Reader, Writer
from entrypoints.http.context import Here
from entrypoints.http.paging import Page, PageWindow
from entrypoints.http.requests import Body, IdempotencyKey, request_key

router = APIRouter(prefix="/campaigns", tags=["campaigns"])


class NewCampaign(Body):
    """Without accounts: every active one of the platforms."""

    name: str
    goal: str = ""
    platforms: list[Platform]
    accounts: tuple[str, ...] = ()
    clips: Annotated[list[str], Field(max_length=500)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    posts_per_day: int = 1


class CampaignRow(BaseModel):
    id: str
    name: str
    goal: str
    status: CampaignStatus
    platforms: list[Platform]
    account_ids: list[str]
    starts_at: datetime
    ends_at: datetime
    posts_per_day: int
    created_at: datetime

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignRow":
        return cls.model_validate(campaign, from_attributes=True)


class SlotRow(BaseModel):
    id: str
    clip_id: str
    platform: Platform
    account_id: str
    at: datetime
    score: float | None
    rank: int
    publication_id: str | None

    @classmethod
    def of(cls, slot: Slot) -> "SlotRow":
        return cls.model_validate(slot, from_attributes=True)


class CampaignPage(CampaignRow):
    clip_ids: list[str]
    slots: list[SlotRow]


@router.post("", status_code=201)
async def make_campaign(
    body: NewCampaign, principal: Writer, api: Here, idempotency_key: IdempotencyKey = None
) -> CampaignRow:
    """A draft; planning and launching it are steps of their own."""
    world = api.services.world
    campaign = await create_campaign(
        world=world,
        principal=principal,
        draft=CampaignDraft(
            name=body.name,
            goal=body.goal,
            platforms=tuple(body.platforms),
            account_ids=tuple(AccountId(id_) for id_ in body.accounts),
            clip_ids=tuple(ClipId(id_) for id_ in body.clips),
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            posts_per_day=body.posts_per_day,
        ),
        request_key=request_key(world, principal, idempotency_key),
    )
    return CampaignRow.of(campaign)


@router.get("")
async def list_campaigns(
    principal: Reader,
    api: Here,
    window: PageWindow,
    name: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[CampaignRow]:
    async with api.services.world.uow() as tx:
        found = await tx.campaigns.recent(limit=window.wanted, before=window.before, named=name)
    return window.page(found, CampaignRow.of)


@router.get("/{campaign_id}")
async def show_campaign(campaign_id: str, principal: Reader, api: Here) -> CampaignPage:
    async with api.services.world.uow() as tx:
        campaign = await tx.campaigns.get(CampaignId(campaign_id))
        clip_ids = await tx.campaigns.clips(campaign.id)
        slots = await tx.campaigns.slots(campaign.id)
    return CampaignPage(
        **CampaignRow.of(campaign).model_dump(),
        clip_ids=list(clip_ids),
        slots=[SlotRow.of(slot) for slot in slots],
    )
