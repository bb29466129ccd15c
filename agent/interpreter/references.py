"""References to what the conversation is about, brought to a few canonical words.

The tools resolve them; the interpreter only writes them in one way, whatever the language:

    reference := "it" | pick [count] | numbers | id | name | "all"
    pick      := "last" | "first" | "best" | "worst"
    numbers   := ordinal {"," ordinal} ["of" video]
                 the position in the list last shown: "2", "2,3"; or in a video: "2 of talk.mp4"
    id        := a whole or a short id
    name      := a file name, a handle, or the words of a name as they were written

``it`` is what was last spoken of (it, them, that job, the video, lo, ese trabajo). Where any
entity may stand, its noun comes first: ``job 3``, ``video last``. ``all`` reaches only a tool that
takes several and is not seen by the public; ``everything`` reaches none: the interpreter asks.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from agent.interpreter import lexicon
from agent.interpreter.found import Found
from agent.interpreter.lexicon import table
from agent.interpreter.numbering import numbers_at
from agent.interpreter.tokens import Form, Token

IT: Final = "it"
THEM: Final = "them"
"""Written only while reading; a tool is given ``it`` for both."""
ALL: Final = "all"
EVERYTHING: Final = "everything"
OF: Final = " of "
"""Between the number of a clip and the title of its video."""
COUNTED: Final = re.compile(r"\b(?:last|best|worst) \d+$")
"""A pick of several: ``best 3``."""

_NOUN_OF: Final = {word: noun for noun, words in lexicon.NOUNS.items() for word in words}
_PLURALS: Final = table("them these those los las esos esas estos estas ellos")
_ENGLISH: Final = table("it them this that these those")
_SHORT_ID: Final = re.compile(r"[0-9a-f]{6}")
_ID: Final = re.compile(r"#?[0-9a-f-]{6,36}", re.IGNORECASE)
_ID_LENGTH: Final = 6
_NUMBERED: Final = frozenset({"clip", None})
"""What people call by a bare number."""
_NUMBER_WORDS: Final = frozenset({"number", "numero", "num", "nº", "no"})
_CALLED: Final = table("called named llamada llamado titulada titulado titled de")
_OF: Final = table("of de del from")
_INDEFINITE: Final = table("a una un another otra otro")
"""``conecta una segunda cuenta``: a new one, which no reference points at."""
_FILES: Final = table("mp4 mov m4v mkv avi webm mp3 wav m4a srt vtt txt csv json jpg jpeg png gif")
_NO_HANDLES: Final = frozenset({"facebook", *lexicon.PLATFORMS})
"""Names that stand where an account could, and are none."""
_NO_ONE: Final = (THEM, ALL, EVERYTHING)
_PLATFORM_OR_FILM: Final = table("short")
"""At the end of a title it belongs to the title."""
_MAX_NAME: Final = 6


def noun_of(word: str) -> str | None:
    """The entity that a word names in either language."""
    return _NOUN_OF.get(word)


def read(tokens: Sequence[Token], start: int, noun: str | None) -> Iterator[Found]:
    """The references to a ``noun`` (None: to any entity) that begin at ``start``."""
    yield from _quantified(tokens, start, noun)
    yield from _pronoun(tokens, start)
    at = start
    pointed = _is(tokens, at, lexicon.DEMONSTRATIVES)
    article = _is(tokens, at, lexicon.ARTICLES)
    if pointed or article:
        at += 1
    yield from _picked(tokens, at, noun)
    yield from _after_noun(tokens, at, noun, known=pointed or article)
    if article:
        yield from _name_before_noun(tokens, at, noun)
    if at == start:
        yield from _bare(tokens, start, noun)


def _is(tokens: Sequence[Token], at: int, words: frozenset[str]) -> bool:
    return at < len(tokens) and tokens[at].form is Form.WORD and tokens[at].folded in words


def _noun_at(tokens: Sequence[Token], at: int, noun: str | None) -> str | None:
    if at >= len(tokens) or tokens[at].form is not Form.WORD:
        return None
    found = noun_of(tokens[at].folded)
    return found if found and noun in (None, found) else None


def _labelled(value: str, noun: str | None, found: str | None) -> str:
    return f"{found} {value}" if noun is None and found else value


def _quantified(tokens: Sequence[Token], at: int, noun: str | None) -> Iterator[Found]:
    if not _is(tokens, at, lexicon.QUANTIFIERS):
        return
    end = at + 1
    while _is(tokens, end, lexicon.ARTICLES | {"of", "de", "them", "ellos"}):
        end += 1
    if _noun_at(tokens, end, noun):
        yield Found(end=end + 1, value=ALL)
    else:
        yield Found(end=end, value=EVERYTHING, loose=True)


def _pronoun(tokens: Sequence[Token], at: int) -> Iterator[Found]:
    if _is(tokens, at, lexicon.PRONOUNS):
        word = tokens[at].folded
        if word not in _ENGLISH and _names_something(tokens, at + 1):
            return
        value = THEM if word in _PLURALS else IT
        end = at + 1
        if _is(tokens, end, frozenset({"one", "ones"})):
            end += 1
        yield Found(end=end, value=value, loose=True)


def _names_something(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word follows that makes an article or an adjective of the one before."""
    if at >= len(tokens) or tokens[at].form is not Form.WORD:
        return False
    ends_a_name = lexicon.STOP | lexicon.INTROS | lexicon.SEPARATORS
    return tokens[at].folded not in ends_a_name - {"que"}


