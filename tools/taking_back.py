"""Tools that take a publication back, or let a held one go on."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field

from domain.errors import NotFound
from domain.ids import PublicationId, short
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import OVER, Publication, PublicationStatus, WrongMove
from domain.texts import Locale, say
from domain.texts.forms import when
from domain.usecases.cancel_publication import cancel_publication as cancel
from domain.usecases.delete_publication import delete_publication as delete
from domain.usecases.release_publication import release_publication as release
from tools.context import ToolContext
from tools.orders import instant
from tools.outgoing import PublicationView, reason_words, rehearsal_mark, view
from tools.references import Ambiguous, find_clip, find_publication
from tools.spec import Answer, AnyTool, Approved, Risk, tool

_SEARCHED: Final = 200


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


class UnscheduleClip(BaseModel):
    clip: str = Field(description="The clip's number or id.")
    platform: Platform


class TakeDownClip(UnscheduleClip):
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


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "cancel the publication of {clip} on {platform}",
        "cancel {clip} on {platform}",
        "do not publish {clip} on {platform} any more",
        "cancela la publicación de {clip} en {platform}",
        "anula la publicación de {clip} en {platform}",
        "cancela {clip} en {platform}",
    ),
)
async def unschedule_clip(args: UnscheduleClip, context: ToolContext) -> Changed:
    """Take a clip's publication on a platform back before it goes out."""
    async with context.world.uow() as tx:
        found = await _of_clip(tx, args, context)
    cancelled = await cancel(
        world=context.world, principal=context.principal, publication_id=found.id
    )
    return await _answer("publications.cancelled", cancelled, context)


async def prepare_deletion(args: DeletePublication, context: ToolContext) -> DeletePublication:
    """Raises NotFound, NothingYet."""
    async with context.world.uow() as tx:
        meant = await _meant(tx, await find_publication(tx, args.publication))
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
    return await _delete(_exact(args.exact), context)


async def _delete(exact: Meant, context: ToolContext) -> Changed:
    deleted = await delete(
        world=context.world,
        principal=context.principal,
        publication_id=PublicationId(exact.publication_id),
        publishers=context.outside.publishers,
    )
    return await _answer("publications.deleted", deleted, context)


async def prepare_taking_down(args: TakeDownClip, context: ToolContext) -> TakeDownClip:
    """Raises NotFound, NothingYet, Ambiguous."""
    async with context.world.uow() as tx:
        meant = await _meant(tx, await _of_clip(tx, args, context))
    return args.model_copy(update={"exact": meant})


def ask_taking_down(args: TakeDownClip, locale: Locale) -> str:
    return _ask("publications.ask_delete", _exact(args.exact), locale)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare_taking_down, summarise=ask_taking_down),
    examples=(
        "delete the publication of {clip} on {platform}",
        "delete {clip} from {platform}",
        "take {clip} down from {platform}",
        "borra la publicación de {clip} en {platform}",
        "borra {clip} de {platform}",
        "elimina {clip} de {platform}",
        "quita {clip} de {platform}",
    ),
)
async def take_down_clip(args: TakeDownClip, context: ToolContext) -> Changed:
    """Delete a clip's post from a platform, where it lets us. A person approves it first."""
    return await _delete(_exact(args.exact), context)


async def prepare_release(args: ReleasePublication, context: ToolContext) -> ReleasePublication:
    """Raises NotFound, NothingYet, WrongMove."""
    async with context.world.uow() as tx:
        found = await find_publication(tx, args.publication)
        if found.status is not PublicationStatus.HELD:
            raise WrongMove(status=found.status, wanted=PublicationStatus.QUEUED)
        meant = await _meant(tx, found)
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


async def _of_clip(tx: Transaction, args: UnscheduleClip, context: ToolContext) -> Publication:
    """Raises NotFound, NothingYet, Ambiguous."""
    clip = await find_clip(tx, args.clip, platform=args.platform, thread_id=context.thread_id)
    found = [
        one
        for one in await tx.publications.recent(limit=_SEARCHED)
        if (one.clip_id, one.platform) == (clip.id, args.platform) and one.status not in OVER
    ]
    if not found:
        raise NotFound(what="publication", ref=f"{args.clip}, {args.platform.label}")
    if len(found) > 1:
        options = ", ".join(short(one.id) for one in found)
        raise Ambiguous(ref=args.clip, options=options)
    return found[0]


async def _meant(tx: Transaction, found: Publication) -> Meant:
    clip = await tx.clips.get(found.clip_id)
    account = await tx.accounts.get(found.account_id)
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


TOOLS: Final[tuple[AnyTool, ...]] = (
    cancel_publication,
    unschedule_clip,
    delete_publication,
    take_down_clip,
    release_publication,
)
