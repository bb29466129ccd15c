"""A sentence as tokens: words, numbers, quoted text, links and marks."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from agent.interpreter.words import fold


class Form(StrEnum):
    WORD = "word"
    NUMBER = "number"
    QUOTED = "quoted"
    """Never looked into: what stands in quotes is a value, not a command."""
    LINK = "link"
    """A URL, a path, a file name, a handle or an id."""
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """``folded`` is what is matched, ``text`` what was written (without quotes)."""

    text: str
    folded: str
    form: Form
    start: int
    end: int
    edits: int = 0
    """How many letters a spelling correction changed."""


# A quote that is never closed reaches to the end: what it holds must not become a command.
_QUOTED: Final = (
    r"\"(?P<q1>[^\"]*)(?:\"|\Z)|“(?P<q2>[^”]*)(?:”|\Z)|«(?P<q3>[^»]*)(?:»|\Z)|‘(?P<q4>[^’]*)’"
    r"|(?<!\w)'(?P<q5>[^']+)'(?!\w)|`(?P<q6>[^`]*)`"
)
_LINK: Final = (
    r"(?:https?|s3|gs|az|file|upload)://?[^\s,;\"]+"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|@\w(?:[\w.-]*\w)?|\#[0-9a-z]+\b"
    r"|(?:[\w.~-]*/)+[\w.-]*[^\W\d][\w.-]*"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:[a-z][a-z0-9]{1,4})\b(?<!\.)"
    r"|[^\W\d_][\w-]*(?:\.(?-i:[a-z])[\w-]*)*\.(?-i:[a-z])[\w-]*\w"
    r"|[^\W_][\w-]*_[\w-]*\w"
    r"|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,32}\b"
)
_NUMBER: Final = (
    r"\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?)?(?:z|[+-]\d\d:?\d\d)?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,3}:\d\d(?::\d\d)?(?:\.\d+)?|\d{1,2}:\d(?!\d)|\d{1,2}h\d\d|\d+(?:[.,]\d+)?"
)
_WORD: Final = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_TOKEN: Final = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<link>{_LINK})|(?P<number>{_NUMBER})|(?P<word>{_WORD})"
    r"|(?P<mark>\n|[^\w\s])",
    re.IGNORECASE,
)
_QUOTES: Final = ("q1", "q2", "q3", "q4", "q5", "q6")
_TRAILING: Final = ".,;:!?)"


def tokenize(text: str) -> tuple[Token, ...]:
    return tuple(_token(match) for match in _TOKEN.finditer(text))


def _token(match: re.Match[str]) -> Token:
    start, end = match.span()
    form = Form(match.lastgroup or Form.WORD)
    text = match.group()
    if form is Form.QUOTED:
        text = next(match[name] for name in _QUOTES if match[name] is not None)
    elif form is Form.LINK:
        text = text.rstrip(_TRAILING)
        end = start + len(text)
    folded = fold(text) if form is not Form.MARK else text.replace("\n", ".")
    return Token(text=text, folded=folded, form=form, start=start, end=end)
