"""How well one piece of a sentence fits one tool, and what it says for each argument."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from agent.interpreter import lexicon, references, saying, values
from agent.interpreter.examples import Pattern, Phrase, Words
from agent.interpreter.found import Found
from agent.interpreter.grammar import ToolGrammar
from agent.interpreter.schema import Kind, Slot
from agent.interpreter.tokens import Form, Token
from agent.interpreter.values import Sentence
from agent.interpreter.words import clitic

_UNKNOWN: Final = -1.2
_VERB: Final = 1.1
_SMALL_WORD: Final = 0.05
_SYNONYM: Final = -0.15
_INTRODUCED: Final = 0.3
_MISSING: Final = -0.5
_EDIT: Final = -0.2
_LONGEST_GAP: Final = 8
_BEFORE_PLACE: Final = lexicon.ARTICLES | {"at", "en"}
_TOLD_APART: Final = (Kind.DURATION, Kind.PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """``unknown`` are the words that were not understood, ``blocked`` that one of them turns
    the sentence into something else than a command, ``unread`` that one of them is a number, a
    link or a quote, which nobody writes for nothing."""

    tool: ToolGrammar
    values: Mapping[str, object]
    score: float
    unknown: tuple[str, ...]
    blocked: bool
    unread: bool
    sweeping: bool
    content: int

    @property
    def understood(self) -> float:
        """The share of the words that were."""
        return 1 - len(self.unknown) / max(self.content, 1)


@dataclass(frozen=True, slots=True)
class _Path:
    """What was read from one token to the end."""

    score: float
    values: tuple[tuple[str, object], ...] = ()
    unknown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to fill a slot from a place of the sentence up to ``end``."""

    slot: str
    end: int
    value: object
    gain: float


