"""Choices that take a whole phrase to be said: ``if it's late, skip it``."""

from collections.abc import Iterator, Sequence

from agent.interpreter import switches
from agent.interpreter.tokens import Form, Token


def read(name: str, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    """Each phrase of the argument ``name`` that stands at ``at``: where it ends, and its choice."""
    for phrase, choice in switches.PHRASES[name].items():
        end = _end(phrase.split(), tokens, at)
        if end is not None:
            yield end, choice


def end(tokens: Sequence[Token], at: int) -> int:
    """Behind the longest phrase at ``at``; ``at`` itself where none stands."""
    found = (stop for name in switches.PHRASES for stop, _ in read(name, tokens, at))
    return max(found, default=at)


def agree(name: str, tokens: Sequence[Token], chosen: object) -> bool:
    """Whether no phrase anywhere says another choice than the one that was understood: its words
    are so small that they could be overlooked."""
    said = {choice for at in range(len(tokens)) for _, choice in read(name, tokens, at)}
    return said <= {chosen}


def _end(words: Sequence[str], tokens: Sequence[Token], at: int) -> int | None:
    """Marks may stand between the words."""
    stop = at
    for word in words:
        while at < stop < len(tokens) and tokens[stop].form is Form.MARK:
            stop += 1
        if stop >= len(tokens) or tokens[stop].folded != word:
            return None
        stop += 1
    return stop
