"""Where each word of a card stands: lines, sizes, order; inside a width and a height."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from integrations.media.fonts import Run, joined, spell
from integrations.media.ink import Placed, box, length

_SHARES: Final = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52, 0.45)
"""Sizes to try, of the size wanted: smaller is better than breaking a word."""
_SHARES_BROKEN: Final = (0.45, 0.3, 0.2, 0.1)
_LINES_BROKEN: Final = 4
_MOST_SIGNS: Final = 200
"""More than this is not worth trying whole: a few lines never hold it."""
_LONGEST: Final = 2_000
"""Of a word's code points, so that no text keeps the fonts busy for minutes."""
_LEADING: Final = 1.14
_SPACE: Final = 0.27
_CAPITALS_MIDDLE: Final = 0.36
_OUTLINE: Final = 0.075
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a card may have ink, and how high its letters are wanted; pixels."""

    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never divided between lines."""

    word: int
    signs: tuple[Run, ...]
    from_right: bool

    @property
    def text(self) -> str:
        return "".join(sign.text for sign in self.signs)

    @property
    def runs(self) -> list[Run]:
        runs = joined(self.signs)
        return runs[::-1] if self.from_right else runs


_Line = Sequence[_Unit]


def outline_of(size: int) -> float:
    return size * _OUTLINE


def typeset(words: Sequence[str], room: Room) -> tuple[list[Placed], int]:
    """The card around the middle of the room, and how many characters no font has.

    A card too long for the smallest letters is broken anywhere and ends with an ellipsis.
    """
    spelled = [spell(word[:_LONGEST]) for word in words]
    left_out = sum(word.left_out for word in spelled)
    base = _from_right("".join(words)) or False
    units = [
        unit
        for number, word in enumerate(spelled)
        for unit in _units(number, word.signs, base)
        if unit.text.strip()
    ]
    if not units:
        return [], left_out
    long = sum(len(unit.signs) for unit in units) > _MOST_SIGNS
    for share in () if long else _SHARES:
        size = max(1, round(room.size * share))
        placed = _placed(_wrapped(units, size, room), size, base)
        if _is_inside(placed, room):
            return placed, left_out
    return _broken(units, base, room), left_out


def _units(number: int, signs: Sequence[Run], base: bool) -> list[_Unit]:
    """Mostly the word as it is; one with spaces, or of ideographs, may go over two lines."""
    direction = _from_right("".join(sign.text for sign in signs))
    parts: list[list[Run]] = []
    for sign in signs:
        if not parts or _may_divide(parts[-1][-1].text, sign.text):
            parts.append([])
        parts[-1].append(sign)
    return [_Unit(number, tuple(part), base if direction is None else direction) for part in parts]


def _may_divide(before: str, after: str) -> bool:
    opens = unicodedata.category(before[0]) in ("Ps", "Pi")
    closes = unicodedata.category(after[0]) in ("Pe", "Pf", "Po")
    return before.isspace() or (_is_ideograph(before) and not opens and not closes)


def _from_right(text: str) -> bool | None:
    """Where reading begins, by the first letter; None where there is no letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return None


def _is_ideograph(text: str) -> bool:
    """Of a script without spaces: Chinese and Japanese, not Korean."""
    return "\u2e80" <= text[0] <= "\u9fff" or "\uff00" <= text[0] <= "\uff60"


def _wrapped(units: _Line, size: int, room: Room) -> Sequence[_Line]:
    """On one line, or on two as equal as can be."""
    if _width(units, size) <= room.width:
        return [units]
    splits = [[units[:at], units[at:]] for at in range(1, len(units))]
    return min(splits, key=lambda lines: max(_width(line, size) for line in lines), default=[units])


def _broken(units: _Line, base: bool, room: Room) -> list[Placed]:
    """As much as a few lines hold. Whatever towers above its line makes all of it smaller."""
    end = _Unit(units[-1].word, spell(_ELLIPSIS).signs, base)
    for share in _SHARES_BROKEN:
        size = max(1, round(room.size * share))
        beside = 2 * outline_of(size) + length(end.signs[0], size)
        lines = _filled(units, size, room.width - beside)
        for count in range(min(len(lines), _LINES_BROKEN), 0, -1):
            shown = lines[:count]
            if count < len(lines):
                shown[-1] = [*shown[-1], end]
            placed = _placed([_merged(line) for line in shown], size, base)
            if _is_inside(placed, room):
                return placed
    return []


def _filled(units: _Line, size: int, width: float) -> list[list[_Unit]]:
    """Lines of single characters, as long as they may be."""
    lines: list[list[_Unit]] = [[]]
    x = 0.0
    for unit in units:
        for sign in unit.signs:
            one = _Unit(unit.word, (sign,), unit.from_right)
            step = length(sign, size) + (_gap(lines[-1][-1], one) * size if lines[-1] else 0.0)
            if lines[-1] and x + step > width:
                lines.append([])
                x = 0.0
            lines[-1].append(one)
            x += step
    return lines


def _merged(line: _Line) -> list[_Unit]:
    """Characters of a word together again, so that letters join as they should."""
    groups = groupby(line, key=lambda unit: (unit.word, unit.from_right))
    return [
        _Unit(word, tuple(sign for unit in group for sign in unit.signs), from_right)
        for (word, from_right), group in groups
    ]


def _placed(lines: Sequence[_Line], size: int, base: bool) -> list[Placed]:
    """Around the point (0, 0)."""
    leading = size * _LEADING
    placed: list[Placed] = []
    for number, line in enumerate(lines):
        x = -_width(line, size) / 2
        y = (number - (len(lines) - 1) / 2) * leading + size * _CAPITALS_MIDDLE
        ordered = _as_seen(line, base)
        for before, unit in zip([None, *ordered], ordered, strict=False):
            x += _gap(before, unit) * size if before else 0.0
            for run in unit.runs:
                placed.append(Placed(unit.word, run, size, x, y))
                x += length(run, size)
    return placed


def _as_seen(line: _Line, base: bool) -> list[_Unit]:
    """From left to right: each stretch of one direction in its own order."""
    groups = [
        list(group)[:: -1 if from_right else 1]
        for from_right, group in groupby(line, key=lambda unit: unit.from_right)
    ]
    return [unit for group in groups[:: -1 if base else 1] for unit in group]


def _width(line: _Line, size: int) -> float:
    inked = sum(length(run, size) for unit in line for run in unit.runs)
    return inked + size * sum(_gap(before, after) for before, after in pairwise(line))


def _gap(before: _Unit, after: _Unit) -> float:
    ideographs = _is_ideograph(before.text[-1]) and _is_ideograph(after.text[0])
    return 0.0 if before.word == after.word or ideographs else _SPACE


def _is_inside(placed: Sequence[Placed], room: Room) -> bool:
    boxes = [box(one, outline_of(one.size)) for one in placed]
    return all(
        max(-left, right) <= room.width / 2 and max(-top, bottom) <= room.height / 2
        for left, top, right, bottom in boxes
    )
