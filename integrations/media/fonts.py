"""Which of our fonts writes which characters. ``fonts/README.md`` tells where they come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from PIL import ImageFont, features

from integrations.media.coverage import coverage

_FOLDER: Final = Path(__file__).with_name("fonts")
EMOJI_EM: Final = 109
"""The one size at which the emoji font has pictures."""

_JOINER: Final = "\u200d"
_AS_EMOJI: Final = "\ufe0f"
_INVISIBLE: Final = frozenset({"\u200c", _JOINER, "\ufe0e", _AS_EMOJI})
"""What shapes its neighbours and has no glyph itself."""
_FLAG_LETTER: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_SKIN_TONE: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
_MOST_MARKS: Final = 4
"""No language stacks more on one letter; pranks stack hundreds."""


@dataclass(frozen=True, slots=True)
class Face:
    """``emboldened`` is how much is added to its strokes, as a share of the size; ``shaped``
    means that its script cannot be read without a shaping library."""

    file: str
    emboldened: float = 0.0
    shaped: bool = False
    emoji: bool = False

    @property
    def covers(self) -> frozenset[int]:
        return coverage(_FOLDER / self.file)

    @property
    def usable(self) -> bool:
        return not self.shaped or bool(features.check("raqm"))

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _opened(self.file, EMOJI_EM if self.emoji else size)


TEXT: Final = Face("Inter-ExtraBold.otf")
EMOJI: Final = Face("NotoColorEmoji.ttf", emoji=True)
_FACES: Final = (
    TEXT,
    EMOJI,
    Face("NotoSansArabic-Bold.ttf", shaped=True),
    Face("NotoSansHebrew-Bold.ttf", shaped=True),
    Face("NotoSansDevanagari-Bold.ttf", shaped=True),
    Face("NotoSansThai-Bold.ttf"),
    Face("NotoSansSymbols-Bold.ttf"),
    Face("DroidSansFallback.ttf", emboldened=0.022),
)
"""The first that knows a character writes it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that one font writes together."""

    face: Face
    text: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word in the smallest parts that can stand alone; ``left_out`` is how many of its
    characters no font has."""

    signs: tuple[Run, ...]
    left_out: int


def spell(text: str) -> Spelling:
    """Control characters vanish; an emoji that is not known whole becomes its first part."""
    signs: list[Run] = []
    left_out = 0
    for cluster in _clusters(text):
        current = signs[-1].face if signs else TEXT
        sign = _sign(cluster, current)
        if sign:
            signs.append(sign)
        else:
            left_out += 1
    return Spelling(signs=tuple(signs), left_out=left_out)


def joined(signs: Sequence[Run]) -> list[Run]:
    groups = groupby(signs, key=lambda sign: sign.face)
    return [Run(face, "".join(sign.text for sign in group)) for face, group in groups]


def _clusters(text: str) -> Iterator[str]:
    """What a reader counts as one character. The rules of Unicode's annex 29, but for Hangul
    that is spelled in parts, which the normal form puts together."""
    cluster = ""
    for sign in unicodedata.normalize("NFC", text):
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn") and sign not in _INVISIBLE:
            continue
        if cluster and not _continues(cluster, sign):
            yield cluster
            cluster = ""
        if len(cluster) <= _MOST_MARKS or not unicodedata.category(sign).startswith("M"):
            cluster += sign
    if cluster.strip("".join(_INVISIBLE)):
        yield cluster


def _continues(cluster: str, sign: str) -> bool:
    return bool(
        sign in _INVISIBLE
        or unicodedata.category(sign).startswith("M")
        or _SKIN_TONE.match(sign)
        or cluster.endswith(_JOINER)
        or (_FLAG_LETTER.fullmatch(cluster) and _FLAG_LETTER.match(sign))
    )


def _sign(cluster: str, current: Face) -> Run | None:
    """Signs that belong to no script stay in the font of the letters before them."""
    faces = [face for face in _FACES if face.usable]
    if _AS_EMOJI in cluster:
        faces.insert(0, EMOJI)
    elif not cluster[0].isalpha() and not current.emoji:
        faces.insert(0, current)
    for text in dict.fromkeys((cluster, _SKIN_TONE.sub("", cluster), cluster[0])):
        needed = {ord(sign) for sign in text if sign not in _INVISIBLE}
        for face in faces:
            if needed and needed <= face.covers and (not face.emoji or _is_one_picture(text)):
                return Run(face, text)
    return None


@cache
def _is_one_picture(text: str) -> bool:
    """A flag, a family or a skin tone that the font has not would fall into its parts."""
    font = EMOJI.at(EMOJI_EM)
    return not _FLAG_LETTER.fullmatch(text) and font.getlength(text) < 1.5 * font.getlength(
        "\U0001f600"
    )


@cache
def _opened(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FOLDER / file), size)
