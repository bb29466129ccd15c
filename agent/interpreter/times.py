"""Lengths of time, and places in a video, as people write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.interpreter import lexicon
from agent.interpreter.lexicon import table
from agent.interpreter.tokens import Form, Token

_HALF: Final = table("half medio media")
_HALF_MORE: Final = (("and", "a", "half"), ("y", "medio"), ("y", "media"))
_ONE: Final = table("a an un una")
_JOINS: Final = table("and y ,")
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d(?:[.,]\d+)?)")
_HOURS: Final = re.compile(r"(\d{1,2})h(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """``seconds`` is the bare number where no unit was said; ``end`` is the index behind it."""

    seconds: float
    end: int
    has_unit: bool


def number(token: Token) -> float | None:
    if token.form is Form.NUMBER:
        text = token.folded.replace(",", ".")
        return float(text) if text.replace(".", "", 1).isdigit() else None
    found = lexicon.NUMBERS.get(token.folded) if token.form is Form.WORD else None
    return None if found is None else float(found)


def unit_at(tokens: Sequence[Token], at: int) -> int | None:
    """The seconds of the unit that stands at ``at``."""
    return lexicon.UNITS.get(tokens[at].folded) if at < len(tokens) else None


def length(tokens: Sequence[Token], at: int) -> Time | None:
    """``2 seconds``, ``medio segundo``, ``two and a half minutes``, ``un minuto y medio``."""
    if tokens[at].folded in _HALF:
        return _half_of(tokens, at + 1)
    amount = number(tokens[at])
    if amount is None:
        return None
    end, more = _half_more(tokens, at + 1)
    unit = unit_at(tokens, end)
    if unit is None:
        return Time(seconds=amount, end=at + 1, has_unit=False)
    end, after = _half_more(tokens, end + 1)
    return Time(seconds=(amount + more + after) * unit, end=end, has_unit=True)


def place(tokens: Sequence[Token], at: int) -> Time | None:
    """``1:03``, ``1:02:03``, ``1m03s``, ``minute 2``, ``el segundo 63``, ``1 minuto y 3 s``."""
    clock = _CLOCK.fullmatch(tokens[at].folded)
    if clock is not None:
        hours, minutes, seconds = clock.groups(default="0")
        total = int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
        return Time(seconds=total, end=at + 1, has_unit=True)
    unit = unit_at(tokens, at)
    if unit is not None and at + 1 < len(tokens):
        named = place(tokens, at + 1)
        bare = named is not None and not named.has_unit
        return named and Time(
            seconds=named.seconds * (unit if bare else 1), end=named.end, has_unit=True
        )
    return _composed(tokens, at)


def _composed(tokens: Sequence[Token], at: int) -> Time | None:
    """One or more lengths of ever smaller units, or a bare number."""
    total, below = 0.0, None
    first = at
    hours = _HOURS.fullmatch(tokens[at].folded)
    if hours is not None and unit_at(tokens, at + 1) is not None:
        total, below, at = int(hours[1]) * 3600.0 + int(hours[2]) * 60, 60, at + 2
    end = at
    while at < len(tokens) and (part := length(tokens, at)) is not None:
        unit = unit_at(tokens, at + 1)
        if not part.has_unit or (below is not None and (unit is None or unit >= below)):
            return part if at == first else Time(seconds=total, end=end, has_unit=True)
        total, below, end = total + part.seconds, unit or 1, part.end
        at = end + 1 if end < len(tokens) and tokens[end].folded in _JOINS else end
    return Time(seconds=total, end=end, has_unit=True) if end > first else None


def _half_of(tokens: Sequence[Token], at: int) -> Time | None:
    if at < len(tokens) and tokens[at].folded in _ONE:
        at += 1
    unit = unit_at(tokens, at)
    return None if unit is None else Time(seconds=unit / 2, end=at + 1, has_unit=True)


def _half_more(tokens: Sequence[Token], at: int) -> tuple[int, float]:
    """Behind ``and a half`` and what it adds."""
    for words in _HALF_MORE:
        if tuple(t.folded for t in tokens[at : at + len(words)]) == words:
            return at + len(words), 0.5
    return at, 0.0
