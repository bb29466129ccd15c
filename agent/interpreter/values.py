"""Reading the value of one slot at one place of a sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from agent.interpreter import (
    dates,
    lexicon,
    phrases,
    references,
    switches,
    times,
    topics,
    wholeness,
)
from agent.interpreter.found import Found
from agent.interpreter.lexicon import table
from agent.interpreter.schema import Kind, Slot
from agent.interpreter.times import number, unit_at
from agent.interpreter.tokens import Form, Token
from agent.interpreter.words import same
from domain.platforms import Platform

Tokens = Sequence[Token]
Ends = Callable[[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """``ends_text`` says whether free text must stop before a token."""

    raw: str
    tokens: Tokens
    now: datetime
    ends_text: Ends
    seen: dict[tuple[Slot, int], tuple[Found, ...]] = field(default_factory=dict)
    """What was read before, by slot and place."""


_PER_DAY: Final = (
    ("per", "day"), ("a", "day"), ("each", "day"), ("every", "day"), ("al", "dia"),
    ("por", "dia"), ("cada", "dia"), ("daily",), ("diarios",), ("diarias",), ("diario",),
)  # fmt: skip
_PAIRS: Final = table("couple pair par dozen docena")
_TIMES: Final = {"once": 1, "twice": 2}
_ABOUT: Final = table("about around roughly exactly unos unas aproximadamente exactamente")
_BETWEEN: Final = frozenset({"between", "entre", "from", "de", "desde"})
_TO: Final = frozenset({"-", "–", "—", "to", "and", "a", "y", "hasta", "through"})
_AT_MOST: Final = (
    ("up", "to"), ("at", "most"), ("no", "more", "than"), ("under",), ("max",), ("maximum",),
    ("hasta",), ("como", "mucho"), ("maximo",), ("no", "mas", "de"), ("menos", "de"),
    ("less", "than"),
)  # fmt: skip
_AT_LEAST: Final = (
    ("at", "least"), ("no", "less", "than"), ("over",), ("min",), ("minimum",), ("minimo",),
    ("al", "menos"), ("por", "lo", "menos"), ("mas", "de"), ("more", "than"),
)  # fmt: skip
_PLATFORM_JOINS: Final = table(", and y e & + in on en to")
_SOURCE_JOINS: Final = table(", and y e & +")
_LONGEST_TEXT: Final = 60
_ANYTHING: Final = 0.9
"""What may point at any entity says less than what is made for this one."""
_TOPIC: Final = 0.9
"""Less than what is read for certain, so that a topic ends where something else begins."""
_WHOLE: Final = "whole"
"""The choice that shows all of a picture."""
_HYPHENATED: Final = 3
"""The tokens of ``tik-tok``."""


def read(slot: Slot, sentence: Sentence, at: int) -> tuple[Found, ...]:
    """What ``slot`` may take beginning with token ``at``."""
    if at >= len(sentence.tokens):
        return ()
    if (slot, at) not in sentence.seen:
        sentence.seen[slot, at] = tuple(_READERS[slot.kind](slot, sentence, at))
    return sentence.seen[slot, at]


def phrase_at(tokens: Tokens, at: int, words: Sequence[str]) -> bool:
    """Whether these very words stand at ``at``."""
    return tuple(t.folded for t in tokens[at : at + len(words)]) == tuple(words)


def _number(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    amount = number(sentence.tokens[at])
    if amount is not None and (amount.is_integer() or not slot.whole):
        paired = sentence.tokens[at].folded in _PAIRS and at + 1 < len(sentence.tokens)
        of = paired and sentence.tokens[at + 1].folded in {"of", "de"}
        yield Found(end=at + 2 if of else at + 1, value=_plain(amount), loose=True)


def _plain(amount: float) -> int | float:
    return int(amount) if float(amount).is_integer() else amount


def _rate(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    """``2 posts per day``, ``dos al día``, ``twice a day``."""
    tokens = sentence.tokens
    word = tokens[at].folded
    amount = _TIMES.get(word, number(tokens[at]))
    if amount is None:
        return
    for end in range(at + 1, min(at + 4, len(tokens))):
        for phrase in _PER_DAY:
            if phrase_at(tokens, end, phrase):
                yield Found(end=end + len(phrase), value=_plain(amount))
                return
        if sentence.tokens[end].form is not Form.WORD:
            return


def _duration(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    found = times.length(sentence.tokens, at)
    if found is not None:
        unit_s = slot.unit_s if found.has_unit else 1
        yield Found(end=found.end, value=_plain(found.seconds / unit_s), loose=not found.has_unit)


def _place(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    found = times.place(sentence.tokens, at)
    if found is not None:
        yield Found(end=found.end, value=_plain(found.seconds), loose=not found.has_unit)


def _range(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    """Both bounds, in the unit of the slot: ``8-15 s``, ``entre 8 y 15 segundos``, ``10 s``."""
    tokens = sentence.tokens
    bound, at = _bound(tokens, at)
    opened = bound is None and tokens[at].folded in _BETWEEN
    if opened or (at < len(tokens) and tokens[at].folded in _ABOUT):
        at += 1
    low = number(tokens[at]) if at < len(tokens) else None
    if low is None:
        return
    unit = unit_at(tokens, at + 1)
    at += 1 if unit is None else 2
    high = number(tokens[at + 1]) if at + 1 < len(tokens) and tokens[at].folded in _TO else None
    if high is None or bound is not None:
        if unit is not None and not (opened and tokens[at - 1].folded in {"a", "y"}):
            yield _bounds(slot, bound, low * unit, low * unit, end=at)
        return
    last = unit_at(tokens, at + 2)
    dashed = tokens[at].text in {"-", "–", "—"}
    if unit is None and last is None and not (opened or dashed):
        return
    factor = last or unit or 1
    end = at + 2 if last is None else at + 3
    yield _bounds(slot, None, low * (unit or factor), high * factor, end=end)


def _bound(tokens: Tokens, at: int) -> tuple[int | None, int]:
    """0 when only the least is said, 1 when only the most is, and where the number stands."""
    for index, bounds in enumerate((_AT_LEAST, _AT_MOST)):
        for words in bounds:
            if phrase_at(tokens, at, words):
                end = at + len(words)
                return (index, end) if end < len(tokens) else (None, at)
    return None, at


def _bounds(slot: Slot, bound: int | None, low: float, high: float, *, end: int) -> Found:
    pair = (_plain(low / slot.unit_s), _plain(high / slot.unit_s))
    chosen = {name: pair[i] for i, name in enumerate(slot.parts) if bound in (None, i)}
    return Found(end=end, value=chosen)


def _platforms(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    """One or several by any of their names; the value is always a tuple."""
    tokens = sentence.tokens
    for phrase in lexicon.EVERY_PLATFORM:
        words = phrase.split()
        if phrase_at(tokens, at, words):
            yield Found(end=at + len(words), value=tuple(Platform))
            return
    named: list[Platform] = []
    end = at
    while (one := _platform(tokens, at)) is not None:
        named.append(one[0])
        end = at = one[1]
        while at < len(tokens) and tokens[at].folded in _PLATFORM_JOINS:
            at += 1
    if named:
        yield Found(end=end, value=tuple(dict.fromkeys(named)))


def _platform(tokens: Tokens, at: int) -> tuple[Platform, int] | None:
    for length in (_HYPHENATED, 2, 1):
        said = [t.folded for t in tokens[at : at + length]]
        if length == _HYPHENATED and said[1:2] == ["-"]:
            said.pop(1)
        words = " ".join(said)
        if words in lexicon.PLATFORMS and at + length <= len(tokens):
            return lexicon.PLATFORMS[words], at + length
    return None


def _choice(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    tokens = sentence.tokens
    if slot.name in switches.PHRASES:
        said = phrases.read(slot.name, tokens, at)
        yield from (Found(end=end, value=v) for end, v in said if v in slot.choices)
    shown = wholeness.end([t.folded for t in tokens], at) if _WHOLE in slot.choices else None
    if shown is not None:
        yield Found(end=shown, value=_WHOLE)
    for choice in slot.choices:
        words = choice.lower().split("_")
        here = tokens[at : at + len(words)]
        if len(here) == len(words) and all(
            same(t.folded, w) or lexicon.CHOICES.get(t.folded) == w
            for t, w in zip(here, words, strict=True)
        ):
            yield Found(end=at + len(words), value=(choice,) if slot.listed else choice)


def _moment(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    yield from dates.read(sentence.tokens, at, sentence.now, past=slot.name in {"since", "until"})


def _reference(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    for found in references.read(sentence.tokens, at, slot.noun):
        several = found.value == references.THEM and found.end - at > 1
        counted = references.COUNTED.search(str(found.value)) is not None
        if slot.many or not (several or counted):
            yield found if slot.noun else replace(found, worth=found.worth * _ANYTHING)


def _source(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    """Files and links; several joined ones are a tuple."""
    tokens = sentence.tokens
    token = tokens[at]
    if token.form is Form.QUOTED:
        yield Found(end=at + 1, value=token.text, loose=True)
    named: list[str] = []
    while at < len(tokens) and tokens[at].form is Form.LINK:
        named.append(tokens[at].text)
        end = at = at + 1
        yield Found(end=end, value=named[0] if len(named) == 1 else tuple(named))
        while at < len(tokens) and tokens[at].folded in _SOURCE_JOINS:
            at += 1


def _text(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    tokens = sentence.tokens
    if tokens[at].form is Form.QUOTED:
        yield Found(end=at + 1, value=tokens[at].text)
        return
    end = at
    if tokens[at].folded in lexicon.INTROS | lexicon.SEPARATORS | {"a", "an", "un", "una"}:
        return
    while end < len(tokens) and end - at < _LONGEST_TEXT and not sentence.ends_text(end):
        end += 1
        if tokens[end - 1].form is not Form.MARK:
            text = sentence.raw[tokens[at].start : tokens[end - 1].end]
            yield Found(end=end, value=text, loose=True, worth=0.6)


def _topic(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    """With its lead it means something anywhere; without one it is a text like others."""
    begin = topics.begins([t.folded for t in sentence.tokens], at)
    if begin is None:
        yield from _text(slot, sentence, at)
    elif begin < len(sentence.tokens):
        for found in _text(slot, sentence, begin):
            yield replace(found, loose=False, worth=_TOPIC)


def _flag(slot: Slot, sentence: Sentence, at: int) -> Iterator[Found]:
    for phrase, value in switches.FLAGS.get(slot.name, {}).items():
        words = phrase.split()
        if phrase_at(sentence.tokens, at, words):
            yield Found(end=at + len(words), value=value)
    word = sentence.tokens[at].folded
    if word in {"yes", "true", "si"}:
        yield Found(end=at + 1, value=True, loose=True)
    elif word in {"no", "false"}:
        yield Found(end=at + 1, value=False, loose=True)


_READERS: Final[Mapping[Kind, Callable[[Slot, Sentence, int], Iterator[Found]]]] = {
    Kind.NUMBER: _number,
    Kind.RATE: _rate,
    Kind.DURATION: _duration,
    Kind.PLACE: _place,
    Kind.RANGE: _range,
    Kind.PLATFORM: _platforms,
    Kind.CHOICE: _choice,
    Kind.MOMENT: _moment,
    Kind.DAY: _moment,
    Kind.REFERENCE: _reference,
    Kind.SOURCE: _source,
    Kind.TEXT: _text,
    Kind.TOPIC: _topic,
    Kind.FLAG: _flag,
}