def _picked(tokens: Sequence[Token], at: int, noun: str | None) -> Iterator[Found]:
    """``the best``, ``last 3 videos``, ``second clip``, ``3 mejores``, ``most recent video``."""
    if at and _is(tokens, at - 1, _INDEFINITE):
        return
    count, at = _count(tokens, at)
    if _is(tokens, at, frozenset({"most", "mas"})):
        at += 1
        pick = "last" if _is(tokens, at, frozenset({"recent", "reciente", "nuevo"})) else None
    elif at < len(tokens):
        word = tokens[at].folded
        pick = lexicon.SUPERLATIVES.get(word) or lexicon.ORDINALS.get(word)
    else:
        return
    if pick is None:
        return
    at += 1
    if count is None:
        count, at = _count(tokens, at)
    if _is(tokens, at, frozenset({"one", "ones", "uno"})):
        at += 1
    found = _noun_at(tokens, at, noun)
    if found is None and at < len(tokens) and noun_of(tokens[at].folded):
        return
    value = _labelled(_pick(pick, count), noun, found)
    yield Found(end=at + 1 if found else at, value=value, loose=found is None)


def _pick(pick: str, count: int | None) -> str:
    if count is None or count == 1:
        return pick
    if pick == "1":
        return ",".join(str(n) for n in range(1, count + 1))
    return f"{pick} {count}"


