"""Writes captions for a picture: a transparent video of the stretch of it where they stand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.captions import Card
from integrations.media.children import ask
from integrations.media.process import Places

_WALL_S: Final = 60.0
_PER_WORD_S: Final = 0.2
_SIDE: Final = 0.1
"""Free on both sides, where platforms put their buttons."""
_TALL: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionTrack:
    """A video of ``width`` by ``height`` whose left upper corner belongs at ``x``, ``y``.

    It begins with the clip and ends with it; each of its pictures stands until the next.
    ``left_out`` is how many characters no font has.
    """

    path: str
    x: int
    y: int
    width: int
    height: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zone:
    """Where captions may stand, as shares of the picture's height."""

    top: float
    bottom: float


_ON_TALL: Final = _Zone(top=0.655, bottom=0.75)
"""Below mouths and below a wide picture over its blur, above the platforms' own lines of text."""
_ON_OTHERS: Final = _Zone(top=0.7, bottom=0.92)


async def write(
    cards: Sequence[Card], *, size: tuple[int, int], start_ms: int, end_ms: int, path: str
) -> CaptionTrack | None:
    """Writes the captions of the clip from ``start_ms`` to ``end_ms`` (of the source) to ``path``,
    for pictures of ``size``. None where there is nothing to write, and then there is no file.

    Raises MediaRefused and ChildFailed.
    """
    if not cards:
        return None
    width, height = size
    zone = _ON_TALL if height > _TALL * width else _ON_OTHERS
    room = {
        "width": round(width * (1 - 2 * _SIDE)),
        "height": round(height * (zone.bottom - zone.top)),
        "size": round(min(height / 16, width / 10)),
    }
    settings = {"output": path, "room": room, "start_ms": start_ms, "end_ms": end_ms}
    told = Path(f"{path}.json")
    told.write_text(json.dumps([_plain(card) for card in cards]))
    words = sum(len(card.words) for card in cards)
    try:
        drawn = await ask(
            "drawing",
            str(told),
            wall_s=_WALL_S + _PER_WORD_S * words,
            settings=settings,
            places=Places(writes=[str(told.parent)]),
        )
    finally:
        told.unlink()
    if not drawn["width"]:
        return None
    middle = round(height * (zone.top + zone.bottom) / 2)
    return CaptionTrack(
        path=path,
        x=_even((width - drawn["width"]) // 2),
        y=_even(middle - drawn["height"] // 2),
        **drawn,
    )


def _plain(card: Card) -> Sequence[tuple[str, int, int]]:
    return [(word.text, word.span.start_ms, word.span.end_ms) for word in card.words]


def _even(value: int) -> int:
    """Colours are stored for every other pixel."""
    return value - value % 2
