"""Whether the tokens of a sentence say a word of the grammar, and what may stay unexplained."""

from collections.abc import Sequence

from agent.interpreter import lexicon, references
from agent.interpreter.grammar import ToolGrammar, shows, synonyms
from agent.interpreter.tokens import Form, Token
from agent.interpreter.words import gerund_keys, is_past, keys, same


def is_word(token: Token, word: str) -> bool:
    return token.form is Form.WORD and same(token.folded, word)


def says_verb(token: Token, verb: str, tool: ToolGrammar) -> bool:
    """Whether ``token`` is the verb; for an effect it must be said as a command,
    and nothing is made where something is only to be shown."""
    if token.form is not Form.WORD:
        return False
    if tool.is_strict:
        return same(token.folded, verb) and token.edits <= 1 and not is_past(token.text)
    said = same(token.folded, verb)
    if not (tool.is_effect and shows(verb)):
        said = said or any(same(token.folded, s) for s in synonyms(verb))
    if tool.is_effect:
        return said and not is_past(token.text)
    return said or not keys(verb).isdisjoint(gerund_keys(token.folded))


def end_of(tokens: Sequence[Token], at: int, words: Sequence[str]) -> int | None:
    """Where the sentence goes on behind ``words``, articles between them aside."""
    for index, word in enumerate(words):
        while index and at < len(tokens) and tokens[at].folded in lexicon.STOP - {word}:
            at += 1
        if at >= len(tokens) or not is_word(tokens[at], word):
            return None
        at += 1
    return at


def is_weightless(token: Token) -> bool:
    return token.form is Form.MARK or (
        token.form is Form.WORD and token.folded in lexicon.STOP - lexicon.BLOCKERS
    )


def is_free(token: Token, tool: ToolGrammar) -> bool:
    """Whether a word may stay unexplained: small words, and the nouns of what the tool is about."""
    if token.form is not Form.WORD:
        return False
    if token.folded in lexicon.STOP:
        return True
    if not tool.is_effect and (token.folded in lexicon.QUANTIFIERS or shows(token.folded)):
        return True
    if any(same(token.folded, word) for p in tool.phrases for word in p.trail):
        return True
    noun = references.noun_of(token.folded)
    return noun is not None and any(
        noun == (s.noun or s.name.rstrip("s")) for s in tool.slots.values()
    )


def is_value(token: Token) -> bool:
    """A number, a link or a quote."""
    return token.form in (Form.NUMBER, Form.LINK, Form.QUOTED) or (
        token.form is Form.WORD and token.folded in lexicon.NUMBERS
    )
