"""A value that was read somewhere in a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``end`` is the index of the first token after it.

    A ``loose`` value means something only behind the word that introduces it, or as the direct
    object of the verb: a bare number, a bare name. ``worth`` is how much each of its words
    explains.
    """

    end: int
    value: object
    loose: bool = False
    worth: float = 1.0
