"""One sentence as several commands: where each begins, and which ones are forbidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from agent.interpreter import lexicon, phrases, switches, wholeness
from agent.interpreter.grammar import Grammar
from agent.interpreter.tokens import Form, Token
from agent.interpreter.words import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``forbidden``: the sentence says not to do this. ``doubtful``: a negation before may reach
    over it."""

    tokens: tuple[Token, ...]
    forbidden: bool
    doubtful: bool


_FILLERS: Final = tuple(
    sorted((tuple(fold(f).split()) for f in lexicon.FILLERS), key=len, reverse=True)
)
_SWITCHES: Final = tuple(
    tuple(phrase.split()) for phrases in switches.FLAGS.values() for phrase in phrases
)
_LIGHT: Final = (
    lexicon.STOP | lexicon.TURNING | frozenset({"me", "then", "also", "first", "primero"})
)
_LONGEST_LEAD: Final = 12
_LONGEST_HEAD: Final = 8


def split(tokens: Sequence[Token], grammar: Grammar) -> tuple[Step, ...]:
    """The steps in order. What stands before the first command belongs to it."""
    bounds = [0, *_bounds(tokens, grammar), len(tokens)]
    pieces = [tuple(tokens[a:b]) for a, b in pairwise(bounds)]
    steps: list[Step] = []
    for piece in pieces:
        if any(t.form is not Form.MARK for t in piece):
            before = bool(steps) and (steps[-1].forbidden or steps[-1].doubtful)
            steps.append(
                Step(
                    tokens=without_lead(piece, grammar),
                    forbidden=_is_forbidden(piece, grammar),
                    doubtful=before and _carries(piece),
                )
            )
    return tuple(steps)


def without_lead(tokens: tuple[Token, ...], grammar: Grammar) -> tuple[Token, ...]:
    """Without the separators and the politeness before the command. Politeness that a tool has for
    its verb stays when no other verb follows: ``quiero 4 clips``."""
    at = 0
    polite: int | None = None
    while at < len(tokens) and (length := _light(tokens, at)):
        if polite is None and _begins_command(tokens, at, grammar):
            polite = at
        at += length
    if polite is None or (at < len(tokens) and _begins_command(tokens, at, grammar)):
        return tokens[at:]
    return tokens[polite:]


def _light(tokens: Sequence[Token], at: int) -> int:
    """How many tokens at ``at`` say nothing; 0 when what stands there says something."""
    token = tokens[at]
    if token.form is Form.MARK or token.folded in lexicon.SEPARATORS | {"then", "just", "pero"}:
        return 1
    filler = _filler(tokens, at)
    if filler and at + filler <= len(tokens):
        return filler
    return 2 if _is_interjected_no(tokens, at) else 0


def _is_interjected_no(tokens: Sequence[Token], at: int) -> bool:
    """``No, publica el otro`` corrects; it forbids nothing."""
    return (
        tokens[at].folded == "no"
        and at + 1 < len(tokens)
        and tokens[at + 1].text in {",", ";", "."}
    )


def _filler(tokens: Sequence[Token], at: int) -> int:
    for words in _FILLERS:
        if tuple(t.folded for t in tokens[at : at + len(words)]) == words:
            return len(words)
    return 0


def _switch(tokens: Sequence[Token], at: int) -> int:
    """The length of what turns something on or off: ``sin subtítulos`` forbids nothing."""
    for words in _SWITCHES:
        if tuple(t.folded for t in tokens[at : at + len(words)]) == words:
            return len(words)
    return 0


def _bounds(tokens: Sequence[Token], grammar: Grammar) -> Iterator[int]:
    verb = _verb_place(tokens, 0, grammar)
    phrased = 0
    for at in range(1, len(tokens)):
        phrased = max(phrased, phrases.end(tokens, at))
        if at < phrased:
            continue
        separated = _separates(tokens[at]) and not _separates(tokens[at - 1])
        forbids = _is_negation(tokens[at]) and not _separates(tokens[at - 1])
        if not separated and not forbids:
            continue
        place = _verb_place(tokens, at, grammar)
        if place is not None:
            if verb is not None and verb < at:
                yield at
            verb = place


def _separates(token: Token) -> bool:
    return token.folded in lexicon.SEPARATORS and token.form is not Form.QUOTED


def _is_negation(token: Token) -> bool:
    return token.form is Form.WORD and token.folded in lexicon.NEGATIONS


def _verb_place(tokens: Sequence[Token], at: int, grammar: Grammar) -> int | None:
    """Where the verb of the command is that begins at ``at``, behind separators, politeness and
    negations; None when none begins there."""
    end = min(len(tokens), at + _LONGEST_LEAD)
    denied = False
    while at < end:
        token = tokens[at]
        gerund = denied and grammar.is_gerund(token.folded)
        if gerund or _begins_command(tokens, at, grammar):
            return at
        denied = denied or _is_negation(token)
        skipped = _filler(tokens, at) or int(_is_light(token))
        if not skipped:
            return None
        at += skipped
    return None


def _is_light(token: Token) -> bool:
    return (
        token.form is Form.MARK
        or _separates(token)
        or _is_negation(token)
        or token.folded in _LIGHT | lexicon.PRONOUNS | {"do", "to"}
    )


def _is_forbidden(piece: Sequence[Token], grammar: Grammar) -> bool:
    """Whether a negation stands before the verb."""
    at = 0
    while at < len(piece):
        token = piece[at]
        skipped = _filler(piece, at) or _switch(piece, at)
        skipped = skipped or (2 if _is_interjected_no(piece, at) else 0)
        if skipped:
            at += skipped
            continue
        if _is_negation(token):
            return True
        if _begins_command(piece, at, grammar):
            return False
        at += 1
    return False


def _begins_command(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """``show the whole picture`` says how, not what to do."""
    if wholeness.end([t.folded for t in tokens], at) is not None:
        return False
    words = [t.folded for t in tokens[at : at + _LONGEST_HEAD] if t.form is Form.WORD]
    return tokens[at].form is Form.WORD and grammar.begins_head(words)


def _carries(piece: Sequence[Token]) -> bool:
    """Whether the negation of the piece before reaches over this one too."""
    for token in piece:
        if token.text == "," or token.folded in lexicon.TURNING or token.folded in {";", "."}:
            return False
        if not _separates(token):
            return True
        if token.folded in lexicon.CARRYING:
            return True
    return False
