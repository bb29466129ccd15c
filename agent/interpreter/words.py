"""When two words are the same word: plurals, Spanish verb forms, clitics and spelling mistakes."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_CLITICS: Final = (
    "melos", "melas", "melo", "mela", "selos", "selo", "noslo", "los", "las", "les", "nos",
    "lo", "la", "le", "me", "te", "se",
)  # fmt: skip
_ENDINGS: Final = (
    "emos", "amos", "eis", "ais", "ar", "er", "ir", "ad", "ed", "as", "es", "an", "en", "a", "e",
)  # fmt: skip
_IRREGULAR: Final = {
    "haz": "hac", "haga": "hac", "hagas": "hac", "hacer": "hac",
    "pon": "pon", "ponga": "pon", "pongas": "pon", "poner": "pon",
    "di": "dec", "diga": "dec", "digas": "dec", "decir": "dec",
    "dame": "da", "dime": "dec", "dar": "da", "da": "da",
}  # fmt: skip
_PAST_ENDINGS: Final = ("aste", "iste", "aron", "ieron", "aba", "abas", "abamos")
_MIN_ROOT: Final = 3
_LONG: Final = 5
_DOUBLED: Final = re.compile(r"(.)\1")


def fold(text: str) -> str:
    """Without accents, case and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’´`")


@lru_cache(maxsize=8192)
def keys(folded: str) -> frozenset[str]:
    """What a word may be known by. Two words are the same when they share a key."""
    found = {folded, *_singulars(folded)}
    for base in (folded, _without_clitic(folded)):
        root = _root(base)
        if root is not None:
            found.add(f"~{root}")
    return frozenset(found)


def same(one: str, other: str) -> bool:
    return one == other or not keys(one).isdisjoint(keys(other))


def gerund_keys(folded: str) -> frozenset[str]:
    """What an English -ing form or a Spanish -ndo form is built from, empty for other words."""
    if folded.endswith("ing") and len(folded) > 5:
        base = folded[:-3]
        doubled = base[:-1] if base[-1] == base[-2] else base
        return frozenset({base, f"{base}e", doubled})
    for ending in ("ando", "iendo"):
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            return frozenset({f"~{_settle(folded.removesuffix(ending))}"})
    return frozenset()


def clitic(folded: str) -> str | None:
    """The object that a Spanish verb carries: ``lo`` in ``publicalo``."""
    base = _without_clitic(folded)
    tail = folded[len(base) :]
    return tail if tail.endswith(("lo", "la", "los", "las")) else None


def is_past(raw: str) -> bool:
    """Whether a Spanish word is a past tense by its stress or its ending: ``publiqué``."""
    stressed = raw[-1:].casefold() in {"é", "ó"} and len(raw) > 3
    return stressed or (len(raw) > 6 and fold(raw).endswith(_PAST_ENDINGS))


def allowed_edits(word: str) -> int:
    if len(word) <= 3:
        return 0
    return 1 if len(word) <= 6 else 2


def correct(word: str, known: Collection[str]) -> tuple[str, int] | None:
    """The one known word that ``word`` can be a misspelling of, and how many edits away it is.

    None when nothing is near enough, or when two different words are equally near.
    """
    limit = allowed_edits(word)
    if not limit:
        return None
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=limit, limit=4)
    plausible = [(text, int(edits)) for text, edits, _ in near if _plausible(word, text)]
    if not plausible:
        return None
    best, edits = plausible[0]
    rivals = [text for text, far in plausible[1:] if far == edits and not same(text, best)]
    return None if rivals else (best, edits)


def near(word: str, names: Collection[str], *, edits: int) -> str | None:
    """The one long name that a long word is meant for: ``yutub``, ``instagran``."""
    if len(word) < _LONG:
        return None
    far = {n: OSA.distance(word, n) for n in names if len(n) >= _LONG and n[0] == word[0]}
    best = min(far, key=lambda name: far[name], default=None)
    return best if best is not None and far[best] <= edits else None


def _plausible(word: str, known: str) -> bool:
    """The first letter is rarely the wrong one, and a short target leaves little to go by."""
    if len(known) < 4:
        return len(known) == 3 and _DOUBLED.sub(r"\1", word) == known
    return word[0] == known[0] or word[:2] == known[1::-1]


def _singulars(word: str) -> set[str]:
    if len(word) < 4 or not word.endswith("s"):
        return set()
    found = {word[:-1]}
    if word.endswith("es") and len(word) > 4:
        found.add(word[:-2])
    if word.endswith("ies"):
        found.add(f"{word[:-3]}y")
    return found


@lru_cache(maxsize=8192)
def _without_clitic(word: str) -> str:
    for tail in _CLITICS:
        base = word.removesuffix(tail)
        if base != word and (len(base) >= 4 or base in _IRREGULAR):
            return base
    return word


def _root(word: str) -> str | None:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_ROOT:
            return _settle(word.removesuffix(ending))
    return None


def _settle(root: str) -> str:
    """One spelling for a root whose letters change with the ending: publique, muestra, empieza."""
    if root.endswith("qu"):
        root = f"{root[:-2]}c"
    elif root.endswith("gu"):
        root = root[:-1]
    elif root.endswith("z"):
        root = f"{root[:-1]}c"
    return root.replace("ue", "o").replace("ie", "e")
