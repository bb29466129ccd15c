"""Start a campaign as a draft with a first plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.access import Permission, Principal
from domain.account import Account, AccountStatus, NoAccount
from domain.campaign import Campaign, CampaignStatus
from domain.errors import Invalid
from domain.ids import AccountId, CampaignId, ClipId
from domain.ledger import EntityType, Entry, Kind
from domain.planning import MAX_POSTS_PER_DAY
from domain.platforms import Platform
from domain.ports import Transaction, World

_MAX_NAME_LENGTH = 120
_MAX_LENGTH = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """What a person says of a campaign. Without accounts: every active one of the platforms."""

    name: str
    goal: str
    platforms: tuple[Platform, ...]
    account_ids: tuple[AccountId, ...]
    clip_ids: tuple[ClipId, ...]
    starts_at: datetime
    ends_at: datetime
    posts_per_day: int


async def create_campaign(
    *, world: World, principal: Principal, draft: CampaignDraft, request_key: str
) -> Campaign:
    """Raises Forbidden, Invalid, NoAccount, NotFound."""
    principal.require(Permission.WRITE)
    _check(draft)
    async with world.uow() as tx:
        known = await tx.requests.find(request_key)
        if known:
            return await tx.campaigns.get(CampaignId(known))
        accounts = await _accounts(tx, draft)
        for clip_id in draft.clip_ids:
            await tx.clips.get(clip_id)
        campaign = _campaign(world, draft, accounts)
        await tx.campaigns.add(campaign)
        await tx.campaigns.set_clips(campaign.id, draft.clip_ids)
        await tx.requests.remember(request_key, campaign.id)
        await tx.ledger.append(
            Entry(
                kind=Kind.CAMPAIGN_CREATED,
                entity_type=EntityType.CAMPAIGN,
                entity_id=campaign.id,
                actor=principal.actor,
                metadata={
                    "name": campaign.name,
                    "platforms": [platform.value for platform in campaign.platforms],
                    "clips": len(draft.clip_ids),
                },
                campaign_id=campaign.id,
            )
        )
    return campaign


def _check(draft: CampaignDraft) -> None:
    if not draft.name.strip() or len(draft.name) > _MAX_NAME_LENGTH:
        raise Invalid("campaign_name", most=_MAX_NAME_LENGTH)
    if not draft.platforms:
        raise Invalid("campaign_platforms")
    if not draft.clip_ids:
        raise Invalid("campaign_clips")
    if not timedelta(0) < draft.ends_at - draft.starts_at <= _MAX_LENGTH:
        raise Invalid("campaign_dates", days=_MAX_LENGTH.days)
    if not 1 <= draft.posts_per_day <= MAX_POSTS_PER_DAY:
        raise Invalid("posts_per_day", most=MAX_POSTS_PER_DAY)


async def _accounts(tx: Transaction, draft: CampaignDraft) -> Sequence[Account]:
    if draft.account_ids:
        return [await tx.accounts.get(id_) for id_ in draft.account_ids]
    found = []
    for platform in draft.platforms:
        active = [
            account
            for account in await tx.accounts.all(platform=platform)
            if account.status is AccountStatus.ACTIVE
        ]
        if not active:
            raise NoAccount(platform=platform.label)
        found.extend(active)
    return found


def _campaign(world: World, draft: CampaignDraft, accounts: Sequence[Account]) -> Campaign:
    return Campaign(
        id=CampaignId(world.new_id()),
        name=draft.name.strip(),
        goal=draft.goal.strip(),
        status=CampaignStatus.DRAFT,
        platforms=draft.platforms,
        account_ids=tuple(account.id for account in accounts),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        posts_per_day=draft.posts_per_day,
        created_at=world.clock.now(),
    )
