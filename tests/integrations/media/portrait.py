"""Draws faces that a face detector takes for real, so that the tests carry nobody's picture."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

_HAIR: Final = (60, 40, 25)
_SKIN: Final = (224, 172, 140)
_SHADE: Final = (195, 140, 110)
_LIPS: Final = (170, 70, 70)
_WHITE: Final = (250, 250, 250)
_WALL: Final = (120, 140, 160)

_OVALS: Final = (
    (0, -0.12, 0.5, 0.62, _HAIR),
    (0, 0.55, 0.2, 0.3, _SHADE),
    (0, 0.02, 0.42, 0.55, _SKIN),
    (0, -0.48, 0.4, 0.14, _HAIR),
    (-0.17, -0.185, 0.1, 0.02, _HAIR),
    (0.17, -0.185, 0.1, 0.02, _HAIR),
    (-0.17, -0.08, 0.085, 0.045, _WHITE),
    (0.17, -0.08, 0.085, 0.045, _WHITE),
    (-0.17, -0.08, 0.04, 0.042, _HAIR),
    (0.17, -0.08, 0.04, 0.042, _HAIR),
    (0, 0.08, 0.06, 0.09, _SHADE),
    (0, 0.29, 0.14, 0.045, _LIPS),
)
"""Middle and half size of each part in face sizes from the middle of the face, and its colour."""


def portrait(width: int, height: int, *faces: tuple[float, float, float]) -> NDArray[np.uint8]:
    """``faces``: middle (shares of the picture) and size (share of its height) of each."""
    picture = Image.new("RGB", (width, height), _WALL)
    draw = ImageDraw.Draw(picture)
    for x, y, size in faces:
        unit = size * height
        for right, down, across, tall, colour in _OVALS:
            middle_x, middle_y = x * width + right * unit, y * height + down * unit
            corner = (middle_x - across * unit, middle_y - tall * unit)
            draw.ellipse((*corner, middle_x + across * unit, middle_y + tall * unit), fill=colour)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(height / 500)))
