"""Tools for the times in which nothing goes out, and for what is stopped or closed now."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from domain.errors import DomainError, NotFound
from domain.ids import AccountId, short
from domain.platforms import Platform
from domain.ports import Transaction
from domain.texts import Locale, say
from domain.texts.forms import when
from domain.timing import Blackout, moment
from domain.usecases.add_blackout import add_blackout as add
from domain.usecases.remove_blackout import remove_blackout as remove
from tools.context import ToolContext
from tools.destinations import find_account
from tools.orders import instant
from tools.outgoing import why_stopped
from tools.references import LAST, NothingYet, words_of
from tools.spec import Answer, AnyTool, Approved, Risk, tool
from tools.stops import StopView

_LAST_MINUTE: Final = time(23, 59)
"""How a whole day's end is written by who reads "until December 26"."""


class NoSuchPeriod(DomainError):
    code = "no_such_period"


class BlackoutView(BaseModel):
    """From ``starts_at`` until before ``ends_at``; without platform and account: everywhere."""

    id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    platform: Platform | None
    account_id: str | None

    @classmethod
    def of(cls, blackout: Blackout) -> "BlackoutView":
        return cls.model_validate(blackout, from_attributes=True)


class AddBlackout(BaseModel):
    start: datetime = Field(
        description="From when. Without an offset it is the time on the team's wall."
    )
    end: datetime | None = Field(
        default=None, description="Until when; without: to the end of the day."
    )
    platform: Platform | None = Field(default=None, description="Only there.")
    account: str | None = Field(default=None, description="Only to this account.")
    reason: str | None = Field(default=None, description="Why, in the person's own words.")


class Added(Answer):
    blackout: BlackoutView


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "nothing goes out on {start}",
        "nothing goes out from {start} to {end}",
        "nothing goes out on {platform} on {start}",
        "add a blackout on {start}",
        "add a blackout from {start} to {end}",
        "black out {start}",
        "don't publish anything on {start}",
        "don't publish anything from {start} to {end}",
        "do not publish anything on {start}",
        "no publiques nada el {start}",
        "no publiques nada de {start} a {end}",
        "no publiques nada en {platform} el {start}",
        "que no salga nada el {start}",
        "añade un bloqueo el {start}",
        "añade un bloqueo de {start} a {end}",
        "bloquea el {start}",
    ),
)
async def add_blackout(args: AddBlackout, context: ToolContext) -> Added:
    """Let nothing go out on a day, or from one time to another. Needs no approval."""
    starts_at, ends_at = period(args.start, args.end, zone=context.zone)
    account_id: AccountId | None = None
    if args.account:
        async with context.world.uow() as tx:
            account_id = (await find_account(tx, args.account, platform=args.platform)).id
    added = await add(
        world=context.world,
        principal=context.principal,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=args.reason or "",
        platform=args.platform,
        account_id=account_id,
    )
    async with context.world.uow() as tx:
        line = await _line(tx, added, context.zone, context.locale)
    summary = say("blackouts.added", context.locale, line=line)
    return Added(summary=summary, blackout=BlackoutView.of(added))


