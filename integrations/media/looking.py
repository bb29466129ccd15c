"""What one picture shows: how sharp and colourful it is, and where in it one would look."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from integrations.media.shots import Grey

_FULL_SHARPNESS: Final = 0.25
_MOST_COLOURFUL: Final = 109.0
"""What people called extremely colourful in Hasler and Suesstrunk's experiment (2003)."""
_MOVES: Final = 6.0
"""A change of brightness (of 255) below this is noise."""
_STANDS_OUT: Final = 10.0
_AROUND: Final = 4
_STILL: Final = 0.985
"""When all but so small a share of the points stay as they are, nothing moves."""
_SHARE: Final = 0.9
"""Of all points, those above this quantile count."""

Colour = NDArray[np.uint8]
Weights = NDArray[np.float32]


def sharpness(picture: Colour) -> float:
    """From 0 to 1: how strongly the Laplacian answers, as a root mean square."""
    grey = picture.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    middle = 4 * grey[1:-1, 1:-1]
    edges = middle - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return min(1.0, float(np.sqrt(np.square(edges).mean())) / _FULL_SHARPNESS)


def colourfulness(picture: Colour) -> float:
    """From 0 to 1, by Hasler and Suesstrunk's formula."""
    red, green, blue = (picture[..., at].astype(np.float32) for at in range(3))
    across, along = red - green, (red + green) / 2 - blue
    spread = float(np.hypot(across.std(), along.std()))
    middle = float(np.hypot(across.mean(), along.mean()))
    return min(1.0, (spread + 0.3 * middle) / _MOST_COLOURFUL)


def focus(before: Grey | None, picture: Grey) -> tuple[float, float]:
    """The middle (x, y) of what moved most, or where nothing did, of what stands out."""
    shown = picture.astype(np.float32)
    if before is not None:
        moved = np.abs(shown - before.astype(np.float32))
        if np.count_nonzero(moved > _MOVES) > (1 - _STILL) * moved.size:
            return _middle(moved)
    return _middle(_standing_out(shown))


def _standing_out(shown: Weights) -> Weights:
    """The difference from what is around, less towards the edges, where little happens."""
    height, width = shown.shape
    wide = np.pad(shown, _AROUND + 1, mode="edge").cumsum(0).cumsum(1)
    side = 2 * _AROUND + 1
    sums = wide[side:, side:] - wide[:-side, side:] - wide[side:, :-side] + wide[:-side, :-side]
    around = sums[:height, :width] / side**2
    inwards = np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1])
    return np.asarray(np.maximum(0, np.abs(shown - around) - _STANDS_OUT) * inwards, np.float32)


def _middle(weights: Weights) -> tuple[float, float]:
    at = int(_SHARE * weights.size)
    least = np.partition(weights, at, axis=None)[at]
    strong = np.where(weights >= least, weights, 0)
    total = float(strong.sum())
    if total <= 0:
        return 0.5, 0.5
    height, width = strong.shape
    x = float((strong.sum(0) * (np.arange(width) + 0.5)).sum()) / total / width
    y = float((strong.sum(1) * (np.arange(height) + 0.5)).sum()) / total / height
    return x, y
