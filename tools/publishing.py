"""The tool that publishes: made exact first, approved by a person, then carried out."""

from datetime import datetime
from typing import Final

from pydantic import AwareDatetime, BaseModel, Field

from domain.account import Account, AccountStatus, NoAccount
from domain.clip import Clip, Look, Variant
from domain.errors import NotFound
from domain.ids import AccountId, ClipId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import (
    AlreadyPublished,
    Privacy,
    Publication,
    PublicationStatus,
    check_fit,
)
from domain.texts import Locale, say
from domain.texts.forms import seconds, when
from domain.usecases.request_variants import request_variants
from domain.usecases.schedule_publication import Order, schedule_publication
from tools.context import ToolContext
from tools.following import follow
from tools.publications import PublicationView, rehearsal_mark, view
from tools.references import Ambiguous, find_clip
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class Exact(BaseModel):
    """What the words of the request stand for; filled by us before a person is asked."""

    platform: Platform
    clip_id: str
    clip_number: int
    duration_ms: int
    video_title: str
    account_id: str
    account_handle: str
    rehearsal: bool
    variant_sha256: str
    caption: str
    due_at: str | None
    due_text: str | None


class PublishClip(BaseModel):
    clip: str = Field(description='A number, an id, or "best".')
    platform: Platform | None = Field(
        default=None, description="Where it goes; not needed with accounts on one platform only."
    )
    account: str | None = Field(default=None, description="The account's name, if several.")
    caption: str | None = Field(default=None, description="The text that goes with it.")
    at: AwareDatetime | None = Field(default=None, description="When; without: now.")
    privacy: Privacy = Privacy.PUBLIC
    exact: Exact | None = Field(default=None, description="Leave empty.")


class Published(Answer):
    publication: PublicationView


async def prepare(args: PublishClip, context: ToolContext) -> PublishClip:
    """Raises NotFound, NothingYet, Ambiguous, NoAccount, VariantDoesNotFit, AlreadyPublished."""
    async with context.world.uow() as tx:
        account = await _account(tx, args)
        clip = await find_clip(
            tx, args.clip, platform=account.platform, thread_id=context.thread_id
        )
        if await tx.publications.find_standing(clip.id, account.id):
            raise AlreadyPublished(handle=account.handle, platform=account.platform.label)
        video = await tx.videos.get(clip.video_id)
    variant = await _variant(clip, account.platform, context)
    caption = args.caption or clip.title
    check_fit(
        account.platform,
        duration_ms=variant.duration_ms,
        size_bytes=variant.size_bytes,
        caption=caption,
    )
    exact = Exact(
        platform=account.platform,
        clip_id=clip.id,
        clip_number=clip.number,
        duration_ms=variant.duration_ms,
        video_title=video.title,
        account_id=account.id,
        account_handle=account.handle,
        rehearsal=account.rehearsal,
        variant_sha256=variant.sha256,
        caption=caption,
        due_at=args.at.isoformat() if args.at else None,
        due_text=when(args.at, context.zone, context.locale) if args.at else None,
    )
    return args.model_copy(update={"exact": exact})


async def _account(tx: Transaction, args: PublishClip) -> Account:
    accounts = [
        account
        for account in await tx.accounts.all(platform=args.platform)
        if account.status is AccountStatus.ACTIVE
    ]
    if args.account:
        wanted = args.account.casefold().lstrip("@")
        accounts = [a for a in accounts if wanted in (a.id, a.handle.casefold().lstrip("@"))]
        if not accounts:
            raise NotFound(what="account", ref=args.account)
    if not accounts:
        raise NoAccount(
            platform=args.platform.label if args.platform else "YouTube, Instagram, TikTok"
        )
    if args.platform is None and len({account.platform for account in accounts}) > 1:
        options = ", ".join(sorted({account.platform.label for account in accounts}))
        raise Ambiguous(ref=args.clip, options=options)
    return accounts[0]


async def _variant(clip: Clip, platform: Platform, context: ToolContext) -> Variant:
    """The platform's version of the clip; rendered now when there is none."""
    found = await _find_variant(clip, platform, context)
    if found is None:
        job = await request_variants(
            world=context.world,
            principal=context.principal,
            clip_ids=[clip.id],
            platforms=[platform],
            look=Look(),
            request_key=f"{context.request_key}:render",
        )
        await follow(context, job.id)
        found = await _find_variant(clip, platform, context)
    if found is None:
        raise NotFound(what="variant", ref=platform.label)
    return found


async def _find_variant(clip: Clip, platform: Platform, context: ToolContext) -> Variant | None:
    async with context.world.uow() as tx:
        return await tx.clips.find_variant(clip.id, platform)


def summarise(args: PublishClip, locale: Locale) -> str:
    exact = _exact(args)
    return say(
        "publications.ask_later" if exact.due_at else "publications.ask_now",
        locale,
        number=exact.clip_number,
        length=seconds(exact.duration_ms, locale),
        video=exact.video_title,
        platform=exact.platform.label,
        rehearsal=rehearsal_mark(exact.rehearsal, locale),
        account=exact.account_handle,
        when=exact.due_text,
        privacy=say(f"privacy.{args.privacy}", locale),
        caption=exact.caption,
    )


def _exact(args: PublishClip) -> Exact:
    if args.exact is None:
        raise ValueError("publish_clip runs only with the arguments that were prepared")
    return args.exact


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare, summarise=summarise),
    examples=(
        "publish {clip} on {platform}",
        "publish {clip}",
        'publish {clip} on {platform} with the caption "{caption}"',
        "publish {clip} on {platform} at {at}",
        "post {clip} to {platform}",
        "schedule {clip} on {platform} for {at}",
        "programa {clip} en {platform} para {at}",
        "publica {clip} en {platform}",
        "publica {clip}",
        "publica {clip} en {platform} con el texto «{caption}»",
        "publica {clip} en {platform} {at}",
        "sube {clip} a {platform}",
    ),
)
async def publish_clip(args: PublishClip, context: ToolContext) -> Published:
    """Publish a clip to an account, now or at a time. A person approves it first."""
    exact = _exact(args)
    publication, job = await schedule_publication(
        world=context.world,
        principal=context.principal,
        order=Order(
            clip_id=ClipId(exact.clip_id),
            account_id=AccountId(exact.account_id),
            variant_sha256=exact.variant_sha256,
            caption=exact.caption,
            privacy=args.privacy,
            due_at=datetime.fromisoformat(exact.due_at) if exact.due_at else None,
        ),
        request_key=context.request_key,
    )
    if publication.status is not PublicationStatus.SCHEDULED:
        await follow(context, job.id)
        async with context.world.uow() as tx:
            publication = await tx.publications.get(publication.id)
    return Published(
        summary=_outcome(publication, exact, context.locale), publication=view(publication)
    )


def _outcome(publication: Publication, exact: Exact, locale: Locale) -> str:
    key = {
        PublicationStatus.PUBLISHED: "publications.live",
        PublicationStatus.SCHEDULED: "publications.scheduled",
    }.get(publication.status, "publications.going")
    return say(
        key,
        locale,
        number=exact.clip_number,
        platform=publication.platform.label,
        rehearsal=rehearsal_mark(publication.rehearsal, locale),
        url=publication.url,
        when=exact.due_text,
        status=say(f"publication_status.{publication.status}", locale),
    )


TOOLS: Final[tuple[AnyTool, ...]] = (publish_clip,)
