"""How sharp and colourful pictures are, and where one would look."""

import numpy as np
import pytest

from integrations.media.looking import colourfulness, focus, sharpness
from integrations.media.shots import HEIGHT, WIDTH, Grey


def noise(*shape: int) -> Grey:
    return np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)


def with_square(x: int, y: int) -> Grey:
    picture = np.full((HEIGHT, WIDTH), 100, np.uint8)
    picture[y : y + 6, x : x + 6] = 220
    return picture


def test_a_blurred_picture_is_less_sharp() -> None:
    sharp = noise(90, 160, 3)
    blurred = np.asarray(
        (sharp[:-1, :-1] / 4 + sharp[1:, :-1] / 4 + sharp[:-1, 1:] / 4 + sharp[1:, 1:] / 4),
        np.uint8,
    )

    assert 0 < sharpness(blurred) < sharpness(sharp) <= 1
    assert sharpness(np.full((90, 160, 3), 80, np.uint8)) == pytest.approx(0, abs=1e-4)


def test_grey_has_no_colour_and_paint_has_much() -> None:
    grey = np.repeat(noise(90, 160, 1), 3, axis=2)
    paint = np.zeros((90, 160, 3), np.uint8)
    paint[:, :80, 0] = 255
    paint[:, 80:, 2] = 255

    assert colourfulness(grey) == 0
    assert colourfulness(paint) == 1


def test_the_focus_is_on_what_moves_before_what_only_stands_out() -> None:
    still = with_square(4, 10)
    before, after = still.copy(), still.copy()
    before[18:24, 36:42], after[18:24, 38:44] = 220, 220

    assert focus(None, still) == pytest.approx((7 / WIDTH, 13 / HEIGHT), abs=0.05)
    assert focus(before, after) == pytest.approx((40 / WIDTH, 21 / HEIGHT), abs=0.05)


def test_without_anything_to_see_the_focus_is_the_middle() -> None:
    assert focus(None, np.full((HEIGHT, WIDTH), 50, np.uint8)) == (0.5, 0.5)
