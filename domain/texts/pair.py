"""One sentence in the two languages of the team."""

from typing import NamedTuple


class Pair(NamedTuple):
    """``en`` and ``es`` name the same values in braces; a test holds them together."""

    en: str
    es: str
