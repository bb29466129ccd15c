"""Decide which of a campaign's clips goes where and when."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain import planning
from domain.access import Permission, Principal
from domain.campaign import Campaign, Slot
from domain.ids import CampaignId, SlotId
from domain.ledger import EntityType, Entry, Kind
from domain.planning import Choices, Placement
from domain.ports import Transaction, World


async def plan_campaign(
    *, world: World, principal: Principal, campaign_id: CampaignId, zone: ZoneInfo
) -> tuple[Campaign, Sequence[Slot]]:
    """Replaces the draft's plan. Raises Forbidden, NotFound, CampaignNotEditable, CannotPlan."""
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        campaign = (await tx.campaigns.get(campaign_id, for_update=True)).require_draft()
        placements = planning.plan(
            campaign,
            choices=await _choices(tx, campaign),
            zone=zone,
            now=world.clock.now(),
        )
        slots = [_slot(world, campaign, placement) for placement in placements]
        await tx.campaigns.replace_slots(campaign_id, slots)
        await tx.ledger.append(
            Entry(
                kind=Kind.CAMPAIGN_PLANNED,
                entity_type=EntityType.CAMPAIGN,
                entity_id=campaign_id,
                actor=principal.actor,
                metadata={"slots": len(slots)},
                campaign_id=campaign_id,
            )
        )
    return campaign, slots


async def _choices(tx: Transaction, campaign: Campaign) -> Choices:
    clip_ids = await tx.campaigns.clips(campaign.id)
    scores = {
        (scored.clip_id, scored.platform): scored.score.value
        for scored in await tx.scores.latest(clip_ids)
    }
    accounts = [await tx.accounts.get(id_) for id_ in campaign.account_ids]
    return {
        account: {
            clip_id: scores.get((clip_id, account.platform))
            for clip_id in clip_ids
            if await tx.publications.find_standing(clip_id, account.id) is None
        }
        for account in accounts
    }


def _slot(world: World, campaign: Campaign, placement: Placement) -> Slot:
    return Slot(
        id=SlotId(world.new_id()),
        campaign_id=campaign.id,
        clip_id=placement.clip_id,
        platform=placement.account.platform,
        account_id=placement.account.id,
        at=placement.at,
        score=placement.score,
        rank=placement.rank,
    )