@dataclass(slots=True)
class _Search:
    sentence: Sentence
    tool: ToolGrammar
    pattern: Pattern
    head: frozenset[int]
    seen: dict[tuple[int, frozenset[str]], _Path] = field(default_factory=dict)
    options: dict[int, tuple[_Option, ...]] = field(default_factory=dict)

    def best(self, at: int, filled: frozenset[str]) -> _Path:
        """The best way to read the rest of the sentence, each slot at most once."""
        if at >= len(self.sentence.tokens):
            return _Path(0.0)
        key = (at, filled)
        if key not in self.seen:
            self.seen[key] = self._best(at, filled)
        return self.seen[key]

    def _best(self, at: int, filled: frozenset[str]) -> _Path:
        token = self.sentence.tokens[at]
        if at in self.head:
            rest = self.best(at + 1, filled)
            literal = any(
                saying.is_word(token, w) for w in (*self.pattern.head, *self.pattern.anchors)
            )
            gain = _VERB + _EDIT * token.edits + (0.0 if literal else _SYNONYM)
            return _Path(rest.score + gain, rest.values, rest.unknown)
        best = self._skipped(token, at, filled)
        for option in self._options(at):
            if option.slot in filled:
                continue
            rest = self.best(option.end, filled | {option.slot})
            score = rest.score + option.gain
            if score > best.score:
                best = _Path(score, ((option.slot, option.value), *rest.values), rest.unknown)
        return best

    def _skipped(self, token: Token, at: int, filled: frozenset[str]) -> _Path:
        rest = self.best(at + 1, filled)
        if token.form is Form.MARK or saying.is_free(token, self.tool):
            return rest
        return _Path(rest.score + _UNKNOWN, rest.values, (at, *rest.unknown))

    def _options(self, at: int) -> tuple[_Option, ...]:
        if at not in self.options:
            self.options[at] = (*self._bare(at), *self._introduced(at))
        return self.options[at]

    def _bare(self, at: int) -> Iterator[_Option]:
        """Values without an introduction: those that need none, and the direct object."""
        for slot in self.tool.slots.values():
            direct = slot.name in self.pattern.direct and self._follows_head(at)
            for found in values.read(slot, self.sentence, at):
                if found.value == references.EVERYTHING and not self.tool.is_effect:
                    continue
                meant = not found.loose or (direct and self._stands_alone(slot, found.end))
                meant = meant and not slot.is_alike and not self._may_be_another(slot)
                if meant and self._is_clear(at, found.end):
                    gain = self._gain(at, found.end, found)
                    yield _Option(slot.name, found.end, found.value, gain)

    def _may_be_another(self, slot: Slot, intro: Words = ()) -> bool:
        """Two lengths or two places are told apart by the words of the example, or by a word
        that introduces only one of them."""
        if slot.kind not in _TOLD_APART or slot.name in self.pattern.slots:
            return False
        rivals = {s.name for s in self.tool.slots.values() if s.kind is slot.kind} - {slot.name}
        shared = any(p.intro == intro and p.slot in rivals for p in self.tool.phrases)
        return bool(rivals) and (shared or not intro)

    def _introduced(self, at: int) -> Iterator[_Option]:
        tokens = self.sentence.tokens
        for phrase in self.tool.phrases:
            if self._may_be_another(self.tool.slots[phrase.slot], phrase.intro):
                continue
            start = saying.end_of(tokens, at, phrase.intro)
            if start is None:
                continue
            if phrase.intro and start < len(tokens) and tokens[start].folded == ":":
                start += 1
            for begin in self._begins(start, phrase):
                yield from self._phrase(phrase, at, begin)

    def _phrase(self, phrase: Phrase, at: int, begin: int) -> Iterator[_Option]:
        """The phrase that began at ``at`` and whose value begins at ``begin``."""
        for found in values.read(self.tool.slots[phrase.slot], self.sentence, begin):
            end = self._trail_end(found.end, phrase)
            if end is None and phrase.intro:
                end = found.end
            if end is not None and self._is_clear(at, end):
                gain = _INTRODUCED + self._gain(at, end, found)
                yield _Option(phrase.slot, end, found.value, gain)

    def _trail_end(self, at: int, phrase: Phrase) -> int | None:
        """Behind the trail, or before it where it is part of the skeleton."""
        tokens = self.sentence.tokens
        if at in self.head and phrase.trail and saying.is_word(tokens[at], phrase.trail[0]):
            return at
        end = saying.end_of(tokens, at, phrase.trail)
        return end if end is not None else self._before_measure(at, phrase)

    def _before_measure(self, at: int, phrase: Phrase) -> int | None:
        """``3 square clips``, ``a 6 to 9 second clip``: a shape or a length may stand between a
        number and what it counts."""
        tokens = self.sentence.tokens
        if at >= len(tokens) or not phrase.trail:
            return None
        ranges = (s for s in self.tool.slots.values() if s.kind is Kind.RANGE)
        ends = [f.end for slot in ranges for f in values.read(slot, self.sentence, at)]
        if tokens[at].folded in lexicon.SHAPES:
            ends.append(at + 1)
        counted = any(saying.end_of(tokens, end, phrase.trail) is not None for end in ends)
        return at if counted else None

    def _begins(self, start: int, phrase: Phrase) -> Iterator[int]:
        """A value may stand behind its article, a place of a video also behind ``at``."""
        yield start
        kind = self.tool.slots[phrase.slot].kind
        small = _BEFORE_PLACE if kind is Kind.PLACE else lexicon.ARTICLES
        tokens = self.sentence.tokens
        if not phrase.intro or kind is Kind.TEXT:
            return
        while start < len(tokens) and tokens[start].folded in small:
            start += 1
            yield start

    def _gain(self, at: int, end: int, found: Found) -> float:
        covered = self.sentence.tokens[at:end]
        if found.worth < 1:
            return found.worth * sum(not saying.is_weightless(t) for t in covered)
        return found.worth * sum(_SMALL_WORD if saying.is_weightless(t) else 1 for t in covered)

    def _is_clear(self, at: int, end: int) -> bool:
        return self.head.isdisjoint(range(at, end))

    def _stands_alone(self, slot: Slot, end: int) -> bool:
        """A bare number must not count something else: ``cut 4``, but not ``cut 4 trees``. A
        length has its unit, unless it was asked for."""
        if slot.kind is Kind.DURATION and self.pattern.head:
            return False
        if slot.kind is not Kind.NUMBER or end >= len(self.sentence.tokens):
            return True
        following = self.sentence.tokens[end]
        return following.form is Form.MARK or following.folded in lexicon.INTROS

    def _follows_head(self, at: int) -> bool:
        """Right behind the verb, or before it where an example has it there."""
        for before in range(at - 1, -1, -1):
            if before in self.head:
                return True
            token = self.sentence.tokens[before]
            if token.form is Form.MARK and token.folded != ":":
                return False
            if token.form is not Form.MARK and token.folded not in lexicon.STOP:
                return False
        return self.pattern.leads


