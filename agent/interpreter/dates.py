"""Days and times of day as people write them, always ahead of now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from agent.interpreter import periods
from agent.interpreter.daywords import DAYS, MONTHS, PARTS_OF_DAY, PAST_DAYS, SPANS, WEEKDAYS
from agent.interpreter.found import Found
from agent.interpreter.lexicon import NUMBERS, table
from agent.interpreter.tokens import Form, Token

_NIGHT: Final = time(21)
_SMALL_HOURS: Final = 5
_YEAR: Final = 4
"""Digits; ``24 de diciembre de 17 a 21`` says no year."""
_GLUE: Final = table("at on by a las la el los the in de por en this esta este next proximo"
                         " of para , horas hrs h for from desde dentro between entre")  # fmt: skip
_BEFORE_DATE: Final = table(", the el dia")
_CLOCK: Final = re.compile(r"(\d{1,2})(?::|h)(\d\d)(?::\d\d)?")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_AFTERNOON: Final = frozenset({"pm", "tarde", "noche", "evening", "afternoon", "night"})


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day, a time of day, or both. ``at`` is None when no time was said."""

    day: date | None = None
    at: time | None = None
    exact: datetime | None = None
    tonight: bool = False
    dark: bool = False
    """Tonight has begun already, so that it says no time by itself."""
    until: date | None = None
    """The last day of what lasts several: a weekend."""

    @property
    def clock(self) -> time | None:
        """The time of day, which for tonight is in the evening, or in the small hours."""
        if not self.tonight:
            return self.at
        if self.at is None:
            return None if self.dark else _NIGHT
        if self.is_small_hours:
            return self.at.replace(hour=self.at.hour % 12)
        return self.at.replace(hour=self.at.hour + 12) if self.at.hour < 12 else self.at

    @property
    def is_small_hours(self) -> bool:
        """``tonight at 12``, ``esta noche a la 1``: already the next day."""
        hour = self.at.hour if self.tonight and self.at else None
        return hour is not None and (hour == 12 or hour < _SMALL_HOURS)


@dataclass(frozen=True, slots=True)
class _Piece:
    end: int
    when: When


def read(
    tokens: Sequence[Token], start: int, now: datetime, *, past: bool = False
) -> Iterator[Found]:
    """The moment that begins at ``start``; its value is a ``When``. Longest only.

    ``past``: whether it may lie behind us.
    """
    at, when = start, When()
    days = PAST_DAYS.get(tokens[start].folded) if past else None
    if days is not None:
        yield Found(end=start + 1, value=When(day=now.date() + timedelta(days=days)))
    while (piece := _piece(tokens, at, when, now)) is not None:
        when = _joined(when, piece.when)
        at = piece.end
    if at > start:
        yield Found(end=at, value=when)


def resolve(when: When, now: datetime) -> datetime | None:
    """The moment in the zone of ``now``, or None when no time of day was said."""
    if when.exact is not None:
        return when.exact if when.exact.tzinfo else when.exact.replace(tzinfo=now.tzinfo)
    clock = when.clock
    if clock is None:
        return None
    next_day = when.is_small_hours and now.hour >= _SMALL_HOURS
    day = (when.day or now.date()) + timedelta(days=next_day)
    moment = datetime.combine(day, clock, tzinfo=now.tzinfo)
    if when.day is None and moment <= now:
        moment = datetime.combine(day + timedelta(days=1), clock, tzinfo=now.tzinfo)
    return moment


def _joined(one: When, other: When) -> When:
    return When(
        day=one.day or other.day,
        at=one.at or other.at,
        exact=one.exact or other.exact,
        tonight=one.tonight or other.tonight,
        dark=one.dark or other.dark,
        until=one.until or other.until,
    )


def _piece(tokens: Sequence[Token], at: int, have: When, now: datetime) -> _Piece | None:
    """The next part of a moment at ``at``, behind at most three words that glue parts together."""
    if have.exact is not None:
        return None
    for skipped in range(4):
        here = at + skipped
        if here >= len(tokens):
            return None
        glued = {t.folded for t in tokens[at:here]}
        found = _day(tokens, here, now) if have.day is None else None
        if found is None and have.at is None:
            found = _time(tokens, here, glued, now)
        if found is not None:
            return found
        if tokens[here].folded not in _GLUE:
            return None
    return None


def _day(tokens: Sequence[Token], at: int, now: datetime) -> _Piece | None:
    word = tokens[at].folded
    if word == "pasado" and at + 1 < len(tokens) and tokens[at + 1].folded == "manana":
        return _Piece(at + 2, When(day=now.date() + timedelta(days=2)))
    if word == "tonight" or (word == "noche" and at and tokens[at - 1].folded == "esta"):
        return _Piece(at + 1, When(day=now.date(), tonight=True, dark=now.time() >= _NIGHT))
    if word in DAYS:
        return _Piece(at + 1, When(day=now.date() + timedelta(days=DAYS[word])))
    if (end := periods.weekend_end(tokens, at)) is not None:
        first, last = periods.weekend(now.date())
        return _Piece(end, When(day=first, until=last))
    if word in WEEKDAYS:
        return _dated(tokens, at + 1, now) or _next_weekday(word, at, now)
    return _date(tokens, at, now)


def _next_weekday(word: str, at: int, now: datetime) -> _Piece:
    ahead = (WEEKDAYS[word] - now.weekday()) % 7 or 7
    return _Piece(at + 1, When(day=now.date() + timedelta(days=ahead)))