def _count(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    if at >= len(tokens):
        return None, at
    token = tokens[at]
    if token.form is Form.NUMBER and token.folded.isdigit() and int(token.folded) <= 50:
        return int(token.folded), at + 1
    if token.folded in lexicon.NUMBERS and token.folded not in {"a", "an", "un", "una", "one"}:
        return lexicon.NUMBERS[token.folded], at + 1
    return None, at


def _after_noun(
    tokens: Sequence[Token], at: int, noun: str | None, *, known: bool
) -> Iterator[Found]:
    """``clip 2``, ``clips 2 y 3``, ``job a1b2c3``, ``campaign Summer``, ``that job``."""
    found = _noun_at(tokens, at, noun)
    if found is None:
        return
    plural = tokens[at].folded.endswith("s")
    at += 1
    if at < len(tokens) and tokens[at].folded in _NUMBER_WORDS:
        at += 1
    for end, value in _identified(tokens, at, found):
        yield Found(end=end, value=_labelled(value, noun, found))
    if known and not (at < len(tokens) and tokens[at].form in (Form.QUOTED, Form.LINK)):
        yield Found(end=at, value=_labelled(THEM if plural else IT, noun, found))


def _identified(tokens: Sequence[Token], at: int, noun: str) -> Iterator[tuple[int, str]]:
    end, numbers = numbers_at(tokens, at)
    if numbers:
        yield end, ",".join(numbers)
        if noun == "clip":
            yield from _in_video(tokens, end, ",".join(numbers))
    if _is(tokens, at, _CALLED):
        at += 1
    if at >= len(tokens):
        return
    token = tokens[at]
    hyphenated = _hyphenated_end(tokens, at) if noun == "account" else at + 1
    word_is_id = token.form is Form.WORD and _SHORT_ID.fullmatch(token.folded) is not None
    if hyphenated > at + 1:
        yield hyphenated, _written(tokens[at:hyphenated])
    elif token.form in (Form.LINK, Form.QUOTED) or word_is_id:
        yield at + 1, token.text.lstrip("#")
    elif noun in lexicon.NAMED and (end := _name_end(tokens, at)) > at:
        yield end, _written(tokens[at:end])


def _hyphenated_end(tokens: Sequence[Token], at: int) -> int:
    """Behind ``mi-marca`` or ``mi-marca.es``, else behind the one token."""
    end = at + 1
    while end + 1 < len(tokens) and tokens[end].text == "-" and _touch(tokens[end - 1 : end + 2]):
        end += 2
    return end


def _touch(tokens: Sequence[Token]) -> bool:
    return all(one.end == other.start for one, other in pairwise(tokens))


def _in_video(tokens: Sequence[Token], at: int, numbers: str) -> Iterator[tuple[int, str]]:
    """``clip 2 of googlework_short``: within the video of that title."""
    if not _is(tokens, at, _OF):
        return
    for found in read(tokens, at + 1, "video"):
        if found.value not in _NO_ONE and not COUNTED.search(str(found.value)):
            yield found.end, f"{numbers}{OF}{found.value}"
    if _is(tokens, at + 1, frozenset({"video"})) or not _may_begin_title(tokens, at + 1):
        return
    end = _name_end(tokens, at + 1)
    for stop in range(at + 2, end + 1):
        if stop == end or tokens[stop].folded not in _PLATFORM_OR_FILM:
            yield stop, f"{numbers}{OF}{_written(tokens[at + 1 : stop])}"


def _may_begin_title(tokens: Sequence[Token], at: int) -> bool:
    """Not a time, a number, a platform or a word that points."""
    if at >= len(tokens) or tokens[at].form is not Form.WORD or not _names(tokens[at]):
        return False
    word = tokens[at].folded
    taken = (lexicon.UNITS, lexicon.NUMBERS, lexicon.PLATFORMS, lexicon.STOP, lexicon.PRONOUNS)
    picks = (lexicon.ORDINALS, lexicon.SUPERLATIVES, lexicon.QUANTIFIERS, _NOUN_OF)
    return not any(word in words for words in (*taken, *picks))


def _name_end(tokens: Sequence[Token], at: int) -> int:
    end = at
    while end < len(tokens) and end - at < _MAX_NAME and _names(tokens[end]):
        end += 1
    return end


def _names(token: Token) -> bool:
    if token.form is Form.NUMBER:
        return token.folded.isdigit()
    ends_a_name = token.folded in lexicon.INTROS or token.folded in lexicon.SEPARATORS
    return token.form is Form.WORD and not ends_a_name and token.folded not in lexicon.BLOCKERS


def _written(tokens: Sequence[Token]) -> str:
    """A name with no space where none was written: ``montage720p``."""
    name = tokens[0].text
    for before, token in pairwise(tokens):
        name += token.text if before.end == token.start else f" {token.text}"
    return name


def _name_before_noun(tokens: Sequence[Token], at: int, noun: str | None) -> Iterator[Found]:
    """``the Black Friday campaign``."""
    end = _name_end(tokens, at)
    for stop in range(at + 1, end):
        found = _noun_at(tokens, stop, noun)
        if found in lexicon.NAMED:
            name = _written(tokens[at:stop])
            picked = tokens[at].folded in {*lexicon.SUPERLATIVES, *lexicon.ORDINALS}
            if not picked:
                yield Found(end=stop + 1, value=_labelled(name, noun, found), worth=0.9)
            return


def _bare(tokens: Sequence[Token], at: int, noun: str | None) -> Iterator[Found]:
    """Without a noun: a number, an id, a file name, something quoted, a capitalised name."""
    end, numbers = numbers_at(tokens, at)
    if numbers and (noun in _NUMBERED or len(numbers[0]) >= _ID_LENGTH):
        yield Found(end=end, value=",".join(numbers), loose=True)
    if at >= len(tokens):
        return
    token = tokens[at]
    if token.form is Form.LINK:
        if _may_name(token.text, noun):
            unnamed = noun is not None and _ID.fullmatch(token.text) is not None
            yield Found(end=at + 1, value=token.text.lstrip("#"), loose=unnamed)
    elif token.form is Form.QUOTED or _SHORT_ID.fullmatch(token.folded):
        yield Found(end=at + 1, value=token.text, loose=True)
    elif _may_begin_name(token, noun) and (end := _name_end(tokens, at)) > at:
        yield Found(end=end, value=_written(tokens[at:end]), loose=True, worth=0.7)


def _may_begin_name(token: Token, noun: str | None) -> bool:
    if noun == "account" and token.folded in _NO_HANDLES:
        return False
    return noun in lexicon.NAMED and token.form is Form.WORD and token.text[:1].isupper()


def _may_name(link: str, noun: str | None) -> bool:
    """A handle names an account, a file a video, and an id anything; a name with a dot may be
    either where it does not end like a file."""
    if _ID.fullmatch(link):
        return True
    if link.startswith("@"):
        return noun == "account"
    if noun == "account":
        name, dot, ending = link.rpartition(".")
        return bool(dot and name) and "/" not in link and ending.lower() not in _FILES
    return noun in {"video", None} and "://" not in link
