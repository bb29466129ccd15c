"""Tools about campaigns."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, Field

from domain.account import Account
from domain.campaign import Campaign, Slot
from domain.clip import Clip
from domain.ids import AccountId, ClipId, ThreadId, short
from domain.platforms import Platform
from domain.ports import Transaction
from domain.texts import Locale, say
from domain.texts.forms import number, when
from domain.usecases.create_campaign import CampaignDraft
from domain.usecases.create_campaign import create_campaign as create
from domain.usecases.plan_campaign import plan_campaign as plan
from tools.context import ToolContext
from tools.references import find_campaign, find_clips, find_video
from tools.spec import Answer, AnyTool, Risk, tool

_DEFAULT_LENGTH: Final = timedelta(days=7)


class SlotView(BaseModel):
    clip_id: str
    platform: Platform
    account_id: str
    at: AwareDatetime
    score: float | None


class CampaignView(BaseModel):
    id: str
    name: str
    status: str
    slots: list[SlotView]


class Campaigns(Answer):
    campaigns: list[CampaignView]


class ListCampaigns(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)


@tool(
    risk=Risk.READ,
    examples=(
        "list campaigns",
        "show me the campaigns",
        "lista las campañas",
        "what campaigns are there",
        "qué campañas hay",
        "enséñame las campañas",
    ),
)
async def list_campaigns(args: ListCampaigns, context: ToolContext) -> Campaigns:
    """List the campaigns, newest first."""
    async with context.world.uow() as tx:
        campaigns = await tx.campaigns.recent(limit=args.limit)
        views = [_view(campaign, await tx.campaigns.slots(campaign.id)) for campaign in campaigns]
    if not campaigns:
        return Campaigns(summary=say("campaigns.none", context.locale), campaigns=[])
    lines = "\n".join(_line(shown, context.locale) for shown in views)
    summary = say("campaigns.list", context.locale, count=len(views), lines=lines)
    return Campaigns(summary=summary, campaigns=views)


class ShowCampaign(BaseModel):
    campaign: str = Field(default="last", description='An id, a name, or "last".')


class Planned(Answer):
    campaign: CampaignView


@tool(
    risk=Risk.READ,
    examples=(
        "show campaign {campaign}",
        "show me the campaign {campaign}",
        "enséñame la campaña {campaign}",
        "muestra la campaña {campaign}",
    ),
)
async def show_campaign(args: ShowCampaign, context: ToolContext) -> Planned:
    """Show a campaign and its plan."""
    async with context.world.uow() as tx:
        campaign = await find_campaign(tx, args.campaign)
    return await _planned(context, campaign, "campaigns.shown")


class CreateCampaign(BaseModel):
    name: str | None = Field(default=None, description="What to call it.")
    platforms: list[Platform] = Field(
        default_factory=lambda: [Platform.YOUTUBE], description="Where it posts."
    )
    clips: str | None = Field(default=None, description='Numbers ("2,3"), ids or "all".')
    video: str | None = Field(default=None, description="Instead of clips: all of one video.")
    start: AwareDatetime | None = Field(default=None, description="When it begins; else now.")
    end: AwareDatetime | None = Field(default=None, description="When it ends; else in a week.")
    posts_per_day: int = Field(default=1, description="Posts per day and account.")
    goal: str = Field(default="", description="What it is for, in a few words.")
    accounts: list[str] = Field(
        default_factory=list, description="Account ids; without: all of the platforms."
    )


@tool(
    risk=Risk.WRITE,
    examples=(
        "create a campaign",
        "create a campaign called {name}",
        "create a campaign called {name} for {platforms}",
        "create a campaign {name} for {platforms} with {posts_per_day} posts per day",
        "create a campaign called {name} with {clips} until {end}",
        "make a campaign called {name} with the clips of {video}",
        "crea una campaña",
        "crea una campaña llamada {name}",
        "crea una campaña llamada {name} para {platforms}",
        "crea una campaña {name} para {platforms} con {posts_per_day} publicaciones al día",
        "crea una campaña llamada {name} con {clips} hasta {end}",
        "haz una campaña llamada {name} con los clips de {video}",
    ),
)
async def create_campaign(args: CreateCampaign, context: ToolContext) -> Planned:
    """Create a campaign as a draft and plan it: which clip goes where and when."""
    now = context.world.clock.now()
    async with context.world.uow() as tx:
        clips = await _clips(tx, args, context.thread_id)
    draft = CampaignDraft(
        name=args.name or _default_name(now, context),
        goal=args.goal,
        platforms=tuple(args.platforms),
        account_ids=tuple(AccountId(id_) for id_ in args.accounts),
        clip_ids=tuple(clip.id for clip in clips),
        starts_at=args.start or now,
        ends_at=args.end or (args.start or now) + _DEFAULT_LENGTH,
        posts_per_day=args.posts_per_day,
    )
    campaign = await create(
        world=context.world,
        principal=context.principal,
        draft=draft,
        request_key=context.request_key,
    )
    await plan(
        world=context.world,
        principal=context.principal,
        campaign_id=campaign.id,
        zone=context.zone,
    )
    return await _planned(context, campaign, "campaigns.created")


async def _clips(tx: Transaction, args: CreateCampaign, thread_id: ThreadId) -> Sequence[Clip]:
    if args.video and not args.clips:
        video = await find_video(tx, args.video, thread_id=thread_id)
        return await tx.clips.of_video(video.id)
    return await find_clips(tx, args.clips, thread_id=thread_id)


def _default_name(now: datetime, context: ToolContext) -> str:
    day = when(now, context.zone, context.locale).partition(",")[0]
    return say("campaigns.default_name", context.locale, day=day)


class PlanCampaign(BaseModel):
    campaign: str = Field(default="last", description='An id, a name, or "last".')


@tool(
    risk=Risk.WRITE,
    examples=(
        "plan the campaign {campaign}",
        "plan campaign {campaign} again",
        "planifica la campaña {campaign}",
        "vuelve a planificar la campaña {campaign}",
    ),
)
async def plan_campaign(args: PlanCampaign, context: ToolContext) -> Planned:
    """Plan a draft campaign anew with the scores of now."""
    async with context.world.uow() as tx:
        campaign = await find_campaign(tx, args.campaign)
    await plan(
        world=context.world,
        principal=context.principal,
        campaign_id=campaign.id,
        zone=context.zone,
    )
    return await _planned(context, campaign, "campaigns.shown")


async def _planned(context: ToolContext, campaign: Campaign, key: str) -> Planned:
    async with context.world.uow() as tx:
        slots = await tx.campaigns.slots(campaign.id)
        clips = {slot.clip_id: await tx.clips.get(slot.clip_id) for slot in slots}
        accounts = {slot.account_id: await tx.accounts.get(slot.account_id) for slot in slots}
    lines = "\n".join(_slot_line(slot, clips, accounts, context) for slot in slots)
    summary = say(
        key if slots else "campaigns.no_plan",
        context.locale,
        count=len(slots),
        name=campaign.name,
        status=say(f"campaign_status.{campaign.status}", context.locale),
        lines=lines,
    )
    return Planned(summary=summary, campaign=_view(campaign, slots))


def _slot_line(
    slot: Slot,
    clips: Mapping[ClipId, Clip],
    accounts: Mapping[AccountId, Account],
    context: ToolContext,
) -> str:
    return say(
        "campaigns.slot",
        context.locale,
        when=when(slot.at, context.zone, context.locale),
        number=clips[slot.clip_id].number,
        platform=slot.platform.label,
        account=accounts[slot.account_id].handle,
        why=_why(slot, context.locale),
    )


def _why(slot: Slot, locale: Locale) -> str:
    if slot.score is None:
        return say("campaigns.why_unscored", locale)
    return say("campaigns.why_scored", locale, rank=slot.rank, value=number(slot.score, locale))


def _line(shown: CampaignView, locale: Locale) -> str:
    return say(
        "campaigns.line",
        locale,
        name=shown.name,
        status=say(f"campaign_status.{shown.status}", locale),
        slots=len(shown.slots),
        short=short(shown.id),
    )


def _view(campaign: Campaign, slots: Sequence[Slot]) -> CampaignView:
    return CampaignView(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status.value,
        slots=[
            SlotView(
                clip_id=slot.clip_id,
                platform=slot.platform,
                account_id=slot.account_id,
                at=slot.at,
                score=slot.score,
            )
            for slot in slots
        ],
    )


TOOLS: Final[tuple[AnyTool, ...]] = (
    list_campaigns,
    show_campaign,
    create_campaign,
    plan_campaign,
)
