"""How people ask for all of a picture rather than a part of it: ``show the whole picture``."""

import re
from collections.abc import Sequence
from typing import Final

from agent.interpreter.lexicon import table

_SHOWING_EN: Final = (
    r"(?:so (?:that )?)?(?:(?:i|we|you|they|people) (?:can|could) )?(?:to )?"
    r"(?:show|shows|showing|see|seeing|keep|keeping|fit|fitting)"
)
_PICTURE_EN: Final = r"(?:picture|image|frame|shot|scene)"
_WHOLE_EN: Final = (
    rf"(?:(?:all(?: of)?|the (?:whole|full|entire|complete)(?: of)?|(?:whole|full|entire))"
    rf"(?: the)? {_PICTURE_EN})"
)
_SHOWING_ES: Final = (
    r"(?:(?:para |y )?que (?:se )?(?:vea|muestre|salga|aparezca|ensene|quepa)"
    r"|mostrando|ensenando|viendose|muestra|ensena|muestre)"
)
_PICTURE_ES: Final = r"(?:imagen|foto|plano|cuadro|encuadre|escena|fotograma)"
_ENTIRE_ES: Final = r"(?:complet[ao]|enter[ao])"
_WHOLE_ES: Final = (
    rf"(?:(?:toda la|todo el) {_PICTURE_ES}|(?:(?:la|el) )?{_PICTURE_ES} {_ENTIRE_ES})"
)
_BLUR: Final = (
    r"(?:blurred|blurry|blur) background|background blur(?:red)?|over a blur"
    r"|fondo (?:borroso|desenfocado|difuminado)"
)
_WHOLE: Final = re.compile(
    rf"(?:{_SHOWING_EN} (?:all of it|it all|the whole of it|{_WHOLE_EN})|{_WHOLE_EN}"
    rf"|{_SHOWING_ES} (?:tod[ao]|{_ENTIRE_ES}|{_WHOLE_ES})(?! la| el)|{_WHOLE_ES}"
    rf"|(?:a |an |the |el |un )?(?:{_BLUR}))(?= |$)"
)
_LONGEST: Final = 12
WORDS: Final = table(
    "show showing shows see seeing keeping fitting picture image frame shot scene whole full entire"
    " complete vea muestre salga aparezca quepa mostrando ensenando viendose muestra ensena imagen"
    " foto plano cuadro encuadre escena fotograma completa completo entera entero toda todo blurred"
    " blurry blur background fondo borroso desenfocado difuminado"
)
"""Its own words, which are no misspelt commands."""


def end(words: Sequence[str], at: int) -> int | None:
    """Where the sentence goes on behind the wish that begins at ``at``; None without one."""
    found = _WHOLE.match(" ".join(words[at : at + _LONGEST]))
    return None if found is None else at + len(found[0].split())
