"""Finds hard cuts in the small grey pictures of a stretch.

Each picture is compared with the one before it after every block has looked for its best place
nearby, so that what merely moves counts little. A cut is a difference that stands out from those
around it and that lasts: after a flash, the old picture comes back.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 48
HEIGHT: Final = 27
"""The size of the pictures that are compared."""

_REACH: Final = 3
"""How far a block looks for its best place, in each direction."""
_BLOCK: Final = 3, 6
_LEAST: Final = 0.035
_TIMES_USUAL: Final = 1.8
_QUIET: Final = 0.01
"""Added to what is usual, so that noise in a still picture is no cut."""
_LEAST_LASTING: Final = 0.5
_AROUND: Final = 6
_ALONE_MS: Final = 80.0
"""Of several candidates so close together only the strongest is a cut."""

Grey = NDArray[np.uint8]
Times = NDArray[np.float64]
Series = NDArray[np.float64]


def find_cuts(times_ms: Times, pictures: Grey) -> list[int]:
    """The indices of the pictures that begin a new shot; the first picture is not among them."""
    if len(pictures) < 2:
        return []
    apart = [_apart(*pair) for pair in pairwise(pictures)]
    change = np.array([apart[0], *apart])
    stands_out = (change > _LEAST) & (change > _TIMES_USUAL * (_usual(change) + _QUIET))
    return [
        at
        for at in np.flatnonzero(stands_out).tolist()
        if at > 0
        and _is_strongest(times_ms, change, at)
        and _lasts(pictures, at, float(change[at]))
    ]


def _apart(before: Grey, after: Grey) -> float:
    """The mean difference from 0 to 1 when each block takes the place where it fits best."""
    wide = np.pad(before.astype(np.int16), _REACH, mode="edge")
    moved = np.lib.stride_tricks.sliding_window_view(wide, (HEIGHT, WIDTH))
    differences = np.abs(moved.reshape(-1, HEIGHT, WIDTH) - after)
    down, across = _BLOCK
    blocks = differences.reshape(-1, HEIGHT // down, down, WIDTH // across, across)
    return float(blocks.sum((2, 4)).min(0).sum()) / (HEIGHT * WIDTH * 255)


def _usual(values: Series) -> NDArray[Any]:
    """The median of the neighbours on both sides, without the value itself."""
    padded = np.pad(values, _AROUND, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    return np.asarray(np.median(np.delete(windows, _AROUND, axis=1), axis=1))


def _is_strongest(times_ms: Times, change: Series, at: int) -> bool:
    low, high = np.searchsorted(times_ms, (times_ms[at] - _ALONE_MS, times_ms[at] + _ALONE_MS))
    return int(low) + int(np.argmax(change[low:high])) == at


def _lasts(pictures: Grey, at: int, change: float) -> bool:
    """Whether the three pictures before differ from the three after as much as the cut itself."""
    before = range(max(0, at - 3), at)
    after = range(at, min(at + 3, len(pictures)))
    least = min(_apart(pictures[old], pictures[new]) for old in before for new in after)
    return least > _LEAST_LASTING * change