def period(start: datetime, end: datetime | None, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both ends in UTC. An end that lies before the start is that time of the start's own day, or
    of the next. Raises NoSuchPeriod."""
    starts_at = instant(start, zone)
    here = starts_at.astimezone(zone)
    if end is None:
        return starts_at, moment(_midnight_after(here.date()), zone)
    ends_at = _rounded(instant(end, zone), zone)
    if ends_at <= starts_at:
        clock = ends_at.astimezone(zone).time()
        day = here.date() if clock > here.time() else here.date() + timedelta(days=1)
        ends_at = moment(datetime.combine(day, clock), zone)
    if ends_at <= starts_at:
        raise NoSuchPeriod()
    return starts_at, ends_at.astimezone(UTC)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())


def _rounded(end: datetime, zone: ZoneInfo) -> datetime:
    here = end.astimezone(zone)
    if here.time().replace(second=0) != _LAST_MINUTE:
        return end
    return moment(_midnight_after(here.date()), zone)


class Lifted(BaseModel):
    """Which one the words stand for, and what it is; filled by us before a person is asked."""

    blackout_id: str
    line: str


class RemoveBlackout(BaseModel):
    blackout: str = Field(description='An id, a short id, or "last".')
    exact: Lifted | None = Field(default=None, description="Leave empty.")


async def prepare(args: RemoveBlackout, context: ToolContext) -> RemoveBlackout:
    """Raises NotFound, NothingYet."""
    async with context.world.uow() as tx:
        found = await _find(tx, args.blackout, now=context.world.clock.now())
        line = await _line(tx, found, context.zone, context.locale)
    return args.model_copy(update={"exact": Lifted(blackout_id=found.id, line=line)})


def summarise(args: RemoveBlackout, locale: Locale) -> str:
    return say("blackouts.ask_remove", locale, line=_exact(args).line)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare, summarise=summarise),
    examples=(
        "remove the blackout {blackout}",
        "delete the blackout {blackout}",
        "quita el bloqueo {blackout}",
        "borra el bloqueo {blackout}",
    ),
)
async def remove_blackout(args: RemoveBlackout, context: ToolContext) -> Added:
    """Take a blackout away before it is over, so that posts go out again. A person approves it
    first."""
    exact = _exact(args)
    removed = await remove(
        world=context.world, principal=context.principal, blackout_id=exact.blackout_id
    )
    summary = say("blackouts.removed", context.locale, line=exact.line)
    return Added(summary=summary, blackout=BlackoutView.of(removed))


def _exact(args: RemoveBlackout) -> Lifted:
    if args.exact is None:
        raise ValueError("remove_blackout runs only with the arguments that were prepared")
    return args.exact


async def _find(tx: Transaction, reference: str, *, now: datetime) -> Blackout:
    """Raises NotFound, NothingYet."""
    known = await tx.stops.blackouts(now=now)
    if not known:
        raise NothingYet(what="blackout")
    words = words_of(reference)
    if not words or set(words) <= LAST:
        return max(known, key=lambda one: one.id)
    found = [one for one in known if words[0] in (one.id, short(one.id))]
    if not found:
        raise NotFound(what="blackout", ref=reference)
    return found[0]


class Nothing(BaseModel):
    pass


class Closed(Answer):
    stops: list[StopView]
    blackouts: list[BlackoutView]


@tool(
    risk=Risk.READ,
    examples=(
        "list blackouts",
        "list the stops",
        "what is stopped",
        "what is blacked out",
        "lista los bloqueos",
        "qué está parado",
        "qué hay bloqueado",
    ),
)
async def list_blackouts(args: Nothing, context: ToolContext) -> Closed:
    """List what keeps publications from going out: stops and blackouts."""
    locale = context.locale
    async with context.world.uow() as tx:
        stops = await tx.stops.stops()
        blackouts = await tx.stops.blackouts(now=context.world.clock.now())
        lines = [
            say(
                "stops.line",
                locale,
                where=await _where(tx, None, stop.account_id, locale),
                reason=why_stopped(stop.reason, locale),
                when=when(stop.stopped_at, context.zone, locale),
            )
            for stop in stops
        ]
        lines += [await _line(tx, one, context.zone, locale) for one in blackouts]
    summary = "\n".join(lines) or say("blackouts.none", locale)
    return Closed(
        summary=summary,
        stops=[StopView.of(one) for one in stops],
        blackouts=[BlackoutView.of(one) for one in blackouts],
    )


async def _line(tx: Transaction, blackout: Blackout, zone: ZoneInfo, locale: Locale) -> str:
    return say(
        "blackouts.line",
        locale,
        start=when(blackout.starts_at, zone, locale),
        end=when(blackout.ends_at, zone, locale),
        where=await _where(tx, blackout.platform, blackout.account_id, locale),
        reason=f" ({blackout.reason})" if blackout.reason else "",
        short=short(blackout.id),
    )


async def _where(
    tx: Transaction, platform: Platform | None, account_id: AccountId | None, locale: Locale
) -> str:
    if account_id is not None:
        return (await tx.accounts.get(account_id)).handle
    return platform.label if platform else say("stops.everywhere", locale)


TOOLS: Final[tuple[AnyTool, ...]] = (add_blackout, remove_blackout, list_blackouts)
