"""The tool that publishes: made exact first, approved by a person, then carried out."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.clip import Clip, Look, Variant
from domain.errors import NotFound
from domain.ids import AccountId, ClipId, PublicationId
from domain.job import JobKind, JobQuery
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import (
    AlreadyPublished,
    Medium,
    Privacy,
    Publication,
    PublicationStatus,
    VariantDoesNotFit,
    Window,
    check_caption,
    check_choices,
    check_fit,
)
from domain.texts import Locale, say
from domain.texts.forms import when
from domain.timing import after_blackouts
from domain.usecases.request_variants import request_variants
from domain.usecases.schedule_publication import Order, schedule_publication
from domain.video import Video
from tools.card import card, due, in_the_way
from tools.context import ToolContext
from tools.destinations import ask_platform, ready_account
from tools.following import follow
from tools.orders import Exact, PublishClip, choices_of, privacy_of, sealed, window_of
from tools.outgoing import PublicationView, reason_words, rehearsal_mark, view
from tools.references import find_clip
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class Published(Answer):
    publication: PublicationView


async def prepare(args: PublishClip, context: ToolContext) -> PublishClip:
    """Raises NotFound, NothingYet, Ambiguous, NoAccount, AccountNotReady, PrivacyNeeded,
    NotOffered, TimePassed, VariantDoesNotFit, AlreadyPublished, PlatformRefuses,
    AudienceNotOffered."""
    account, clip, video = await _meant(args, context)
    platform = account.platform
    privacy = privacy_of(args, platform, clip_number=clip.number)
    choices = choices_of(args, platform)
    window = window_of(args, now=context.world.clock.now(), zone=context.zone)
    caption = args.caption or clip.title
    check_choices(platform, privacy, choices)
    check_caption(platform, caption)
    if choices.on_platform and window.wall_time is None:
        raise VariantDoesNotFit("on_platform_now", platform=platform.label)
    variant = await _variant(clip, platform, context)
    _check(variant, platform, caption, choices.cover_ms)
    exact = Exact(
        platform=platform,
        clip_id=clip.id,
        clip_number=clip.number,
        duration_ms=variant.duration_ms,
        video_title=video.title,
        account_id=account.id,
        account_handle=account.handle,
        account_external_id=account.external_id,
        rehearsal=account.rehearsal,
        caption=caption,
        privacy=privacy,
        choices=choices,
        medium=_medium(variant),
        window=window,
        zone=context.zone.key,
        declared_by=context.principal.email,
        year=context.world.clock.now().astimezone(context.zone).year,
        free_at=await _free_at(window, account, context),
    )
    await ask_platform(exact, account, context)
    return args.model_copy(update={"exact": sealed(exact)})


async def _free_at(window: Window, account: Account, context: ToolContext) -> datetime | None:
    """When it can go, where that is not at its own time."""
    async with context.world.uow() as tx:
        blackouts = await tx.stops.blackouts(now=context.world.clock.now())
    free_at = after_blackouts(
        window.opens_at, blackouts, platform=account.platform, account_id=account.id
    )
    return free_at if free_at > window.opens_at else None


async def _meant(args: PublishClip, context: ToolContext) -> tuple[Account, Clip, Video]:
    """Raises NotFound, NothingYet, Ambiguous, NoAccount, AccountNotReady, AlreadyPublished."""
    async with context.world.uow() as tx:
        platform = args.platform
        if platform is None and args.account is None:
            platform = await _only_one_meant(tx, args, context)
        account = await ready_account(tx, args.account, platform=platform)
        clip = await find_clip(
            tx, args.clip, platform=account.platform, thread_id=context.thread_id
        )
        if await tx.publications.find_standing(clip.id, account.id):
            raise AlreadyPublished(handle=account.handle, platform=account.platform.label)
        return account, clip, await tx.videos.get(clip.video_id)


async def _only_one_meant(
    tx: Transaction, args: PublishClip, context: ToolContext
) -> Platform | None:
    """A clip that was made, or scored, for one platform goes there when nobody says where."""
    clip = await find_clip(tx, args.clip, platform=None, thread_id=context.thread_id)
    made = {variant.platform for variant in await tx.clips.variants([clip.id])}
    meant = made or {score.platform for score in await tx.scores.latest([clip.id])}
    return meant.pop() if len(meant) == 1 else None


def _check(variant: Variant, platform: Platform, caption: str, cover_ms: int | None) -> None:
    """Raises VariantDoesNotFit."""
    check_fit(
        platform,
        duration_ms=variant.duration_ms,
        size_bytes=variant.size_bytes,
        caption=caption,
    )
    if cover_ms is not None and cover_ms >= variant.duration_ms:
        raise VariantDoesNotFit("cover", most=f"{variant.duration_ms // 100 / 10:g}")


def _medium(variant: Variant) -> Medium:
    return Medium(
        blob=variant.blob,
        sha256=variant.sha256,
        size_bytes=variant.size_bytes,
        duration_ms=variant.duration_ms,
    )


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
    return card(_exact(args), locale)


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
        "publish {clip} on {platform} as {privacy}",
        'publish {clip} on {platform} with the caption "{caption}"',
        "publish {clip} on {platform} at {at}",
        "publish {clip} on {platform} with the cover {cover}",
        "send {clip} to the {platform} {inbox}",
        "post {clip} to {platform}",
        "schedule {clip} on {platform} for {at}",
        "programa {clip} en {platform} para {at}",
        "publica {clip} en {platform}",
        "publica {clip}",
        "publica {clip} en {platform} como {privacy}",
        "publica {clip} en {platform} con el texto «{caption}»",
        "publica {clip} en {platform} {at}",
        "publica {clip} en {platform} con la portada {cover}",
        "manda {clip} a la {inbox} de {platform}",
        "envía {clip} a la {inbox} de {platform}",
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
            caption=exact.caption,
            privacy=exact.privacy,
            choices=exact.choices,
            medium=exact.medium,
            window=exact.window,
            digest=exact.digest,
        ),
        request_key=context.request_key,
    )
    if publication.status is not PublicationStatus.SCHEDULED:
        await follow(context, job.id)
        publication = await _once_it_is_decided(context, publication.id)
    return Published(
        summary=_outcome(publication, exact, context.locale, now=context.world.clock.now()),
        publication=view(publication),
    )


async def _once_it_is_decided(context: ToolContext, id_: PublicationId) -> Publication:
    """A platform takes some seconds to process a post: they are waited for, hours are not."""
    for _ in range(_LOOKS):
        async with context.world.uow() as tx:
            publication = await tx.publications.get(id_)
            jobs = await tx.jobs.recent(only=JobQuery(publication_id=id_), limit=5)
        soon = context.world.clock.now() + _SOON
        looks = [
            job
            for job in jobs
            if job.kind is JobKind.WATCH_PUBLICATION
            and not job.status.is_final
            and (job.run_at is None or job.run_at <= soon)
        ]
        if _is_decided(publication) or not looks:
            break
        await follow(context, looks[0].id)
    return publication


def _is_decided(publication: Publication) -> bool:
    """Whether there is nothing to wait for, such as a link that is still to come."""
    if publication.status is PublicationStatus.PUBLISHED:
        return publication.url is not None or publication.privacy is Privacy.PRIVATE
    return publication.status is not PublicationStatus.PROCESSING


_LOOKS: Final = 4
_SOON: Final = timedelta(seconds=10)

_OUTCOMES: Final = {
    PublicationStatus.PUBLISHED: "publications.live",
    PublicationStatus.SCHEDULED: "publications.scheduled",
    PublicationStatus.SCHEDULED_THERE: "publications.scheduled_there",
    PublicationStatus.WAITING: "publications.waiting",
    PublicationStatus.HELD: "publications.held",
}


def _outcome(publication: Publication, exact: Exact, locale: Locale, *, now: datetime) -> str:
    key = _OUTCOMES.get(publication.status, "publications.going")
    told_when = due(exact, locale)
    if publication.status is PublicationStatus.QUEUED and publication.due_at > now + _SOON:
        key = "publications.put_off"
        told_when = when(publication.due_at, ZoneInfo(exact.zone), locale, year=exact.year)
    if key == "publications.live" and publication.url is None:
        is_private = publication.privacy is Privacy.PRIVATE
        key = "publications.live_unlinked" if is_private else "publications.live_link_follows"
    told = say(
        key,
        locale,
        number=exact.clip_number,
        platform=publication.platform.label,
        rehearsal=rehearsal_mark(publication.rehearsal, locale),
        url=publication.url,
        handle=exact.account_handle,
        when=told_when,
        status=say(f"publication_status.{publication.status}", locale),
        reason=reason_words(publication.held_reason or "", locale),
    )
    is_ahead = publication.status is PublicationStatus.SCHEDULED
    return " ".join([told, *(in_the_way(exact, locale) if is_ahead else ())])


TOOLS: Final[tuple[AnyTool, ...]] = (publish_clip,)
