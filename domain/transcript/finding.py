"""Finding what is said: lines to search in, terms to search for, passages that come of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.ids import VideoId
from domain.media import Span, Word
from domain.transcript.sentences import shorter, span_of, split
from domain.transcript.words import written

_ASKING_WORDS: Final = (
    "part moment bit section clip video scene talk talks talking talked speak speaks speaking say"
    " says saying said tell tells telling mention mentions mentioned explain explains explained"
    " discuss discusses discussed"
    " parte momento trozo fragmento escena habla hablan hablaba hablando dice dicen cuenta cuentan"
    " menciona mencionan explica explican comenta comentan"
)
_ASKING: Final = frozenset(_ASKING_WORDS.split())
"""How people ask for a passage ("the part where she talks about …"): rarely what is said in it."""

_SHORT_MS: Final = 6_000
_LONG_MS: Final = 12_000
_APART_MS: Final = 3_000
_TERM: Final = re.compile(r"[^\W_]+")
_MOST_TERMS: Final = 24
_LONGEST_TERM: Final = 64
_LONGEST_QUERY: Final = 4_000
_LONGEST_PASSAGE_MS: Final = 45_000
_WORTH_A_MENTION: Final = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """About one sentence, or several short ones: what a search finds at least."""

    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        return span_of(self.words)

    @property
    def text(self) -> str:
        return written(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of speech that was searched for and found, best first."""

    video_id: VideoId
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A line that holds some of the terms; ``terms`` gives the weight of each by its place in the
    query. ``number`` is the line's place in its video."""

    video_id: VideoId
    number: int
    span: Span
    text: str
    terms: Mapping[int, float]

    @property
    def score(self) -> float:
        return sum(self.terms.values())


def lines(words: Sequence[Word]) -> tuple[Line, ...]:
    """All of the words, in lines of about 6 to 12 seconds."""
    found: list[tuple[Word, ...]] = []
    for sentence in split(words):
        for part in shorter(sentence, most_ms=_LONG_MS):
            if found and _belong_together(found[-1], part):
                found[-1] += part
            else:
                found.append(part)
    return tuple(Line(words=line) for line in found)


def _belong_together(line: tuple[Word, ...], part: tuple[Word, ...]) -> bool:
    return (
        span_of(line).duration_ms < _SHORT_MS
        and part[-1].span.end_ms - line[0].span.start_ms <= _LONG_MS
        and part[0].span.start_ms - line[-1].span.end_ms < _APART_MS
    )


def terms(text: str) -> tuple[tuple[str, str], ...]:
    """The words that are searched, each as it is written and without its accents, in small
    letters. Whatever else a query holds says nothing: no operators, no quotes."""
    found: dict[str, str] = {}
    for match in _TERM.finditer(text[:_LONGEST_QUERY].casefold()):
        word = match.group()[:_LONGEST_TERM]
        found.setdefault(folded(word), word)
    naming = [(word, plain) for plain, word in found.items() if plain not in _ASKING]
    return tuple(naming[:_MOST_TERMS])


def searchable(text: str) -> str:
    """A line as it is indexed: every word as it is written, then every word without accents."""
    found = [match.group()[:_LONGEST_TERM] for match in _TERM.finditer(text.casefold())]
    return " ".join((*found, *map(folded, found)))


def folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def passages(hits: Sequence[Hit], *, limit: int) -> tuple[Passage, ...]:
    """Neighbouring lines become one passage; the one that covers most comes first. What covers
    far less than the best is not mentioned."""
    groups: list[list[Hit]] = []
    for hit in sorted(hits, key=lambda hit: (hit.video_id, hit.number)):
        if groups and _continues(groups[-1], hit):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    ranked = sorted(groups, key=lambda group: (-_covered(group), group[0].span.start_ms))
    least = _covered(ranked[0]) * _WORTH_A_MENTION if ranked else 0.0
    return tuple(_passage(group) for group in ranked[:limit] if _covered(group) >= least)


def _continues(group: Sequence[Hit], hit: Hit) -> bool:
    last = group[-1]
    return (
        (hit.video_id, hit.number) == (last.video_id, last.number + 1)
        and hit.span.end_ms - group[0].span.start_ms <= _LONGEST_PASSAGE_MS
        and hit.span.start_ms - last.span.end_ms < _APART_MS
    )


def _covered(group: Sequence[Hit]) -> float:
    """What all lines of a passage cover together; a little more for the strongest line."""
    together = {place: worth for hit in group for place, worth in hit.terms.items()}
    return sum(together.values()) + 0.01 * max(hit.score for hit in group)


def _passage(group: Sequence[Hit]) -> Passage:
    return Passage(
        video_id=group[0].video_id,
        span=Span(start_ms=group[0].span.start_ms, end_ms=group[-1].span.end_ms),
        text=" ".join(hit.text for hit in group),
    )
