"""A title for a clip, out of what is said in it."""

from collections.abc import Sequence
from typing import Final

from domain.media import Word
from domain.transcript.sentences import split
from domain.transcript.words import plain, written

_LOOKED_AT: Final = 5
_FEWEST_WORDS: Final = 3
_SHORTEST: Final = 8

_NOISE_WORDS: Final = "um uh er hmm eh em mmm ah oh and but because y pero pues porque"
_NOISE: Final = frozenset(_NOISE_WORDS.split())
"""Says nothing at the beginning of a sentence."""

_ASIDE_WORDS: Final = (
    "so well okay ok now yeah yes no right look listen anyway"
    " bueno vale entonces sí claro mira oye mirad total"
)
_ASIDES: Final = frozenset(_ASIDE_WORDS.split())
"""Says nothing there either when a comma follows."""

_OPEN_WORDS: Final = (
    "a an the of to in on at by for with from and or but that which who is are was were be this"
    " my your his her its our their if as than not so very because"
    " el la los las un una unos unas de del al en con por para y e o u que como si no se me te le"
    " lo su sus mi tu es son era más muy sin porque pero"
)
_OPEN: Final = frozenset(_OPEN_WORDS.split())
"""Words after which a listener waits for more: no shortened title ends with one."""

_PAIRS: Final = (("¿", "?"), ("¡", "!"), ("(", ")"), ("«", "»"), ("“", "”"))
_AT_AN_END: Final = " .,;:…-–—"
_AROUND: Final = "\"'“”«»()[]¿?¡!.,;:…-–—"


def title(words: Sequence[Word], *, most: int = 60) -> str | None:
    """The strongest of the first sentences: whole words, at most ``most`` signs. None where
    nothing of substance is said."""
    best, strongest = None, float("-inf")
    for place, sentence in enumerate(split(words)[:_LOOKED_AT]):
        text, whole = _tidied(sentence, most)
        strength = _strength(text, sentence[0].text, whole=whole) - place
        if len(text) >= _SHORTEST and len(text.split()) >= _FEWEST_WORDS and strength > strongest:
            best, strongest = text, strength
    return best


def _strength(text: str, first: str, *, whole: bool) -> float:
    """One place further on costs 1. A sentence that begins small began before the clip."""
    asks = text.endswith(("?", "!"))
    counts = any(sign.isdigit() for sign in text)
    return 1.5 * asks + 0.7 * counts + 1.5 * whole - 1.5 * first[:1].islower()


def _tidied(sentence: Sequence[Word], most: int) -> tuple[str, bool]:
    """The text, and whether nothing of substance had to be left out."""
    kept = list(sentence)
    opening = ""
    while len(kept) > _FEWEST_WORDS and _says_nothing(kept[0].text):
        opening += "".join(sign for sign in kept.pop(0).text if sign in "¿¡")
    said = len(kept)
    while kept and len(_finished(opening, kept)) > most:
        kept.pop()
    whole = len(kept) == said
    return _finished(opening, kept if whole else _closed(kept)), whole


def _says_nothing(text: str) -> bool:
    bare = _bare(text)
    return bare in _NOISE or (bare in _ASIDES and text.endswith(","))


def _closed(kept: list[Word]) -> list[Word]:
    """Back to the last comma where that leaves most of it, and never on a word like "the"."""
    for at in range(len(kept), len(kept) * 2 // 3, -1):
        if kept[at - 1].text.endswith((",", ";", ":")):
            return kept[:at]
    while kept and _bare(kept[-1].text) in _OPEN:
        kept.pop()
    return kept


def _finished(opening: str, kept: Sequence[Word]) -> str:
    """Without what lost its other half, and with a capital letter, whatever stands before it."""
    text = plain(opening + written(kept)).strip(_AT_AN_END)
    text = text.replace('"', "") if text.count('"') % 2 else text
    for one, other in _PAIRS:
        if text.count(one) > text.count(other):
            text = text.replace(one, "")
        elif text.count(other) > text.count(one) and other not in "?!":
            text = text.replace(other, "")
    text = text.strip(_AT_AN_END)
    at = next((at for at, sign in enumerate(text) if sign.isalnum()), len(text))
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _bare(text: str) -> str:
    return text.strip(_AROUND).lower()
