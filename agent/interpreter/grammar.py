"""The grammar of all tools, learned from their example sentences.

An example is the verb and what belongs to it (the head), perhaps a direct object, and phrases
that a preposition introduces. Phrases are learned apart from the sentence they came in, so
that they combine freely, also with the other examples of their tool.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent.interpreter import lexicon, switches, wholeness
from agent.interpreter.examples import Pattern, Phrase, Words, language_of_example, parts
from agent.interpreter.lexicon import table
from agent.interpreter.schema import Kind, Slot, slots_of
from agent.interpreter.tokens import Form, Token
from agent.interpreter.words import correct, gerund_keys, keys, near, same
from domain.platforms import Platform
from domain.texts import Locale
from tools.spec import AnyTool, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolGrammar:
    name: str
    risk: Risk
    slots: Mapping[str, Slot]
    patterns: tuple[Pattern, ...]
    phrases: tuple[Phrase, ...]
    examples: Mapping[Locale, tuple[str, ...]]
    asks: bool = False
    """Whether a person is asked before it is done."""

    @property
    def is_effect(self) -> bool:
        return self.risk is not Risk.READ

    @property
    def is_strict(self) -> bool:
        return self.risk in (Risk.OUTWARD, Risk.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    tools: Mapping[str, ToolGrammar]
    verbs: frozenset[str]
    """The keys of every first word of a head."""
    heads: frozenset[Words]
    known: frozenset[str]
    """The keys of every word that is not a mistake."""
    spellings: tuple[str, ...]
    """The words that a mistake may be corrected to."""

    def corrected(self, tokens: Iterable[Token]) -> tuple[Token, ...]:
        return tuple(self._corrected(token) for token in tokens)

    def is_verb(self, word: str) -> bool:
        return not self.verbs.isdisjoint(keys(word))

    def begins_head(self, words: Sequence[str]) -> bool:
        """Whether these words begin with a verb. A verb that is also a small word (``para``,
        ``que``, the ``no`` of ``no publiques nada``) counts only with the rest of its head close
        behind."""
        if not self.is_verb(words[0]):
            return False
        if words[0] not in _SMALL:
            return True
        return any(
            same(words[0], head[0]) and all(any(same(w, h) for w in words[1:]) for h in head[1:])
            for head in self.heads
        )

    def is_gerund(self, word: str) -> bool:
        return not self.verbs.isdisjoint(gerund_keys(word))

    def _corrected(self, token: Token) -> Token:
        word = token.folded
        if token.form is not Form.WORD or not self.known.isdisjoint(keys(word)):
            return token
        if self.is_gerund(word):
            return token
        found = correct(word, self.spellings) or _as_platform(word)
        if found is None:
            return token
        return Token(
            text=token.text,
            folded=found[0],
            form=token.form,
            start=token.start,
            end=token.end,
            edits=found[1],
        )


_SMALL: Final = lexicon.STOP | lexicon.INTROS | lexicon.PRONOUNS | lexicon.NEGATIONS
_INTROS_OF_KIND: Final[Mapping[Kind, str]] = {
    Kind.PLATFORM: "on to in for at en a para por into",
    Kind.REFERENCE: "of from in with about for de del en sobre con para al a to on",
    Kind.SOURCE: "from de desde",
    Kind.NUMBER: "into en in",
    Kind.RANGE: "of de with con lasting",
    Kind.DURATION: "of de for during",
    Kind.CHOICE: "with of in as con de en",
    Kind.FLAG: "with con",
}
_INTROS_OF_NAME: Final[Mapping[str, str]] = {
    "account": "desde",
    "start": "from starting since beginning between desde del de empezando entre",
    "limit": "last latest newest first top ultimos ultimas primeros primeras",
    "since": "from since desde",
    "end": "to until till ending hasta al a and y - –",
    "until": "until till hasta",
    "at": "at on for el para",
    "name": "called named llamada llamado titled",
    "title": "called titled titulado titulada llamado llamada title titulo",
    "caption": "caption texto text descripcion pie saying diciendo titulo title",
    "goal": "goal objetivo meta",
    "like": "like como resembling",
}
_ALIKE: Final = (("similar", "to"), ("similares", "a"), ("parecidos", "a"))
_SYNONYMS: Final[Mapping[str, frozenset[str]]] = {
    key: group for group in lexicon.SYNONYMS for word in group for key in keys(word)
}
_SHOWING: Final = frozenset(key for word in lexicon.SYNONYMS[0] for key in keys(word))
_NAME_WORDS: Final = table("caption texto text descripcion pie title titulo goal objetivo meta")
_PLATFORM_EDITS: Final = 2
_WITH: Final = ("with", "con")


def _as_platform(word: str) -> tuple[str, int] | None:
    """Names that are spelt by ear, so with more mistakes than other words."""
    found = near(word, tuple(Platform), edits=_PLATFORM_EDITS)
    return None if found is None else (found, _PLATFORM_EDITS)


def learn(tools: Sequence[AnyTool]) -> Grammar:
    pool = _pool(tools)
    grammars = {tool.name: _learn_tool(tool, pool) for tool in tools}
    words = _vocabulary(grammars.values())
    heads = frozenset(p.head for g in grammars.values() for p in g.patterns)
    return Grammar(
        tools=grammars,
        verbs=_all_keys(v for head in heads for v in (head[0], *synonyms(head[0]))),
        heads=heads,
        known=_all_keys(words | lexicon.DECOYS | _common() | frozenset().union(*lexicon.SYNONYMS)),
        spellings=tuple(sorted(w for w in words if len(w) > 2)),
    )


def synonyms(verb: str) -> frozenset[str]:
    """The verbs that may be said instead."""
    return _SYNONYMS.get(min(keys(verb) & _SYNONYMS.keys(), default=""), frozenset())


def shows(word: str) -> bool:
    """Whether a word asks no more than to be shown something."""
    return not _SHOWING.isdisjoint(keys(word))


def _all_keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key for word in words for key in keys(word))


def _vocabulary(grammars: Iterable[ToolGrammar]) -> frozenset[str]:
    words: set[str] = set()
    for grammar in grammars:
        for pattern in grammar.patterns:
            words.update(pattern.head, pattern.anchors)
        for phrase in grammar.phrases:
            words.update(phrase.intro, phrase.trail)
    for nouns in lexicon.NOUNS.values():
        words |= nouns
    words.update(w for name in lexicon.PLATFORMS for w in name.split())
    words |= table("tomorrow manana seconds segundos minutes minutos platforms plataformas")
    for said in (*switches.FLAGS.values(), *switches.PHRASES.values()):
        words.update(w for phrase in said for w in phrase.split() if w.isalpha())
    words.update(w for w in lexicon.SHAPES if w.isalpha())
    return frozenset(words)


def _common() -> frozenset[str]:
    phrases = " ".join((*lexicon.FILLERS, *lexicon.EVERY_PLATFORM))
    return (
        lexicon.STOP
        | lexicon.INTROS
        | lexicon.BLOCKERS
        | lexicon.QUANTIFIERS
        | lexicon.PRONOUNS
        | frozenset(phrases.split())
        | frozenset((*lexicon.NUMBERS, *lexicon.ORDINALS, *lexicon.SUPERLATIVES, *lexicon.UNITS))
        | frozenset(lexicon.CHOICES)
        | wholeness.WORDS
    )


def _pool(tools: Sequence[AnyTool]) -> frozenset[tuple[Kind, Phrase]]:
    """The introduced phrases of every tool: an argument of the same name and kind is asked for
    alike."""
    return frozenset(
        (slots[phrase.slot].kind, phrase)
        for tool in tools
        for slots in (slots_of(tool.args),)
        for example in tool.examples
        for phrase in parts(example, slots)[1]
        if phrase.intro
    )


def _learn_tool(tool: AnyTool, pool: Collection[tuple[Kind, Phrase]]) -> ToolGrammar:
    slots = slots_of(tool.args)
    patterns: dict[Pattern, None] = {}
    phrases: dict[Phrase, None] = {}
    for example in tool.examples:
        pattern, found = parts(example, slots)
        patterns[pattern] = None
        phrases.update(dict.fromkeys(found))
    alike = (p for kind, p in pool if p.slot in slots and slots[p.slot].kind is kind)
    phrases.update(dict.fromkeys(sorted(alike, key=repr)))
    phrases.update(dict.fromkeys(p for slot in slots.values() for p in _built_in(slot)))
    return ToolGrammar(
        name=tool.name,
        risk=tool.risk,
        slots=slots,
        patterns=tuple(sorted(patterns, key=lambda p: -len(p.head))),
        phrases=tuple(phrases),
        examples=_by_language(tool.examples),
        asks=tool.approval is not None,
    )


def _built_in(slot: Slot) -> Iterable[Phrase]:
    if slot.is_alike:
        yield from (Phrase(intro=words, slot=slot.name, trail=()) for words in _ALIKE)
    else:
        for word in _INTROS_OF_KIND.get(slot.kind, "").split():
            yield Phrase(intro=(word,), slot=slot.name, trail=())
    for word in _INTROS_OF_NAME.get(slot.name, "").split():
        yield Phrase(intro=(word,), slot=slot.name, trail=())
        if word in _NAME_WORDS:
            for before in _WITH:
                yield Phrase(intro=(before, word), slot=slot.name, trail=())


def _by_language(examples: Sequence[str]) -> Mapping[Locale, tuple[str, ...]]:
    """Those in the language first, those that could be in either behind them."""
    return {
        locale: (
            *(e for e in examples if language_of_example(e) is locale),
            *(e for e in examples if language_of_example(e) is None),
        )
        for locale in Locale
    }