def _dated(tokens: Sequence[Token], at: int, now: datetime) -> _Piece | None:
    """The date right behind a weekday, ``viernes, día 4 de diciembre``: the date is what counts."""
    while at < len(tokens) and tokens[at].folded in _BEFORE_DATE:
        at += 1
    return _date(tokens, at, now) if at < len(tokens) else None


def _date(tokens: Sequence[Token], at: int, now: datetime) -> _Piece | None:
    word = tokens[at].folded
    if _ISO.match(word) and tokens[at].form is Form.NUMBER:
        return _iso(word, at)
    return _calendar(tokens, at, now)


def _iso(word: str, at: int) -> _Piece | None:
    try:
        if len(word) == 10:
            return _Piece(at + 1, When(day=date.fromisoformat(word)))
        return _Piece(at + 1, When(exact=datetime.fromisoformat(word)))
    except ValueError:
        return None


def _calendar(tokens: Sequence[Token], at: int, now: datetime) -> _Piece | None:
    """``3 de diciembre``, ``Dec 3rd``, ``3rd of December 2026``, ``24/12``: the day first."""
    end = at
    while end < len(tokens) and end - at < 5 and _calendar_word(tokens[end], tokens[at:end]):
        end += 1
    while end > at and tokens[end - 1].folded in {"de", "of"}:
        end -= 1
    words = [t.folded for t in tokens[at:end]]
    month = next((MONTHS[w] for w in words if w in MONTHS), None)
    numbers = [int(n) for w in words if w[0].isdigit() for n in w.split("/")]
    if month is None and words and words[0].isdigit() and not periods.bounds_hours(tokens, at):
        month = periods.shared_month(tokens, at)
    if month is not None and numbers:
        numbers = [numbers[0], month, *numbers[1:]]
    elif not words or "/" not in words[0]:
        return None
    day = _ahead(numbers, now.date())
    return None if day is None else _Piece(end, When(day=day))


def _ahead(numbers: Sequence[int], today: date) -> date | None:
    """Day, month and perhaps year; without a year, the next time that day comes."""
    if len(numbers) < 2:
        return None
    day, month = numbers[:2]
    said = numbers[2] if len(numbers) > 2 else None
    year = said if said is not None and said > 99 else 2000 + said if said is not None else None
    try:
        found = date(year or today.year, month, day)
        return found if year or found >= today else found.replace(year=today.year + 1)
    except ValueError:
        return None


def _calendar_word(token: Token, before: Sequence[Token]) -> bool:
    if token.form is Form.NUMBER:
        if "/" in token.folded:
            return not before
        if "/" in (before[0].folded if before else ""):
            return False
        short = len(token.folded) in (1, 2) and not any(t.form is Form.NUMBER for t in before)
        return token.folded.isdigit() and (short or len(token.folded) == _YEAR)
    if token.folded in MONTHS:
        return not any(t.folded in MONTHS for t in before)
    return bool(before) and token.folded in {"de", "of", "st", "nd", "rd", "th"}


def _time(tokens: Sequence[Token], at: int, glued: set[str], now: datetime) -> _Piece | None:
    token = tokens[at]
    after = tokens[at + 1].folded if at + 1 < len(tokens) else ""
    amount = _amount(token)
    if amount is not None and after in SPANS and glued & {"in", "en", "dentro"}:
        return _Piece(at + 2, When(exact=now + amount * SPANS[after]))
    if token.folded in PARTS_OF_DAY:
        return _Piece(at + 1, When(at=PARTS_OF_DAY[token.folded]))
    clock = _CLOCK.fullmatch(token.folded)
    if clock is not None:
        return _clock(tokens, at + 1, int(clock[1]), int(clock[2]))
    said = after in {"am", "pm"} or glued & {"at", "las", "la"} or after in {"h", "hrs", "horas"}
    said = said or periods.bounds_hours(tokens, at)
    if amount is not None and said and token.folded not in {"a", "an", "un", "una"}:
        return _clock(tokens, at + 1, amount, 0)
    return None


def _amount(token: Token) -> int | None:
    if token.form is Form.NUMBER and token.folded.isdigit():
        return int(token.folded)
    return NUMBERS.get(token.folded)


def _clock(tokens: Sequence[Token], end: int, hour: int, minute: int) -> _Piece | None:
    """A time of day with what may follow it: ``pm``, ``h``, ``y media``, ``de la tarde``."""
    minute, end = _quarter(tokens, end, minute)
    if end < len(tokens) and tokens[end].folded in {"h", "hrs", "horas"}:
        end += 1
    tail = [t.folded for t in tokens[end : end + 3]]
    length = 0
    for prefix in ([], ["de", "la"], ["por", "la"], ["in", "the"], ["at"]):
        word = tail[len(prefix)] if len(tail) > len(prefix) else ""
        half = word in {"am", "pm"} or (bool(prefix) and word in PARTS_OF_DAY)
        if tail[: len(prefix)] == prefix and half:
            length = len(prefix) + 1
            hour = _half_day(hour, afternoon=word in _AFTERNOON)
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return None
    return _Piece(end + length, When(at=time(hour, minute)))


def _half_day(hour: int, *, afternoon: bool) -> int:
    if afternoon:
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour


def _quarter(tokens: Sequence[Token], end: int, minute: int) -> tuple[int, int]:
    words = [t.folded for t in tokens[end : end + 2]]
    if words == ["y", "media"]:
        return 30, end + 2
    if words == ["y", "cuarto"]:
        return 15, end + 2
    return minute, end
