"""How much room characters take at a size, and how they get onto a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from integrations.media.fonts import EMOJI, EMOJI_EM, Run

Colour = tuple[int, int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_EMOJI_SHARE: Final = 0.9
"""An emoji's em against the letters' size: taller than a capital, not taller than a line."""
_CAPITALS_MIDDLE: Final = 0.365
"""Above the baseline, as a share of the size: emoji stand around it."""
_EMOJI_HEIGHT: Final = 128
"""In pixels, at ``EMOJI_EM``."""


@dataclass(frozen=True, slots=True)
class Placed:
    """``x`` and ``y`` are where the run begins on its baseline; ``word`` is its number."""

    word: int
    run: Run
    size: int
    x: float
    y: float


@lru_cache(maxsize=4096)
def length(run: Run, size: int) -> float:
    """How far the next run begins after this one."""
    natural = run.face.at(size).getlength(run.text)
    return natural * size * _EMOJI_SHARE / EMOJI_EM if run.face.emoji else natural


def box(placed: Placed, outline: float) -> Box:
    """Where there is ink, the outline included."""
    run, size = placed.run, placed.size
    if run.face.emoji:
        left, top, right, bottom = _emoji_box(run, size)
    else:
        font = run.face.at(size)
        stroke = outline + run.face.emboldened * size
        left, top, right, bottom = font.getbbox(run.text, anchor="ls", stroke_width=stroke)
    return placed.x + left, placed.y + top, placed.x + right, placed.y + bottom


def draw(canvas: Image.Image, placed: Placed, colour: Colour, outline: float = 0.0) -> None:
    """Emoji keep their own colours and have no outline."""
    run, size = placed.run, placed.size
    if run.face.emoji:
        _draw_emoji(canvas, placed)
        return
    ImageDraw.Draw(canvas).text(
        (placed.x, placed.y),
        run.text,
        fill=colour,
        font=run.face.at(size),
        anchor="ls",
        stroke_width=outline + run.face.emboldened * size,
        stroke_fill=colour,
    )


def _emoji_box(run: Run, size: int) -> Box:
    scale = size * _EMOJI_SHARE / EMOJI_EM
    height = _EMOJI_HEIGHT * scale
    top = -_CAPITALS_MIDDLE * size - height / 2
    return 0.0, top, length(run, size), top + height


def _draw_emoji(canvas: Image.Image, placed: Placed) -> None:
    left, top, right, bottom = (round(value) for value in box(placed, 0.0))
    font = EMOJI.at(EMOJI_EM)
    width = round(font.getlength(placed.run.text))
    picture = Image.new("RGBA", (max(1, width), _EMOJI_HEIGHT))
    ink = ImageDraw.Draw(picture)
    ink.text((0, 0), placed.run.text, font=font, embedded_color=True, anchor="lt")
    small = picture.resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.LANCZOS)
    canvas.alpha_composite(small, (max(0, left), max(0, top)))
