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
