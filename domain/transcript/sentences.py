"""Where sentences begin and end, by their punctuation and by the pauses between words."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from domain.media import Span, Word

_CLOSING: Final = "\"')]}»”’"
_END: Final = ("?", "!", "…", "。", "？", "！")
_SHORT_FORMS: Final = "mr mrs ms dr prof st vs approx sr sra srta dra dña ud uds av pág núm ej ee"
_ABBREVIATIONS: Final = frozenset(_SHORT_FORMS.split())
_PAUSE_MS: Final = 1_500
_BARE_PAUSE_MS: Final = 650
"""Where nobody wrote punctuation, a shorter pause is all that tells sentences apart."""
_BARE_WORDS: Final = 40
"""A stretch of so many words without an end of a sentence was written without punctuation."""
_LONGEST_MS: Final = 30_000

Words = tuple[Word, ...]


def sentences(words: Sequence[Word]) -> tuple[Span, ...]:
    """The stretches of whole sentences, from first word to last word, in order."""
    return tuple(span_of(sentence) for sentence in split(words))


def split(words: Sequence[Word]) -> tuple[Words, ...]:
    """The words, sentence by sentence; none is lost. Nothing is longer than half a minute, unless
    there is no pause in it."""
    return tuple(
        part
        for stretch in _parted(words, _sentence_ends)
        for bare in _bare_parts(stretch)
        for part in shorter(bare, most_ms=_LONGEST_MS)
    )


def span_of(words: Sequence[Word]) -> Span:
    return Span(start_ms=words[0].span.start_ms, end_ms=words[-1].span.end_ms)


def shorter(words: Words, *, most_ms: int) -> Iterator[Words]:
    """Splits what lasts longer, at commas and long pauses towards its middle first."""
    if len(words) < 2 or span_of(words).duration_ms <= most_ms:
        yield words
        return
    middle_ms = (words[0].span.start_ms + words[-1].span.end_ms) / 2
    half_ms = span_of(words).duration_ms / 2

    def worth(at: int) -> float:
        before, after = words[at - 1], words[at]
        pause_ms = min(1_000, max(0, _pause(before, after)))
        comma = 400 * before.text.endswith((",", ";", ":"))
        away = abs(after.span.start_ms - middle_ms) / half_ms
        return (pause_ms + comma + 100) * (1 - away)

    best = max(range(1, len(words)), key=worth)
    yield from shorter(words[:best], most_ms=most_ms)
    yield from shorter(words[best:], most_ms=most_ms)


def ends_sentence(word: Word, following: Word) -> bool:
    """Whether the punctuation after ``word`` says so."""
    text = word.text.rstrip(_CLOSING)
    if text.endswith(_END):
        return not (text.endswith("…") and following.text[:1].islower())
    if not text.endswith("."):
        return False
    if following.text[:1].islower():
        return False
    return not _is_short_form(text.rstrip(".").lower())


def _is_short_form(bare: str) -> bool:
    """Abbreviations and initials: "Dr. Ruiz", "J. Smith", "EE. UU.", "p.m."."""
    initials = all(part.isalpha() and len(part) <= 2 for part in bare.split("."))
    return bare in _ABBREVIATIONS or (initials and ("." in bare or len(bare) == 1))


def _sentence_ends(before: Word, after: Word) -> bool:
    return ends_sentence(before, after) or _pause(before, after) >= _PAUSE_MS


def _bare_parts(words: Words) -> Iterator[Words]:
    if len(words) < _BARE_WORDS:
        yield words
        return
    yield from _parted(words, lambda before, after: _pause(before, after) >= _BARE_PAUSE_MS)


def _pause(before: Word, after: Word) -> int:
    return after.span.start_ms - before.span.end_ms


def _parted(words: Sequence[Word], ends: Callable[[Word, Word], bool]) -> Iterator[Words]:
    start = 0
    for at, (before, after) in enumerate(pairwise(words), start=1):
        if ends(before, after):
            yield tuple(words[start:at])
            start = at
    if words:
        yield tuple(words[start:])
