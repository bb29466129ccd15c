"""Words as somebody heard them, made fit to be used."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.media import Span, Word

_SHORTEST_MS: Final = 60
"""Transcribers give words of no length at all, which nobody could see on a caption."""
_LONGEST_MS: Final = 6_000
"""A word that lasts longer was stretched over the pause beside it."""
_LONGEST_TEXT: Final = 100
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Kinds of signs that nobody sees, but that turn text around, hide some, or break a file."""
_JOINING: Final = "\u200c\u200d"
"""Unseen too, and part of how Persian, Hindi and many emoji are written."""
_SPOKEN_SIGNS: Final = frozenset("&%+=€$£")
_UNSPACED: Final = (("\u0e00", "\u0eff"), ("\u3000", "\u9fff"), ("\uff00", "\uffef"))
"""Scripts that put no spaces between words: Thai, Lao, Chinese, Japanese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """``language`` is a two-letter code; ``transcriber`` says who heard it ("openai:whisper-1")."""

    language: str
    transcriber: str
    words: tuple[Word, ...]


def clean(words: Iterable[Word], duration_ms: int) -> tuple[Word, ...]:
    """The words in order, each inside the video, none over the next, none without a length.

    What is outside the video, and what nobody can say (lone punctuation), is left out.
    """
    legible = (
        Word(span=word.span, text=plain(word.text)[:_LONGEST_TEXT].strip()) for word in words
    )
    heard = sorted(
        (word for word in legible if is_spoken(word) and _is_inside(word.span, duration_ms)),
        key=lambda word: word.span.start_ms,
    )
    starts: list[int] = []
    for word in heard:
        after = starts[-1] + 1 if starts else 0
        starts.append(max(after, word.span.start_ms))
    spans = [
        Span(start_ms=start, end_ms=min(_end(word, start), following, duration_ms))
        for word, (start, following) in zip(heard, pairwise([*starts, duration_ms]), strict=True)
    ]
    return tuple(
        Word(span=span, text=word.text)
        for word, span in zip(heard, spans, strict=True)
        if span.duration_ms > 0
    )


def written(words: Sequence[Word]) -> str:
    """The words as one text, with spaces where their script has them."""
    text = ""
    for word in words:
        together = text and word.text and _unspaced(text[-1]) and _unspaced(word.text[0])
        text += word.text if together or not text else f" {word.text}"
    return text


def plain(text: str) -> str:
    """On one line, without the signs that nobody sees and that change what others look like."""
    seen = (
        sign
        for sign in text
        if sign in _JOINING or sign.isspace() or unicodedata.category(sign) not in _UNSEEN
    )
    return " ".join("".join(seen).split())


def is_spoken(word: Word) -> bool:
    return any(sign.isalnum() or sign in _SPOKEN_SIGNS for sign in word.text)


def _end(word: Word, start_ms: int) -> int:
    return min(max(word.span.end_ms, start_ms + _SHORTEST_MS), start_ms + _LONGEST_MS)


def _is_inside(span: Span, duration_ms: int) -> bool:
    before = span.end_ms <= 0 and span.start_ms < 0
    return span.start_ms < duration_ms and not before and span.end_ms >= span.start_ms


def _unspaced(sign: str) -> bool:
    return any(low <= sign <= high for low, high in _UNSPACED)
