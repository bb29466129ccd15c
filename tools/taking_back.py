"""Tools that take a publication back, or let a held one go on."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field

from domain.ids import PublicationId
from domain.publication import Publication, PublicationStatus, WrongMove
from domain.texts import Locale, say
from domain.texts.forms import when
from domain.usecases.cancel_publication import cancel_publication as cancel
from domain.usecases.delete_publication import delete_publication as delete
from domain.usecases.release_publication import release_publication as release
from tools.context import ToolContext
from tools.orders import instant
from tools.outgoing import PublicationView, reason_words, rehearsal_mark, view
from tools.references import find_publication
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class Changed(Answer):
    publication: PublicationView


class Meant(BaseModel):
    """Which publication the words stand for; filled by us before a person is asked."""

    publication_id: str
    clip_number: int
    platform: str
    handle: str
    rehearsal: bool
    url: str | None
    reason: str | None
    go_at: datetime | None = None
    go_text: str | None = None


class CancelPublication(BaseModel):
    publication: str = Field(description='An id, a short id, or "last".')


class DeletePublication(BaseModel):
    publication: str = Field(description='An id, a short id, or "last".')
    exact: Meant | None = Field(default=None, description="Leave empty.")


class ReleasePublication(BaseModel):
    publication: str = Field(description='An id, a short id, or "last".')
    at: datetime | None = Field(default=None, description="When; without: as soon as it can.")
    exact: Meant | None = Field(default=None, description="Leave empty.")


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "cancel the publication {publication}",
        "cancel publication {publication}",
        "cancela la publicación {publication}",
        "anula la publicación {publication}",
    ),
)
async def cancel_publication(args: CancelPublication, context: ToolContext) -> Changed:
    """Take a publication back before it goes out. Says so when it is too late."""
    async with context.world.uow() as tx:
        found = await find_publication(tx, args.publication)
    cancelled = await cancel(
        world=context.world, principal=context.principal, publication_id=found.id
    )
    return await _answer("publications.cancelled", cancelled, context)


async def prepare_deletion(args: DeletePublication, context: ToolContext) -> DeletePublication:
    """Raises NotFound, NothingYet, WrongMove."""
    meant = await _meant(args.publication, context)
    return args.model_copy(update={"exact": meant})


def ask_deletion(args: DeletePublication, locale: Locale) -> str:
    return _ask("publications.ask_delete", _exact(args.exact), locale)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare_deletion, summarise=ask_deletion),
    examples=(
        "delete the publication {publication}",
        "delete publication {publication}",
        "take down the publication {publication}",
        "borra la publicación {publication}",
        "elimina la publicación {publication}",
    ),
)
async def delete_publication(args: DeletePublication, context: ToolContext) -> Changed:
    """Delete a post from the platform, where the platform lets us. A person approves it first."""
    deleted = await delete(
        world=context.world,
        principal=context.principal,
        publication_id=PublicationId(_exact(args.exact).publication_id),
        publishers=context.outside.publishers,
    )
    return await _answer("publications.deleted", deleted, context)


async def prepare_release(args: ReleasePublication, context: ToolContext) -> ReleasePublication:
    """Raises NotFound, NothingYet, WrongMove."""
    meant = await _meant(args.publication, context, status=PublicationStatus.HELD)
    if args.at is None:
        return args.model_copy(update={"exact": meant})
    at = instant(args.at, context.zone)
    told = when(at, context.zone, context.locale)
    return args.model_copy(
        update={"exact": meant.model_copy(update={"go_at": at, "go_text": told})}
    )


def ask_release(args: ReleasePublication, locale: Locale) -> str:
    exact = _exact(args.exact)
    key = "publications.ask_release_at" if exact.go_at else "publications.ask_release"
    return _ask(key, exact, locale)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare_release, summarise=ask_release),
    examples=(
        "release the publication {publication}",
        "release publication {publication}",
        "release the publication {publication} at {at}",
        "let the publication {publication} go",
        "libera la publicación {publication}",
        "libera la publicación {publication} {at}",
        "suelta la publicación {publication}",
    ),
)
async def release_publication(args: ReleasePublication, context: ToolContext) -> Changed:
    """Let a held publication go on, now or at a time. A person approves it first."""
    exact = _exact(args.exact)
    released = await release(
        world=context.world,
        principal=context.principal,
        publication_id=PublicationId(exact.publication_id),
        at=exact.go_at,
    )
    return await _answer("publications.released", released, context)


async def _meant(
    reference: str, context: ToolContext, *, status: PublicationStatus | None = None
) -> Meant:
    async with context.world.uow() as tx:
        found = await find_publication(tx, reference)
        clip = await tx.clips.get(found.clip_id)
        account = await tx.accounts.get(found.account_id)
    if status is not None and found.status is not status:
        raise WrongMove(status=found.status, wanted=PublicationStatus.QUEUED)
    return Meant(
        publication_id=found.id,
        clip_number=clip.number,
        platform=found.platform.label,
        handle=account.handle,
        rehearsal=found.rehearsal,
        url=found.url,
        reason=found.held_reason,
    )


def _exact(exact: Meant | None) -> Meant:
    if exact is None:
        raise ValueError("this tool runs only with the arguments that were prepared")
    return exact


def _ask(key: str, exact: Meant, locale: Locale) -> str:
    return say(
        key,
        locale,
        number=exact.clip_number,
        platform=exact.platform,
        handle=exact.handle,
        rehearsal=rehearsal_mark(exact.rehearsal, locale),
        url=exact.url or "",
        reason=reason_words(exact.reason or "", locale),
        when=exact.go_text,
    )


async def _answer(key: str, publication: Publication, context: ToolContext) -> Changed:
    async with context.world.uow() as tx:
        clip = await tx.clips.get(publication.clip_id)
        account = await tx.accounts.get(publication.account_id)
    locale = context.locale
    summary = say(
        key,
        locale,
        number=clip.number,
        platform=publication.platform.label,
        handle=account.handle,
        rehearsal=rehearsal_mark(publication.rehearsal, locale),
        when=when(publication.due_at, context.zone, locale),
    )
    return Changed(summary=summary, publication=view(publication))


TOOLS: Final[tuple[AnyTool, ...]] = (cancel_publication, delete_publication, release_publication)
