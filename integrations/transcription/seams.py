"""Joins what was heard in two overlapping parts, so that no word is lost or said twice.

The best seam is a word that both parts heard at the same time, as far from both ends as possible:
the first part's words up to it, the second part's after it. Where they have no word in common, all
words stay but those that the other part, which is surer on its side of the middle, hears otherwise.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from domain.media import Span, Word

_SAME_MS: Final = 500
"""How far apart two parts may place one and the same word."""

Words = tuple[Word, ...]


def joined(first: Words, second: Words, shared: Span) -> Words:
    """``shared`` is the time that both parts cover."""
    middle_ms = (shared.start_ms + shared.end_ms) / 2
    common = min(
        _common(first, second, shared),
        key=lambda pair: abs(first[pair[0]].span.start_ms - middle_ms),
        default=None,
    )
    if common is not None:
        return first[: common[0] + 1] + second[common[1] + 1 :]
    before = [w for w in first if w.span.start_ms < middle_ms or not _meets(w, second)]
    after = [w for w in second if w.span.start_ms >= middle_ms or not _meets(w, before)]
    return tuple(sorted([*before, *after], key=lambda word: word.span.start_ms))


def _common(first: Words, second: Words, shared: Span) -> Iterator[tuple[int, int]]:
    """The places of a word in both, where it is each time the nearest of its kind."""
    later = [(at, word) for at, word in enumerate(second) if word.span.overlaps(shared)]
    begin = bisect_left(first, shared.start_ms, key=lambda word: word.span.end_ms)
    for place, word in enumerate(first[begin:], start=begin):
        same = [
            (_apart(word, other), at)
            for at, other in later
            if _key(word) == _key(other) and _apart(word, other) <= _SAME_MS
        ]
        if same:
            yield place, min(same)[1]


def _meets(word: Word, others: Sequence[Word]) -> bool:
    return any(word.span.overlaps(other.span) for other in others)


def _apart(one: Word, other: Word) -> int:
    return abs(one.span.start_ms - other.span.start_ms)


def _key(word: Word) -> str:
    return "".join(sign for sign in word.text.casefold() if sign.isalnum())
