"""From spoken words to what is written on the picture."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from domain.media import Span, Word

MOST_WORDS: Final = 5
MOST_WIDTH: Final = 28
"""What is read at a glance: two short lines, in columns (an ideograph takes two)."""

_PAUSE_MS: Final = 500
_LINGER_MS: Final = 400
"""How long a card stays after its last word, so that it can be read to its end."""
_BRIDGED_MS: Final = 800
"""A gap up to this long would only flicker: the card stays until the next one begins."""

_UNWRITTEN: Final = frozenset({"Cc", "Cs", "Co"})
_CLOSING: Final = "\"'”’»)]}"
_SENTENCE_ENDS: Final = tuple(".?!…。!?؟।")
_PHRASE_ENDS: Final = tuple(",;:—–、,;:،؛")


class _Rest(Enum):
    """What lies between a word and the next."""

    NONE = auto()
    PHRASE = auto()
    SENTENCE = auto()
    TIED = auto()
    """The next is an emoji or a sign, and belongs to the word."""


_ALONE: Final = 8.0
_INSIDE: Final = {_Rest.NONE: 0.0, _Rest.PHRASE: 2.0, _Rest.SENTENCE: 7.0, _Rest.TIED: 0.0}
_BREAK: Final = {_Rest.NONE: 3.0, _Rest.PHRASE: 0.0, _Rest.SENTENCE: 0.0, _Rest.TIED: 7.0}
_LITTLE_WORD: Final = 1.0
_LITTLE: Final = 3
"""Articles and prepositions are short in most languages, and belong to what follows."""
_UNEVEN: Final = 1.0
"""Weighed by the square of the room left over, so that cards come out about as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Words that stand on the picture together, from the first one's start to the last one's end;
    each lights up while it is spoken. Times are ms of the source video."""

    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        return Span(start_ms=self.words[0].span.start_ms, end_ms=self.words[-1].span.end_ms)


def cards(words: Sequence[Word], span: Span) -> tuple[Card, ...]:
    """The words of a span, grouped for reading; cards and words never overlap in time.

    A word that the span's edge cuts belongs to the side that holds its middle. A word has a card
    to itself only where a pause, its sentence or its length sets it apart. A card's last word
    is stretched to the moment at which the card goes.
    """
    heard = _heard(words, span)
    if not heard:
        return ()
    edges = _best_edges(heard)
    grouped = [heard[first:after] for first, after in pairwise(edges)]
    begins = [group[0].span.start_ms for group in grouped[1:]]
    return tuple(
        _lingering(group, before_ms)
        for group, before_ms in zip(grouped, [*begins, span.end_ms], strict=True)
    )


def width_of(text: str) -> int:
    """Columns, as a typewriter would count them."""
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
        if unicodedata.category(sign) not in ("Mn", "Me", "Cf")
    )


def _heard(words: Sequence[Word], span: Span) -> list[Word]:
    """What can be written, in order; no more words than there are milliseconds."""
    inside = [
        replace(word, text=_written(word.text))
        for word in words
        if span.start_ms <= (word.span.start_ms + word.span.end_ms) // 2 < span.end_ms
    ]
    visible = [word for word in inside if word.text]
    visible.sort(key=lambda word: (word.span.start_ms, word.span.end_ms))
    return _in_turn(visible[: span.duration_ms], span)


def _in_turn(words: Sequence[Word], span: Span) -> list[Word]:
    """Each word after the other, inside the span, with at least 1 ms of its own."""
    begins: list[int] = []
    for at, word in enumerate(words):
        earliest = begins[-1] + 1 if begins else span.start_ms
        latest = span.end_ms - (len(words) - at)
        begins.append(min(latest, max(earliest, word.span.start_ms)))
    ends = [*begins[1:], span.end_ms]
    return [
        replace(word, span=Span(start_ms=begin, end_ms=max(begin + 1, min(end, word.span.end_ms))))
        for word, begin, end in zip(words, begins, ends, strict=False)
    ]


def _written(text: str) -> str:
    squeezed = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(sign for sign in squeezed if unicodedata.category(sign) not in _UNWRITTEN)
    return kept.strip() if width_of(kept) else ""


def _best_edges(words: Sequence[Word]) -> list[int]:
    """Where cards begin and the last one ends, at the least cost to the reader."""
    costs = [0.0]
    begins = [0]
    for after in range(1, len(words) + 1):
        cost, first = min(
            (costs[first] + _cost(words, first, after), first)
            for first in range(max(0, after - MOST_WORDS), after)
            if _fits(words[first:after])
        )
        costs.append(cost)
        begins.append(first)
    edges = [len(words)]
    while edges[-1] > 0:
        edges.append(begins[edges[-1]])
    return edges[::-1]


def _fits(words: Sequence[Word]) -> bool:
    """A single word always does: it can only be written smaller."""
    return len(words) == 1 or (
        _width(words) <= MOST_WIDTH
        and not any(
            after.span.start_ms - before.span.end_ms > _PAUSE_MS
            for before, after in pairwise(words)
        )
    )


def _width(words: Sequence[Word]) -> int:
    return sum(width_of(word.text) for word in words) + len(words) - 1


def _cost(words: Sequence[Word], first: int, after: int) -> float:
    card = words[first:after]
    room = max(0, MOST_WIDTH - _width(card)) / MOST_WIDTH
    alone = _ALONE if len(card) == 1 else 0.0
    inside = sum(_INSIDE[_rest(*pair)] for pair in pairwise(card))
    cost = alone + inside + _UNEVEN * room**2
    return cost + (_break(words[after - 1], words[after]) if after < len(words) else 0.0)


def _break(before: Word, after: Word) -> float:
    little = _LITTLE_WORD if width_of(before.text) <= _LITTLE else 0.0
    rest = _rest(before, after)
    return _BREAK[rest] + (little if rest is _Rest.NONE else 0.0)


def _rest(before: Word, after: Word) -> _Rest:
    if not any(sign.isalnum() for sign in after.text):
        return _Rest.TIED
    text = before.text.rstrip(_CLOSING)
    if text.endswith(_SENTENCE_ENDS):
        return _Rest.SENTENCE
    ends = text.endswith(_PHRASE_ENDS) or not any(sign.isalnum() for sign in text)
    return _Rest.PHRASE if ends else _Rest.NONE


def _lingering(group: Sequence[Word], before_ms: int) -> Card:
    """``before_ms`` is when the next card begins, or the clip ends."""
    *others, word = group
    end_ms = word.span.end_ms
    until = before_ms if before_ms - end_ms <= _BRIDGED_MS else end_ms + _LINGER_MS
    return Card(words=(*others, replace(word, span=replace(word.span, end_ms=until))))
