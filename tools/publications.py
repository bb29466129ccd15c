"""Tools that look at publications: which there are, and the whole story of one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from domain.approval import ApprovalStatus
from domain.clip import Clip
from domain.ids import AccountId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import Publication, PublicationStatus
from domain.texts import Locale, say
from domain.texts.forms import when
from tools.context import ToolContext
from tools.destinations import find_account
from tools.outgoing import PublicationView, line, moment_of, view
from tools.prospects import Period, ahead, numbers_line, period_of, prospects, standing
from tools.references import find_clip, find_publication
from tools.spec import Answer, AnyTool, Risk, tool
from tools.story import Chronicle, chronicle, last_asked

_SEARCHED: Final = 200
_MOST_STORIES: Final = 3


class Publications(Answer):
    publications: list[PublicationView]


class ListPublications(BaseModel):
    status: PublicationStatus | None = Field(default=None, description="Only those that are so.")
    platform: Platform | None = None
    account: str | None = Field(default=None, description="A handle.")
    day: date | None = Field(default=None, description="Only what goes, or went, out on that day.")
    since: datetime | None = Field(default=None, description="Only from then on.")
    until: datetime | None = Field(default=None, description="Only until then.")
    limit: int = Field(default=20, ge=1, le=100)


@tool(
    risk=Risk.READ,
    examples=(
        "list publications",
        "list the {status} publications",
        "list the publications on {platform}",
        "list the publications of {account}",
        "what is {status}",
        "which publications are {status}",
        "which posts are {status}",
        "what is {status} for {day}",
        "what is {status} {day}",
        "what goes out {day}",
        "what goes out on {day}",
        "what did you publish",
        "what did you publish {day}",
        "what did we publish {day}",
        "qué has publicado",
        "qué has publicado {day}",
        "qué hemos publicado",
        "qué hemos publicado {day}",
        "qué hay {status}",
        "qué hay {status} para {day}",
        "qué sale {day}",
        "show me the publications",
        "lista las publicaciones",
        "lista las publicaciones {status}",
        "lista las publicaciones en {platform}",
        "lista las publicaciones de {account}",
        "qué está {status}",
        "qué publicaciones están {status}",
        "enséñame las publicaciones",
    ),
)
async def list_publications(args: ListPublications, context: ToolContext) -> Publications:
    """List what was published or is on its way, with its times, newest first; also what is held
    or waiting. Of a day or a period: in the order in which it goes."""
    locale = context.locale
    period = period_of(args.day, args.since, args.until, zone=context.zone)
    async with context.world.uow() as tx:
        found = await _matching(tx, args, period)
        lines = [await _line(tx, one, context) for one in found]
    if not found:
        return Publications(summary=_none(args, period, locale), publications=[])
    summary = say("publications.list", locale, count=len(found), lines="\n".join(lines))
    return Publications(summary=summary, publications=[view(item) for item in found])


async def _line(tx: Transaction, one: Publication, context: ToolContext) -> str:
    year = context.world.clock.now().astimezone(context.zone).year
    return line(
        one,
        await tx.clips.get(one.clip_id),
        await tx.accounts.get(one.account_id),
        at=when(moment_of(one), context.zone, context.locale, year=year),
        locale=context.locale,
    )


def _none(args: ListPublications, period: Period | None, locale: Locale) -> str:
    if period is not None:
        return say("publications.none_then", locale)
    if args.status is None:
        return say("publications.none", locale)
    status = say(f"publication_status.{args.status}", locale)
    return say("publications.none_so", locale, status=status)


async def _matching(
    tx: Transaction, args: ListPublications, period: Period | None
) -> Sequence[Publication]:
    account_id: AccountId | None = None
    if args.account:
        account_id = (await find_account(tx, args.account, platform=args.platform)).id
    found = [
        one
        for status in _meant_by(args.status)
        for one in await tx.publications.recent(
            limit=_SEARCHED, status=status, account_id=account_id
        )
        if args.platform in (None, one.platform)
    ]
    if period is None:
        return sorted(found, key=lambda one: one.created_at, reverse=True)[: args.limit]
    then = [one for one in found if period.holds(one, asked=args.status)]
    return sorted(then, key=moment_of)[: args.limit]


def _meant_by(status: PublicationStatus | None) -> Sequence[PublicationStatus | None]:
    """What YouTube itself keeps the time of is scheduled as well."""
    if status is PublicationStatus.SCHEDULED:
        return (status, PublicationStatus.SCHEDULED_THERE)
    return (status,)


class Story(Chronicle):
    publication: PublicationView
    standing: str
    next: list[str]


class Shown(Answer):
    """``publication`` is the newest of those that are told."""

    publication: PublicationView | None
    stories: list[Story]


class ShowPublication(BaseModel):
    publication: str = Field(description='An id, a short id, or "last".')


@tool(
    risk=Risk.READ,
    examples=(
        "show publication {publication}",
        "explain publication {publication}",
        "why is the publication {publication} held",
        "why did the publication {publication} fail",
        "what happened to the publication {publication}",
        "muestra la publicación {publication}",
        "explica la publicación {publication}",
        "por qué está retenida la publicación {publication}",
        "por qué ha fallado la publicación {publication}",
        "qué pasó con la publicación {publication}",
        "qué ha pasado con la publicación {publication}",
    ),
)
async def show_publication(args: ShowPublication, context: ToolContext) -> Shown:
    """Tell all of a publication: who asked, who approved, what the platform said, how it stands,
    why it is live or not, what happens next, and what it has earned."""
    async with context.world.uow() as tx:
        found = await find_publication(tx, args.publication)
        return _shown(await _stories(tx, [found], context), context)


class ExplainPublication(BaseModel):
    clip: str = Field(description='A number, an id, or "best".')
    platform: Platform | None = None


@tool(
    risk=Risk.READ,
    examples=(
        "when does {clip} go out",
        "when does {clip} go out on {platform}",
        "cuándo sale {clip}",
        "cuándo se publica {clip}",
        "cuándo sale {clip} en {platform}",
        "why is {clip} not live on {platform}",
        "why is {clip} live",
        "why isn't {clip} live on {platform}",
        "why was {clip} not published",
        "why is {clip} not published",
        "why did clip {clip} fail on {platform}",
        "what happened to the publication of {clip} on {platform}",
        "por qué no está publicado {clip} en {platform}",
        "por qué no se ha publicado {clip} en {platform}",
        "por qué no ha salido {clip} en {platform}",
        "por qué no sale {clip} en {platform}",
        "por qué está publicado {clip}",
        "qué pasó con la publicación de {clip} en {platform}",
        "qué ha pasado con la publicación de {clip} en {platform}",
    ),
)
async def explain_publication(args: ExplainPublication, context: ToolContext) -> Shown:
    """Tell why a clip is live or not: the whole story of its publications, or why there are
    none."""
    async with context.world.uow() as tx:
        clip = await find_clip(tx, args.clip, platform=args.platform, thread_id=context.thread_id)
        found = await _of_clip(tx, clip, args.platform)
        if not found:
            return Shown(summary=await _never(tx, clip, context), publication=None, stories=[])
        return _shown(await _stories(tx, found, context), context)


def _shown(stories: list[Story], context: ToolContext) -> Shown:
    summary = "\n\n".join(_written(one, context) for one in stories)
    return Shown(summary=summary, publication=stories[0].publication, stories=stories)


async def _of_clip(tx: Transaction, clip: Clip, platform: Platform | None) -> Sequence[Publication]:
    """The newest to each account."""
    newest: dict[AccountId, Publication] = {}
    for one in await tx.publications.recent(limit=_SEARCHED):
        if one.clip_id == clip.id and platform in (None, one.platform):
            newest.setdefault(one.account_id, one)
    return list(newest.values())[:_MOST_STORIES]


async def _never(tx: Transaction, clip: Clip, context: ToolContext) -> str:
    """Why there is no publication at all: nobody asked, or nobody said yes."""
    locale = context.locale
    asked = await last_asked(tx, clip)
    if asked is None:
        return say("story.never_asked", locale, number=clip.number)
    waits = asked.status is ApprovalStatus.PENDING
    at = asked.expires_at if waits else asked.decided_at or asked.expires_at
    return say(
        f"story.asked.{asked.status}",
        locale,
        number=clip.number,
        when=when(at, context.zone, locale),
        note=f" “{asked.note}”" if asked.note else "",
    )


async def story(
    tx: Transaction, publication: Publication, *, now: datetime, zone: ZoneInfo, locale: Locale
) -> Story:
    clip = await tx.clips.get(publication.clip_id)
    account = await tx.accounts.get(publication.account_id)
    told = await chronicle(tx, publication, account, locale)
    found = await ahead(tx, publication, now=now)
    return Story(
        publication=view(publication),
        standing=standing(publication, clip, account, locale),
        next=list(prospects(publication, found, now=now, locale=locale, zone=zone)),
        **told.model_dump(),
    )


async def _stories(
    tx: Transaction, found: Sequence[Publication], context: ToolContext
) -> list[Story]:
    now = context.world.clock.now()
    return [
        await story(tx, one, now=now, zone=context.zone, locale=context.locale) for one in found
    ]


def _written(story: Story, context: ToolContext) -> str:
    lines = [
        say(
            "story.line",
            context.locale,
            when=when(one.at, context.zone, context.locale),
            text=one.text,
        )
        for one in story.lines
    ]
    parts = [story.standing, *lines, *story.next]
    if story.publication.published_at:
        parts.append(numbers_line(story, locale=context.locale, zone=context.zone))
    return "\n".join([*parts, story.publication.url or ""]).strip()


TOOLS: Final[tuple[AnyTool, ...]] = (list_publications, show_publication, explain_publication)
