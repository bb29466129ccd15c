"""Tools about publications and the accounts they go to."""

from typing import Final

from pydantic import BaseModel, Field

from domain.clip import Clip
from domain.ids import short
from domain.platforms import Platform
from domain.publication import Publication
from domain.texts import Locale, say
from domain.usecases.cancel_publication import cancel_publication as cancel
from tools.context import ToolContext
from tools.references import find_publication
from tools.spec import Answer, AnyTool, Risk, tool


class PublicationView(BaseModel):
    id: str
    clip_id: str
    platform: Platform
    status: str
    rehearsal: bool
    url: str | None
    error_code: str | None


class Publications(Answer):
    publications: list[PublicationView]


class ListPublications(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)


@tool(
    risk=Risk.READ,
    examples=(
        "list publications",
        "what is live",
        "what was published",
        "what did you publish",
        "qué has publicado",
        "show me the publications",
        "lista las publicaciones",
        "qué está publicado",
        "enséñame las publicaciones",
    ),
)
async def list_publications(args: ListPublications, context: ToolContext) -> Publications:
    """List what was published or is on its way, newest first."""
    async with context.world.uow() as tx:
        found = await tx.publications.recent(limit=args.limit)
        clips = {item.clip_id: await tx.clips.get(item.clip_id) for item in found}
    if not found:
        return Publications(summary=say("publications.none", context.locale), publications=[])
    lines = "\n".join(_line(item, clips[item.clip_id], context.locale) for item in found)
    summary = say("publications.list", context.locale, count=len(found), lines=lines)
    return Publications(summary=summary, publications=[view(item) for item in found])


class AccountView(BaseModel):
    id: str
    platform: Platform
    handle: str
    status: str
    rehearsal: bool


class Accounts(Answer):
    accounts: list[AccountView]


class ListAccounts(BaseModel):
    platform: Platform | None = None


@tool(
    risk=Risk.READ,
    examples=(
        "list accounts",
        "list the accounts of {platform}",
        "what accounts are connected",
        "which accounts are connected",
        "lista las cuentas",
        "lista las cuentas de {platform}",
        "qué cuentas hay conectadas",
    ),
)
async def list_accounts(args: ListAccounts, context: ToolContext) -> Accounts:
    """List the connected accounts and how they are."""
    async with context.world.uow() as tx:
        accounts = await tx.accounts.all(platform=args.platform)
    if not accounts:
        return Accounts(summary=say("accounts.none", context.locale), accounts=[])
    lines = "\n".join(
        say(
            "accounts.line",
            context.locale,
            handle=account.handle,
            platform=account.platform.label,
            rehearsal=rehearsal_mark(account.rehearsal, context.locale),
            status=say(f"account_status.{account.status}", context.locale),
        )
        for account in accounts
    )
    summary = say("accounts.list", context.locale, count=len(accounts), lines=lines)
    views = [
        AccountView(
            id=account.id,
            platform=account.platform,
            handle=account.handle,
            status=account.status.value,
            rehearsal=account.rehearsal,
        )
        for account in accounts
    ]
    return Accounts(summary=summary, accounts=views)


class CancelPublication(BaseModel):
    publication: str = Field(description='An id, a short id, or "last".')


class Cancelled(Answer):
    publication: PublicationView


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "cancel the publication {publication}",
        "cancel publication {publication}",
        "cancela la publicación {publication}",
        "anula la publicación {publication}",
    ),
)
async def cancel_publication(args: CancelPublication, context: ToolContext) -> Cancelled:
    """Take a publication back before it goes out."""
    async with context.world.uow() as tx:
        found = await find_publication(tx, args.publication)
        clip = await tx.clips.get(found.clip_id)
    cancelled = await cancel(
        world=context.world, principal=context.principal, publication_id=found.id
    )
    summary = say(
        "publications.cancelled",
        context.locale,
        number=clip.number,
        platform=cancelled.platform.label,
    )
    return Cancelled(summary=summary, publication=view(cancelled))


def view(publication: Publication) -> PublicationView:
    return PublicationView(
        id=publication.id,
        clip_id=publication.clip_id,
        platform=publication.platform,
        status=publication.status.value,
        rehearsal=publication.rehearsal,
        url=publication.url,
        error_code=publication.error_code,
    )


def rehearsal_mark(rehearsal: bool, locale: Locale) -> str:
    """What every mention of a rehearsal carries; nothing for the real platforms."""
    return say("publications.rehearsal", locale) if rehearsal else ""


def _line(publication: Publication, clip: Clip, locale: Locale) -> str:
    return say(
        "publications.line",
        locale,
        number=clip.number,
        platform=publication.platform.label,
        status=say(f"publication_status.{publication.status}", locale),
        rehearsal=rehearsal_mark(publication.rehearsal, locale),
        link=f" {publication.url}" if publication.url else f" ({short(publication.id)})",
    )


TOOLS: Final[tuple[AnyTool, ...]] = (list_publications, list_accounts, cancel_publication)
