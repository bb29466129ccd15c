"""Where a publication stands, why, what happens next, and what goes out in a period."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.clip import Clip
from domain.job import JobQuery
from domain.ports import Transaction
from domain.publication import NOT_SENT, Publication, PublicationStatus
from domain.texts import Locale, say
from domain.texts.forms import listing, number, when
from domain.timing import Blackout, Stop, moment
from tools.orders import instant
from tools.outgoing import (
    code_words,
    known,
    moment_of,
    reason_words,
    values_of,
    why_stopped,
)
from tools.story import Chronicle

S: Final = PublicationStatus
_LOOKED_AT: Final = frozenset({S.PROCESSING, S.UNKNOWN, S.WAITING, S.SCHEDULED_THERE})

_EXPLAINED: Final = frozenset({S.HELD, S.FAILED, S.REMOVED, S.RESTRICTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What lies before a publication. ``try_at`` is when its job runs next."""

    try_at: datetime | None
    stops: Sequence[Stop]
    blackouts: Sequence[Blackout]
    wait_until: datetime | None


async def ahead(tx: Transaction, publication: Publication, *, now: datetime) -> Ahead:
    jobs = await tx.jobs.recent(only=JobQuery(publication_id=publication.id))
    times = [job.run_at for job in jobs if not job.status.is_final and job.run_at is not None]
    return Ahead(
        try_at=min(times, default=None),
        stops=[one for one in await tx.stops.stops() if one.covers(publication.account_id)],
        blackouts=[
            one
            for one in await tx.stops.blackouts(now=now)
            if one.covers(
                publication.due_at, platform=publication.platform, account_id=publication.account_id
            )
        ],
        wait_until=await tx.stops.waits(
            publication.account_id, f"app:{publication.platform}", now=now
        ),
    )


def standing(publication: Publication, clip: Clip, account: Account, locale: Locale) -> str:
    """One sentence: how it stands, and why."""
    status = publication.status
    told = say(
        "story.standing",
        locale,
        **values_of(publication, clip, account, locale),
        status=say(f"publication_status.{status}", locale),
    )
    reasons: list[str] = []
    if status is S.HELD:
        reasons.append(reason_words(publication.held_reason or "", locale))
    if publication.error_code and status in _EXPLAINED:
        reasons.append(code_words(publication.error_code, locale))
    why = "; ".join(reasons)
    return f"{told} {say('story.because', locale, why=why)}" if why else told


def prospects(
    publication: Publication, found: Ahead, *, now: datetime, locale: Locale, zone: ZoneInfo
) -> Iterator[str]:
    """What happens next by itself, and what a person can do."""
    status = publication.status
    year = now.astimezone(zone).year

    def at(then: datetime) -> str:
        return when(then, zone, locale, year=year)

    if status in (S.SCHEDULED, S.QUEUED):
        yield from _before_it_goes(publication, found, at=at, locale=locale)
    if status in _LOOKED_AT and publication.look_at:
        yield say("next.look", locale, when=at(publication.look_at))
    yield from _in_its_place(publication, at=at, locale=locale)
    if status in NOT_SENT:
        for stop in found.stops:
            yield say("next.stopped", locale, reason=why_stopped(stop.reason, locale))


def _in_its_place(
    publication: Publication, *, at: Callable[[datetime], str], locale: Locale
) -> Iterator[str]:
    """Where something lies that a person has to know of."""
    platform = publication.platform.label
    match publication.status:
        case S.SCHEDULED_THERE:
            opens = at(publication.window.opens_at)
            yield say("next.there", locale, platform=platform, when=opens)
        case S.WAITING:
            yield say("next.inbox", locale, caption=publication.caption)
        case S.HELD:
            reason = publication.held_reason or ""
            yield known(f"held_help.{reason}", locale) or say("held_help.human", locale)
        case S.FAILED | S.REMOVED | S.RESTRICTED:
            yield say(f"next.{publication.status}", locale, platform=platform)


def _before_it_goes(
    publication: Publication, found: Ahead, *, at: Callable[[datetime], str], locale: Locale
) -> Iterator[str]:
    going = max(t for t in (publication.due_at, found.try_at, found.wait_until) if t is not None)
    yield say("next.goes", locale, when=at(going))
    for blackout in found.blackouts:
        reason = f" ({blackout.reason})" if blackout.reason else ""
        yield say("next.blackout", locale, until=at(blackout.ends_at), reason=reason)


def numbers_line(told: Chronicle, *, locale: Locale, zone: ZoneInfo) -> str:
    """The latest numbers and when they were seen. What the platform does not say is no zero."""
    if not told.numbers:
        return say("story.no_numbers", locale)
    numbers = ", ".join(
        f"{_called(one.name, locale)} {number(one.value, locale)}" for one in told.numbers
    )
    seen_at = max(one.observed_at for one in told.numbers)
    line = say("story.numbers", locale, numbers=numbers, when=when(seen_at, zone, locale))
    if not told.missing:
        return line
    missing = listing([_called(name, locale) for name in told.missing], locale)
    return f"{line} {say('story.missing', locale, missing=missing)}"


def _called(name: str, locale: Locale) -> str:
    return known(f"metric.{name}", locale) or name


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From ``since`` until before ``until``, in UTC."""

    since: datetime | None
    until: datetime | None

    def holds(self, publication: Publication, *, asked: PublicationStatus | None) -> bool:
        """A cancelled one goes at no time: it is told only to who asks for such."""
        if asked is None and publication.status is PublicationStatus.CANCELLED:
            return False
        at = moment_of(publication)
        is_late_enough = self.since is None or self.since <= at
        return is_late_enough and (self.until is None or at < self.until)


def period_of(
    day: date | None, since: datetime | None, until: datetime | None, *, zone: ZoneInfo
) -> Period | None:
    """None when no time was asked for. A day lasts from midnight to midnight of the team's clock;
    beside ``since`` it is the last one, beside ``until`` the first."""
    if day is None and since is None and until is None:
        return None
    starts_at, ends_at = _bounds(day, zone) if day else (None, None)
    return Period(
        since=instant(since, zone) if since else starts_at,
        until=instant(until, zone) if until else ends_at,
    )


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    return moment(midnight, zone), moment(midnight + timedelta(days=1), zone)