def match(tool: ToolGrammar, sentence: Sentence) -> Match | None:
    """The best reading of ``sentence`` as a call of ``tool``, None when its verb is not said."""
    found = [
        (_match(tool, pattern, head, sentence), pattern.needs)
        for pattern in tool.patterns
        for head in islice(_heads(sentence.tokens, pattern, tool), 2)
    ]
    whole = [m for m, needs in found if needs <= m.values.keys()]
    return max(whole, key=lambda m: m.score, default=None)


def answer(tool: ToolGrammar, slot: str, sentence: Sentence) -> Match:
    """``sentence`` as the value of ``slot``, perhaps with more phrases of the tool."""
    pattern = Pattern(head=(), anchors=(), direct=(slot,), leads=True)
    return _match(tool, pattern, frozenset({-1}), sentence)


def _match(tool: ToolGrammar, pattern: Pattern, head: frozenset[int], sentence: Sentence) -> Match:
    path = _Search(sentence, tool, pattern, head).best(0, frozenset())
    given = _with_carried(dict(path.values), tool, head, sentence.tokens)
    unknown = tuple(sentence.tokens[i].text for i in path.unknown)
    words = {sentence.tokens[i].folded for i in path.unknown}
    missing = sum(1 for s in tool.slots.values() if s.required and s.name not in given)
    return Match(
        tool=tool,
        values=given,
        score=path.score + _MISSING * missing,
        unknown=unknown,
        blocked=not words.isdisjoint(lexicon.BLOCKERS),
        unread=any(saying.is_value(sentence.tokens[i]) for i in path.unknown),
        sweeping=references.EVERYTHING in given.values()
        or not words.isdisjoint(lexicon.QUANTIFIERS),
        content=sum(1 for t in sentence.tokens if not saying.is_weightless(t)),
    )


def _with_carried(
    given: dict[str, object], tool: ToolGrammar, head: frozenset[int], tokens: Sequence[Token]
) -> dict[str, object]:
    """The object that a Spanish verb carries fills the first reference that nothing else did."""
    carried = next((c for i in sorted(head) if i >= 0 and (c := clitic(tokens[i].folded))), None)
    free = [s.name for s in tool.slots.values() if s.kind is Kind.REFERENCE]
    if carried and free and not any(name in given for name in free):
        plural = carried.endswith("s")
        given[free[0]] = references.THEM if plural else references.IT
    return given


def _heads(
    tokens: Sequence[Token], pattern: Pattern, tool: ToolGrammar
) -> Iterator[frozenset[int]]:
    """Where the words of the head and the anchors stand, in their order."""
    first = pattern.head[0]
    for start, token in enumerate(tokens):
        if saying.says_verb(token, first, tool):
            places = _in_order(tokens, start, (*pattern.head[1:], *pattern.anchors))
            if places is not None:
                yield frozenset((start, *places))


def _in_order(tokens: Sequence[Token], start: int, words: Sequence[str]) -> tuple[int, ...] | None:
    places: list[int] = []
    at = start + 1
    for word in words:
        window = range(at, min(at + _LONGEST_GAP, len(tokens)))
        here = next((i for i in window if saying.is_word(tokens[i], word)), None)
        if here is None:
            return None
        places.append(here)
        at = here + 1
    return tuple(places)
