"""The numbers by which things are called: positions in a list."""

from collections.abc import Sequence
from typing import Final

from agent.interpreter import lexicon
from agent.interpreter.tokens import Form, Token

_JOINS: Final = frozenset({",", "and", "y", "e", "&", "+"})
_RANGES: Final = frozenset({"-", "–", "to", "a", "al"})


def numbers_at(tokens: Sequence[Token], at: int) -> tuple[int, list[str]]:
    """``2``, ``2 and 3``, ``1, 2 y 4``, ``1-3``."""
    numbers: list[str] = []
    end = at
    while at < len(tokens) and (number := _position(tokens[at])) is not None:
        if numbers and at == end:
            break
        numbers.append(number)
        end = at = at + 1
        if at + 1 < len(tokens) and tokens[at].folded in _RANGES:
            last = _position(tokens[at + 1])
            if last is not None and int(number) < int(last) <= int(number) + 20:
                numbers += [str(n) for n in range(int(number) + 1, int(last) + 1)]
                end = at = at + 2
        while at < len(tokens) and tokens[at].folded in _JOINS:
            at += 1
    return end, numbers


def _position(token: Token) -> str | None:
    if token.form is Form.NUMBER and token.folded.isdigit():
        return token.folded
    if token.form is Form.LINK and token.folded[:1] == "#" and token.folded[1:].isdigit():
        return token.folded[1:]
    if token.folded in lexicon.NUMBERS and token.folded not in {"a", "an", "un", "una"}:
        return str(lexicon.NUMBERS[token.folded])
    return None
