"""A child process: draws cards into a transparent video, one picture for each change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from PIL import Image, ImageFilter

from integrations.media.ink import Placed, box, draw
from integrations.media.reading import answer
from integrations.media.typesetting import Room, outline_of, typeset

_WHITE: Final = (255, 255, 255, 255)
_LIT: Final = (255, 214, 10, 255)
_DARK: Final = (16, 16, 20, 255)
_SHADOW: Final = 0.6
_SOFTNESS: Final = 0.05
_FALL: Final = 0.04
"""Of the shadow, as shares of the letters' size."""
_REACH: Final = 3
"""Farther than three of its radii, a blur leaves nothing that can be stored."""
_MS: Final = Fraction(1, 1000)

Words = Sequence[tuple[str, int, int]]
"""Text, start and end of each word; ms of the source."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What is shown from ``at_ms`` of the clip: a word of a card is lit, or nothing is there."""

    at_ms: int
    card: int | None = None
    lit: int = 0


def write(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``path`` holds the cards as JSON; ``settings``: ``output``, ``room``, ``start_ms``,
    ``end_ms``. Tells the size of the pictures, 0 where there was nothing to write."""
    cards: Sequence[Words] = json.loads(Path(path).read_text())
    room = Room(**settings["room"])
    margin = 2 + ceil(room.size * (_REACH * _SOFTNESS + _FALL))
    inner = replace(room, width=room.width - 2 * margin, height=room.height - 2 * margin)
    typeset_cards = [typeset([text for text, _, _ in card], inner) for card in cards]
    left_out = sum(missing for _, missing in typeset_cards)
    placed = [one for one, _ in typeset_cards]
    if not any(placed):
        return {"width": 0, "height": 0, "left_out": left_out}
    size = _extent(placed, margin)
    duration_ms = settings["end_ms"] - settings["start_ms"]
    changes = _changes(cards, settings["start_ms"], duration_ms)
    with av.open(f"file:{settings['output']}", "w", format="mov") as container:
        stream = _stream(container, size)
        pictures = _pictures(changes, placed, size)
        for change, after in pairwise([*changes, _Change(duration_ms + 1)]):
            for packet in _encoded(stream, next(pictures), change.at_ms):
                packet.duration = after.at_ms - change.at_ms
                container.mux(packet)
    return {"width": size[0], "height": size[1], "left_out": left_out}


def _extent(cards: Sequence[Sequence[Placed]], margin: int) -> tuple[int, int]:
    """Even, and around the middle, so that every card fits."""
    boxes = [box(one, outline_of(one.size)) for placed in cards for one in placed]
    width = max(max(-left, right) for left, _, right, _ in boxes)
    height = max(max(-top, bottom) for _, top, _, bottom in boxes)
    return 2 * (ceil(width) + margin), 2 * (ceil(height) + margin)


def _changes(cards: Sequence[Words], start_ms: int, duration_ms: int) -> list[_Change]:
    """In order, the first at 0. A word stays lit until the next begins.

    What is there last is shown again at the clip's end: a program that lays one video over
    another may take a video to end when its last picture begins.
    """
    changes = {0: _Change(0)}
    for number, card in enumerate(cards):
        ends = card[-1][2] - start_ms
        if ends <= 0:
            continue
        for word, (_, word_start_ms, _) in enumerate(card):
            at = max(0, word_start_ms - start_ms)
            changes[at] = _Change(at, number, word)
        changes[ends] = _Change(ends)
    shown = [change for at, change in sorted(changes.items()) if 0 <= at < duration_ms]
    return [*shown, replace(shown[-1], at_ms=duration_ms)]


def _pictures(
    changes: Sequence[_Change], cards: Sequence[Sequence[Placed]], size: tuple[int, int]
) -> Iterator[Image.Image]:
    """One card's ground at a time is kept, however many cards there are."""
    nothing = ground = Image.new("RGBA", size)
    shown: int | None = None
    placed: Sequence[Placed] = ()
    for change in changes:
        if change.card is None:
            yield nothing
            continue
        if change.card != shown:
            shown = change.card
            placed = [_moved(one, size) for one in cards[shown]]
            ground = _ground(placed, size)
        yield _lit(ground, placed, change.lit)


def _moved(one: Placed, size: tuple[int, int]) -> Placed:
    return replace(one, x=one.x + size[0] / 2, y=one.y + size[1] / 2)


def _ground(placed: Sequence[Placed], size: tuple[int, int]) -> Image.Image:
    """All of a card but the colour of its letters: outlines and emoji over their shadow."""
    outlined = Image.new("RGBA", size)
    ground = Image.new("RGBA", size)
    for one in placed:
        draw(outlined, one, _DARK, outline_of(one.size))
    if placed:
        letters = placed[0].size
        blurred = outlined.getchannel("A").filter(ImageFilter.GaussianBlur(letters * _SOFTNESS))
        shadow = Image.new("RGBA", size)
        shadow.putalpha(blurred.point(lambda alpha: round(alpha * _SHADOW)))
        ground.paste(shadow, (0, round(letters * _FALL)))
    ground.alpha_composite(outlined)
    return ground


def _lit(ground: Image.Image, placed: Sequence[Placed], lit: int) -> Image.Image:
    picture = ground.copy()
    for one in placed:
        if not one.run.face.emoji:
            draw(picture, one, _LIT if one.word == lit else _WHITE)
    return picture


def _stream(container: OutputContainer, size: tuple[int, int]) -> VideoStream:
    """QuickTime's run-length codec keeps transparency, and costs next to nothing to read."""
    stream = container.add_stream("qtrle", rate=1000)
    stream.width, stream.height = size
    stream.pix_fmt = "argb"
    stream.codec_context.time_base = _MS
    return stream


def _encoded(stream: VideoStream, picture: Image.Image, at_ms: int) -> Sequence[Packet[Any]]:
    frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgba")
    frame.pts, frame.time_base = at_ms, _MS
    return stream.encode(frame)


if __name__ == "__main__":
    answer(write)
