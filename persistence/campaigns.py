"""Campaigns, their clips and their plans in Postgres."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaign import Campaign, CampaignStatus, Slot
from domain.ids import AccountId, CampaignId, ClipId, PublicationId, SlotId
from domain.platforms import Platform
from persistence.lookup import containing, get_row, known_id, save_row
from persistence.tables import campaign_clips as c
from persistence.tables import campaign_slots as s
from persistence.tables import campaigns as t


class PostgresCampaigns:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: CampaignId, *, for_update: bool = False) -> Campaign:
        return _campaign(await get_row(self._connection, t, "campaign", id_, lock=for_update))

    async def add(self, campaign: Campaign) -> None:
        await self._connection.execute(sa.insert(t).values(_campaign_row(campaign)))

    async def save(self, campaign: Campaign) -> None:
        await save_row(self._connection, t, "campaign", _campaign_row(campaign))

    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Campaign]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("campaign", before))
        if named is not None:
            query = query.where(containing(t.c.name, named))
        return [_campaign(row) for row in await self._connection.execute(query)]

    async def set_clips(self, id_: CampaignId, clip_ids: Sequence[ClipId]) -> None:
        campaign = known_id("campaign", id_)
        rows = [
            {"campaign_id": campaign, "clip_id": clip_id, "position": position}
            for position, clip_id in enumerate(dict.fromkeys(clip_ids))
        ]
        await self._connection.execute(sa.delete(c).where(c.c.campaign_id == campaign))
        if rows:
            await self._connection.execute(sa.insert(c).values(rows))

    async def clips(self, id_: CampaignId) -> Sequence[ClipId]:
        query = sa.select(c.c.clip_id).where(c.c.campaign_id == known_id("campaign", id_))
        rows = await self._connection.execute(query.order_by(c.c.position))
        return [ClipId(row.clip_id) for row in rows]

    async def replace_slots(self, id_: CampaignId, slots: Sequence[Slot]) -> None:
        campaign = known_id("campaign", id_)
        await self._connection.execute(sa.delete(s).where(s.c.campaign_id == campaign))
        if slots:
            await self._connection.execute(sa.insert(s), [_slot_row(slot) for slot in slots])

    async def slots(self, id_: CampaignId) -> Sequence[Slot]:
        query = sa.select(s).where(s.c.campaign_id == known_id("campaign", id_))
        rows = await self._connection.execute(query.order_by(s.c.due_at, s.c.id))
        return [_slot(row) for row in rows]


def _campaign(row: sa.Row[Any]) -> Campaign:
    return Campaign(
        id=CampaignId(row.id),
        name=row.name,
        goal=row.goal,
        status=CampaignStatus(row.status),
        platforms=tuple(Platform(name) for name in row.platforms),
        account_ids=tuple(AccountId(id_) for id_ in row.account_ids),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        posts_per_day=row.posts_per_day,
        created_at=row.created_at,
    )


def _campaign_row(campaign: Campaign) -> dict[str, object]:
    return {
        "id": campaign.id,
        "name": campaign.name,
        "goal": campaign.goal,
        "status": campaign.status.value,
        "platforms": [platform.value for platform in campaign.platforms],
        "account_ids": list(campaign.account_ids),
        "starts_at": campaign.starts_at,
        "ends_at": campaign.ends_at,
        "posts_per_day": campaign.posts_per_day,
        "created_at": campaign.created_at,
    }


def _slot(row: sa.Row[Any]) -> Slot:
    return Slot(
        id=SlotId(row.id),
        campaign_id=CampaignId(row.campaign_id),
        clip_id=ClipId(row.clip_id),
        platform=Platform(row.platform),
        account_id=AccountId(row.account_id),
        at=row.due_at,
        score=row.score,
        rank=row.rank,
        publication_id=None if row.publication_id is None else PublicationId(row.publication_id),
    )


def _slot_row(slot: Slot) -> dict[str, object]:
    return {
        "id": slot.id,
        "campaign_id": slot.campaign_id,
        "clip_id": slot.clip_id,
        "platform": slot.platform.value,
        "account_id": slot.account_id,
        "due_at": slot.at,
        "score": slot.score,
        "rank": slot.rank,
        "publication_id": slot.publication_id,
    }
