"""Finds hard cuts in how much each small picture differs from its neighbours.

A cut is a change that stands out from the changes around it, that lasts (a flash does not), and
that comes with other brightnesses (a fast pan keeps most of them).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float32]

_LEAST_CHANGE: Final = 0.035
_PEAK_TIMES: Final = 2.0
_LEAST_LASTING: Final = 0.5
_LEAST_HISTOGRAM: Final = 0.12
_AROUND: Final = 8
_LEAST_SHOT_S: Final = 0.2


def find_cuts(times: Series, change: Series, lasting: Series, histogram: Series) -> list[int]:
    """The indices of the pictures that begin a new shot; the first picture is not among them.

    All series have one value per picture: seconds, and differences from 0 to 1. ``change`` and
    ``histogram`` are against the picture before; ``lasting`` is the least difference between
    the pictures close to the change on its two sides.
    """
    if len(change) < 3:
        return []
    usual = _median_around(change)
    stands_out = (change > _LEAST_CHANGE) & (change > _PEAK_TIMES * usual)
    lasts = lasting > _LEAST_LASTING * change
    candidates = np.flatnonzero(stands_out & lasts & (histogram > _LEAST_HISTOGRAM))
    chosen: list[int] = []
    for index in sorted(candidates.tolist(), key=lambda at: float(-change[at])):
        if all(abs(float(times[index] - times[other])) >= _LEAST_SHOT_S for other in chosen):
            chosen.append(index)
    return sorted(chosen)


def _median_around(values: Series) -> NDArray[Any]:
    """The median of the neighbours on both sides, without the value itself."""
    padded = np.pad(values, _AROUND, mode="reflect" if len(values) > _AROUND else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    others = np.delete(windows, _AROUND, axis=1)
    return np.asarray(np.median(others, axis=1))
