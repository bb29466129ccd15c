"""Periods: a weekend, two days of one month, two hours of one day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from agent.interpreter.daywords import DAYS, MONTHS, WEEKDAYS
from agent.interpreter.lexicon import table
from agent.interpreter.tokens import Token

_DAY_WORDS: Final = frozenset((*DAYS, *WEEKDAYS, *MONTHS))
_THROUGH: Final = table("al a to until till hasta through - –")
_AND: Final = table("and y")
_BETWEEN: Final = table("between entre")
_SPAN: Final = 5
"""The words of ``mañana de 17 a 21``."""
_FROM: Final = _BETWEEN | table("de from desde")
_AROUND_DAY: Final = table("el the st nd rd th de of")
_SATURDAY: Final = 5
_WEEKENDS: Final = (("weekend",), ("finde",), ("fin", "de", "semana"))


def weekend_end(tokens: Sequence[Token], at: int) -> int | None:
    """The next one is left alone: people do not agree on which it is."""
    if at and tokens[at - 1].folded in {"next", "proximo"}:
        return None
    said = (
        at + len(w) for w in _WEEKENDS if tuple(t.folded for t in tokens[at : at + len(w)]) == w
    )
    return next(said, None)


def weekend(today: date) -> tuple[date, date]:
    """The one that comes, or what is left of the one that is."""
    monday = today - timedelta(days=today.weekday())
    saturday, sunday = (monday + timedelta(days=n) for n in (_SATURDAY, _SATURDAY + 1))
    return max(saturday, today), sunday


def shared_month(tokens: Sequence[Token], at: int) -> int | None:
    """The month of a day that shares it with the other end of its period: ``del 24 al 26 de
    diciembre``, ``December 24 to 26``."""
    before = [t.folded for t in tokens[max(at - 6, 0) : at] if t.folded not in _AROUND_DAY]
    after = [t.folded for t in tokens[at + 1 : at + 7] if t.folded not in _AROUND_DAY]
    joins = _THROUGH | _AND if not _BETWEEN.isdisjoint(before) else _THROUGH
    for words in (after[:3], before[:-4:-1]):
        month = next((MONTHS[w] for w in words if w in MONTHS), None)
        if month and words[0] in joins and any(w.isdigit() for w in words):
            return month
    return None


def bounds_hours(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is the 17 or the 21 of ``mañana de 17 a 21``: behind a day no unit is needed."""
    words = [t.folded for t in tokens]
    return any(_are_hours(words[i - 1 : i + 5]) for i in (at - 1, at - 3) if i > 0)


def _are_hours(words: Sequence[str]) -> bool:
    """A day, then ``de 17 a 21``; ``5 to 9pm`` may be meant in two ways."""
    if len(words) < _SPAN or words[_SPAN:] in (["am"], ["pm"]):
        return False
    day, opened, low, joined, high = words[:_SPAN]
    joins = opened in _FROM and joined in _THROUGH | _AND
    return joins and low.isdigit() and high.isdigit() and (day in _DAY_WORDS or "/" in day)
