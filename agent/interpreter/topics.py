"""What is talked about in a video: ``the part where she talks about`` prices."""

from collections.abc import Sequence
from typing import Final

from agent.interpreter.lexicon import ARTICLES, table

_PARTS: Final = table(
    "part parts bit bits moment moments section sections parte partes momento momentos trozo trozos"
    " fragmento fragmentos"
)
_WHERE: Final = table(
    "where when which in at what minute she he they we you donde cuando en que minuto ella ellos"
    " ellas se"
)
_TALKS: Final = table(
    "talk talks talking talked speak speaks speaking mention mentions mentioned mentioning discuss"
    " discusses discussed explain explains explained say says said habla hablan hablamos hable"
    " hablando hablo menciona mencionan mencione mencionando comenta comentan explica explican"
    " cuenta cuentan dice dicen dijo"
)
_ABOUT: Final = (
    ("about",), ("regarding",), ("sobre",), ("acerca", "de"), ("acerca", "del"),
    ("respecto", "a"),
)  # fmt: skip
_OF: Final = (*_ABOUT, ("of",), ("on",), ("de",), ("del",), ("a",), ("al",), ("que",))
_LONGEST_LEAD: Final = 8


def begins(words: Sequence[str], at: int) -> int | None:
    """Where the topic stands whose lead begins at ``at``; None when no lead does."""
    end = _told(words, at)
    if end is None and words[at] in _PARTS | _WHERE:
        places = range(at + 1, min(at + _LONGEST_LEAD, len(words)))
        end = next((e for i in places if (e := _told(words, i)) is not None), None)
    if end is None:
        return None
    return end + 1 if end < len(words) and words[end] in ARTICLES else end


def leads(words: Sequence[str], at: int) -> bool:
    """Whether the words of an example from ``at`` on are all lead. What names the part is not
    among them: ``give me the part``."""
    return words[at] not in _PARTS and begins(words, at) == len(words)


def _told(words: Sequence[str], at: int) -> int | None:
    """Behind ``talks about``, ``mentions``, ``about``."""
    talks = words[at] in _TALKS
    here = at + 1 if talks else at
    for phrase in _OF if talks else _ABOUT:
        if tuple(words[here : here + len(phrase)]) == phrase:
            return here + len(phrase)
    return here if talks else None
