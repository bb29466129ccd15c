"""Decide which of a campaign's clips goes where and when."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from domain import planning
from domain.access import Permission, Principal
from domain.campaign import Campaign, Slot
from domain.ids import CampaignId, ClipId, SlotId
from domain.ledger import EntityType, Entry, Kind
from domain.planning import Placement
from domain.platforms import Platform
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
            clips=await _scored(tx, campaign_id),
            accounts=[await tx.accounts.get(id_) for id_ in campaign.account_ids],
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


async def _scored(
    tx: Transaction, campaign_id: CampaignId
) -> Mapping[ClipId, Mapping[Platform, float]]:
    clip_ids = await tx.campaigns.clips(campaign_id)
    found: dict[ClipId, dict[Platform, float]] = {clip_id: {} for clip_id in clip_ids}
    for scored in await tx.scores.latest(clip_ids):
        found[scored.clip_id][scored.platform] = scored.score.value
    return found


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
