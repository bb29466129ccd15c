"""Gives words their punctuation back: OpenAI tells when words are said without it, and what is
said with it, in two lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.media import Span, Word

_LOOK_AHEAD: Final = 120
"""How many letters further on a word is looked for where the two lists differ."""
_JOINERS: Final = "-'’./@:&_"
"""What holds parts together that are written as one: "co-founder", "3.5", "o'clock"."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a text in small, and where in the text each one is."""

    text: str
    small: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "_Letters":
        pairs = [
            (small, at)
            for at, sign in enumerate(text)
            for small in sign.casefold()
            if small.isalnum()
        ]
        return cls(text, "".join(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))

    def find(self, key: str, start: int) -> int:
        """Where ``key`` is: right at ``start``, or a little further on at the start of a word."""
        if self.small.startswith(key, start):
            return start
        found = self.small.find(key, start, start + _LOOK_AHEAD)
        while found != -1 and not self._begins_word(found):
            found = self.small.find(key, found + 1, start + _LOOK_AHEAD)
        return found

    def _begins_word(self, place: int) -> bool:
        at = self.at[place]
        return at == 0 or not self.text[at - 1].isalnum()


def spelled(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """The words as they stand in ``text``; those that are not there stay as they are."""
    letters = _Letters.of(text)
    found: list[Word] = []
    place = written_to = 0
    for word in words:
        key = _Letters.of(word.text).small
        start = letters.find(key, place) if key else -1
        if start == -1:
            found.append(word)
            continue
        place = start + len(key)
        low, high = _around(text, letters.at[start], letters.at[place - 1] + 1, written_to)
        held = bool(found) and low == written_to and text[:low].endswith(tuple(_JOINERS))
        spoken = Word(span=word.span, text=text[low:high])
        if held:
            spoken = _one(found.pop(), spoken)
        found.append(spoken)
        written_to = high
    return tuple(found)


def _around(text: str, low: int, high: int, least: int) -> tuple[int, int]:
    """Widened by the punctuation that touches the word."""
    while low > least and not text[low - 1].isalnum() and not text[low - 1].isspace():
        low -= 1
    while high < len(text) and not text[high].isalnum() and not text[high].isspace():
        high += 1
    return low, high


def _one(first: Word, second: Word) -> Word:
    span = Span(start_ms=first.span.start_ms, end_ms=second.span.end_ms)
    return Word(span=span, text=first.text + second.text)
