"""One message to one outcome: the only place that decides what a sentence means."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from agent.interpreter import lexicon, matching, phrases, references, steps, switches
from agent.interpreter.drafts import settle
from agent.interpreter.grammar import Grammar, ToolGrammar
from agent.interpreter.matching import Match
from agent.interpreter.outcome import (
    Ambiguous,
    Ask,
    Draft,
    Dropped,
    Forbidden,
    Help,
    NotAllowed,
    Outcome,
    TooLong,
    Unclear,
    Unknown,
)
from agent.interpreter.schema import Kind
from agent.interpreter.steps import Step
from agent.interpreter.tokens import Form, Token, tokenize
from agent.interpreter.values import Sentence
from agent.interpreter.words import fold
from tools.spec import Risk

_MAX_CHARACTERS: Final = 4_000
_MAX_TOKENS: Final = 120
_UNDERSTOOD: Final = {Risk.READ: 0.6, Risk.WRITE: 0.75, Risk.OUTWARD: 1.0, Risk.ADMIN: 1.0}
"""The share of the words that must be understood. What the public sees leaves no word open."""
_RECOGNISED: Final = 0.5
_NEAR: Final = 0.05
_SWEEPS: Final = (references.ALL, references.EVERYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """``allowed`` are the tools that the person may use; the others are understood and refused."""

    grammar: Grammar
    allowed: Collection[str]
    now: datetime

    def read(self, text: str, *, pending: Ask | None = None) -> Outcome:
        """``pending`` is the question that was asked just before."""
        text = lexicon.STOP_EVERYTHING if _said(text) in lexicon.STOP_ALL else text
        tokens = tokenize(text) if len(text) <= _MAX_CHARACTERS else None
        if tokens is None or len(tokens) > _MAX_TOKENS:
            return TooLong()
        tokens = self.grammar.corrected(tokens)
        if pending is not None and (completed := self._complete(pending, text, tokens)):
            return completed
        return Help() if _asks_for_help(text) else self._command(text, tokens)

    def _command(self, text: str, tokens: Sequence[Token]) -> Outcome:
        drafts: list[Draft] = []
        denied: list[Step] = []
        pieces = steps.split(tokens, self.grammar)
        for step in pieces:
            understood = self._step(step, text)
            if isinstance(understood, Draft):
                drafts.append(replace(understood, said=_words_of(step, text)))
            elif isinstance(understood, Forbidden):
                denied.append(step)
            else:
                return understood
        if not drafts:
            return self._only_denied(denied, text) if denied else Unknown()
        asked = next((d.tool for d in drafts if self.grammar.tools[d.tool].asks), None)
        if asked is not None and denied:
            return Unclear(tool=asked, words=tuple(_words_of(step, text) for step in denied))
        refused = next((d.tool for d in drafts if d.tool not in self.allowed), None)
        if refused is not None:
            return NotAllowed(tool=refused)
        return settle(tuple(drafts), self.grammar, self.now)

    def _step(self, step: Step, text: str) -> Draft | Forbidden | Unclear | Ambiguous | Unknown:
        sentence = self._sentence(step.tokens, text)
        if step.forbidden:
            return self._ban(sentence) or Forbidden()
        found = [m for tool in self.grammar.tools.values() if (m := matching.match(tool, sentence))]
        if not found:
            return Unknown()
        found.sort(key=lambda m: -m.score)
        best = found[0]
        rivals = [m.tool.name for m in found if best.score - m.score < _NEAR]
        if step.doubtful and best.tool.is_effect:
            return Forbidden()
        if not _agrees(best, sentence.tokens):
            return Unclear(tool=best.tool.name, words=(_words_of(step, text),))
        return self._judged(best, rivals)

    def _ban(self, sentence: Sentence) -> Draft | None:
        """``no publiques nada el 24`` forbids, and yet asks for something: a tool whose own words
        begin so, when all of the sentence is about it."""
        found = self._banning(sentence)
        if found is None or found.unknown or not _is_whole(found):
            return None
        return Draft(tool=found.tool.name, values=found.values)

    def _banning(self, sentence: Sentence) -> Match | None:
        tokens = tuple(
            replace(t, folded=lexicon.BANNED_ALIKE.get(t.folded, t.folded)) for t in sentence.tokens
        )
        sentence = replace(sentence, tokens=tokens, seen={})
        tools = [t for t in self.grammar.tools.values() if _begins_with_no(t)]
        found = [m for tool in tools if (m := matching.match(tool, sentence))]
        return max(found, key=lambda m: m.score, default=None)

    def _only_denied(self, denied: Sequence[Step], text: str) -> Outcome:
        """Nothing is done, which must not sound like a ban that stands from now on."""
        for step in denied:
            found = self._banning(self._sentence(step.tokens, text))
            if found is not None and found.unknown:
                return Unclear(tool=found.tool.name, words=found.unknown)
            if found is not None:
                draft = Draft(tool=found.tool.name, values=found.values, said=text)
                return settle((draft,), self.grammar, self.now)
        return Forbidden()

    def _judged(self, best: Match, rivals: list[str]) -> Draft | Unclear | Ambiguous | Unknown:
        if (best.blocked or best.unread) and best.tool.is_effect:
            return self._refused(best)
        if best.sweeping and best.tool.is_effect and _is_only_sweep(best):
            slot = _object_of(best.tool)
            return Draft(tool=best.tool.name, values={**best.values, slot: references.EVERYTHING})
        if best.understood < _UNDERSTOOD[best.tool.risk]:
            return self._refused(best)
        if len(rivals) > 1:
            return Ambiguous(tools=tuple(rivals))
        return Draft(tool=best.tool.name, values=best.values)

    def _refused(self, best: Match) -> Unclear | Unknown:
        near = best.understood >= _RECOGNISED and best.tool.is_effect
        return Unclear(tool=best.tool.name, words=best.unknown) if near else Unknown()

    def _complete(self, ask: Ask, text: str, tokens: Sequence[Token]) -> Outcome | None:
        """The open command with this answer in it; None when the text is a command of its own."""
        if _said(text) in lexicon.FORGET:
            return Dropped()
        draft = ask.drafts[ask.index]
        tool = self.grammar.tools[draft.tool]
        lead = steps.without_lead(tuple(tokens), self.grammar)
        given = self._answer(tool, ask.slot, text, lead)
        if given is None:
            return None
        kept = {k: v for k, v in draft.values.items() if v not in _SWEEPS}
        filled = replace(draft, values={**kept, **given})
        drafts = (*ask.drafts[: ask.index], filled, *ask.drafts[ask.index + 1 :])
        return settle(drafts, self.grammar, self.now)

    def _answer(
        self, tool: ToolGrammar, slot: str, text: str, tokens: tuple[Token, ...]
    ) -> dict[str, object] | None:
        if not tokens:
            return None
        match = matching.answer(tool, slot, self._sentence(tokens, text))
        if slot in match.values and not match.unknown:
            return dict(match.values)
        free = tool.slots[slot].kind in (Kind.TEXT, Kind.SOURCE, Kind.REFERENCE)
        is_command = any(t.form is Form.WORD and self.grammar.is_verb(t.folded) for t in tokens[:3])
        if free and not is_command and len(tokens) <= 12 and not match.blocked:
            return {slot: text.strip()}
        return None

    def _sentence(self, tokens: tuple[Token, ...], text: str) -> Sentence:
        def ends_text(at: int) -> bool:
            token = tokens[at]
            return token.form is Form.MARK and token.folded in {".", ";"} and at + 1 < len(tokens)

        return Sentence(raw=text, tokens=tokens, now=self.now, ends_text=ends_text)


def _agrees(match: Match, tokens: Sequence[Token]) -> bool:
    """Of what is to be approved, nothing may be said in two ways."""
    names = [n for n in switches.PHRASES if n in match.tool.slots and match.tool.asks]
    return all(phrases.agree(name, tokens, match.values.get(name)) for name in names)


def _begins_with_no(tool: ToolGrammar) -> bool:
    return any(pattern.head[0] in lexicon.NEGATIONS for pattern in tool.patterns)


def _is_whole(match: Match) -> bool:
    return all(slot.name in match.values for slot in match.tool.slots.values() if slot.required)


def _words_of(step: Step, text: str) -> str:
    return text[step.tokens[0].start : step.tokens[-1].end].strip(" ,.;!?\n")


def _said(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .!?,¿¡")


def _asks_for_help(text: str) -> bool:
    parts = [part for part in map(_said, re.split(r"[,.!?\n]", text)) if part]
    return bool(parts) and all(part in lexicon.HELP for part in parts)


def _is_only_sweep(match: Match) -> bool:
    """Nothing else was left unexplained."""
    others = [w for w in match.unknown if fold(w) not in lexicon.QUANTIFIERS]
    return bool(match.unknown) and not others


def _object_of(tool: ToolGrammar) -> str:
    """The argument that says what a sweeping command should act on."""
    points = [s for s in tool.slots.values() if s.kind is Kind.REFERENCE]
    return (points or list(tool.slots.values()))[0].name
