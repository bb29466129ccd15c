"""Tools that stop publishing at once, and let it go on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field

from domain.account import NoAccount
from domain.errors import DomainError
from domain.ids import AccountId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.texts import Locale, say
from domain.texts.forms import listing
from domain.timing import Stop
from domain.usecases.resume_publishing import resume_publishing as resume
from domain.usecases.stop_publishing import stop_publishing as stop
from tools.context import ToolContext
from tools.destinations import find_account
from tools.outgoing import why_stopped
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class NotStopped(DomainError):
    code = "not_stopped"


class EverythingStopped(DomainError):
    """What is meant is stopped together with everything else, and by nothing of its own."""

    code = "everything_stopped"


class StopView(BaseModel):
    """``account_id`` null: everything is stopped."""

    id: str
    account_id: str | None
    reason: str
    stopped_by: str
    stopped_at: datetime

    @classmethod
    def of(cls, stop: Stop) -> "StopView":
        return cls.model_validate(stop, from_attributes=True)


class StopPublishing(BaseModel):
    """Without account and platform: everywhere."""

    account: str | None = Field(default=None, description="A handle.")
    platform: Platform | None = Field(default=None, description="All of its accounts.")
    reason: str | None = Field(default=None, description="Why, in the person's own words.")


class Stopped(Answer):
    stops: list[StopView]


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "stop publishing",
        "stop everything",
        "stop all publications",
        "stop the publications",
        "stop publishing to {account}",
        "stop publishing on {platform}",
        "stop publishing because {reason}",
        "para las publicaciones",
        "para todas las publicaciones",
        "para todo",
        "deja de publicar",
        "deja de publicar en {account}",
        "deja de publicar en {platform}",
        "para las publicaciones de {account}",
        "detén las publicaciones",
    ),
)
async def stop_publishing(args: StopPublishing, context: ToolContext) -> Stopped:
    """Stop publishing at once, everywhere or to one account. Needs no approval."""
    accounts = await _accounts(args.account, args.platform, context)
    made = [
        await stop(
            world=context.world,
            principal=context.principal,
            account_id=account_id,
            reason=args.reason or "",
        )
        for account_id in accounts or (None,)
    ]
    key = "stops.stopped_account" if accounts else "stops.stopped"
    handles = listing(list(accounts.values()), context.locale)
    return Stopped(
        summary=say(key, context.locale, handle=handles), stops=[StopView.of(one) for one in made]
    )


class Resumed(BaseModel):
    """Whom the words stand for, by id; filled by us before a person is asked. None: everything
    that was stopped everywhere."""

    accounts: dict[str, str]
    reason: str


class ResumePublishing(BaseModel):
    """Without account and platform: the stop of everything."""

    account: str | None = Field(default=None, description="A handle.")
    platform: Platform | None = Field(default=None, description="All of its accounts.")
    exact: Resumed | None = Field(default=None, description="Leave empty.")


async def prepare(args: ResumePublishing, context: ToolContext) -> ResumePublishing:
    """Raises NotFound, NoAccount, WhichAccount, NotStopped, EverythingStopped."""
    accounts = await _accounts(args.account, args.platform, context)
    async with context.world.uow() as tx:
        every = await tx.stops.stops()
    stops = [one for one in every if _concerns(one, accounts)]
    if not stops:
        raise EverythingStopped() if any(one.account_id is None for one in every) else NotStopped()
    stopped = {one.account_id for one in stops}
    reasons = [why_stopped(one.reason, context.locale) for one in stops]
    exact = Resumed(
        accounts={str(id_): handle for id_, handle in accounts.items() if id_ in stopped},
        reason=", ".join(dict.fromkeys(reasons)),
    )
    return args.model_copy(update={"exact": exact})


def _concerns(stop: Stop, accounts: Mapping[AccountId, str]) -> bool:
    return stop.account_id in accounts if accounts else stop.account_id is None


def summarise(args: ResumePublishing, locale: Locale) -> str:
    exact = _exact(args)
    key = "stops.ask_resume_account" if exact.accounts else "stops.ask_resume"
    handles = listing(list(exact.accounts.values()), locale)
    return say(key, locale, handle=handles, reason=exact.reason)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare, summarise=summarise),
    examples=(
        "resume publishing",
        "resume publishing to {account}",
        "resume publishing on {platform}",
        "start publishing again",
        "reanuda las publicaciones",
        "reanuda las publicaciones de {account}",
        "reanuda las publicaciones en {platform}",
        "vuelve a publicar",
        "vuelve a publicar en {account}",
    ),
)
async def resume_publishing(args: ResumePublishing, context: ToolContext) -> Answer:
    """Lift a stop, so that what waits goes on. A person approves it first."""
    exact = _exact(args)
    wanted = [AccountId(one) for one in exact.accounts]
    going = [
        await resume(world=context.world, principal=context.principal, account_id=account_id)
        for account_id in wanted or (None,)
    ]
    handles = listing(list(exact.accounts.values()), context.locale)
    async with context.world.uow() as tx:
        left = [await _left(tx, one) for one in await tx.stops.stops()]
    return Answer(summary=_outcome(handles, going=sum(going), left=left, locale=context.locale))


async def _left(tx: Transaction, stop: Stop) -> str | None:
    """Whom a stop still covers; None: everybody."""
    return (await tx.accounts.get(stop.account_id)).handle if stop.account_id else None


def _outcome(handles: str, *, going: int, left: Sequence[str | None], locale: Locale) -> str:
    """What was lifted, and what is stopped all the same."""
    if None in left:
        return say("stops.lifted", locale, handle=handles)
    parts = [say("stops.resumed_account" if handles else "stops.resumed", locale, handle=handles)]
    if going:
        parts.append(say("stops.follow", locale, count=going))
    if left:
        still = listing(sorted({one for one in left if one}), locale)
        parts.append(say("stops.left", locale, handle=still))
    return " ".join(parts)


def _exact(args: ResumePublishing) -> Resumed:
    if args.exact is None:
        raise ValueError("resume_publishing runs only with the arguments that were prepared")
    return args.exact


async def _accounts(
    reference: str | None, platform: Platform | None, context: ToolContext
) -> dict[AccountId, str]:
    """Ids and handles; none is everywhere. Raises NotFound, NoAccount, WhichAccount."""
    if reference is None and platform is None:
        return {}
    async with context.world.uow() as tx:
        if reference is not None:
            found = [await find_account(tx, reference, platform=platform)]
        else:
            found = list(await tx.accounts.all(platform=platform))
    if not found and platform is not None:
        raise NoAccount(platform=platform.label)
    return {account.id: account.handle for account in found}


TOOLS: Final[tuple[AnyTool, ...]] = (stop_publishing, resume_publishing)
