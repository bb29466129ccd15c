"""A child process: decodes a video once, as small grey pictures, and measures how they change."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from integrations.media.reading import (
    answer,
    frames_of,
    open_file,
    tell,
    video_of,
)
from integrations.media.shots import Series, find_cuts

_WIDTH: Final = 96
_HEIGHT: Final = 54
_BINS: Final = 32
_SAMPLE_S: Final = 0.095
_FULL_MOTION: Final = 0.25
"""The mean change of brightness over a tenth of a second that counts as motion 1."""
_TELL_EVERY: Final = 100

Picture = NDArray[np.int16]


def watch(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``start_s``, ``duration_ms``, ``step_ms``. Raises Refused."""
    watcher = _Watcher()
    with open_file(path) as container:
        for count, (time, picture) in enumerate(_pictures(container, settings["start_s"])):
            watcher.see(time, picture)
            if count % _TELL_EVERY == 0:
                tell({"progress": min(1.0, time * 1000 / settings["duration_ms"])})
    return _summary(watcher, settings["duration_ms"], settings["step_ms"])


def _pictures(
    container: av.container.InputContainer, start_s: float
) -> Iterator[tuple[float, Picture]]:
    video = video_of(container)
    base = float(video.time_base or Fraction(1, 1000))
    scaler = VideoReformatter()
    for frame in frames_of(container, video):
        if frame.pts is not None:
            small = scaler.reformat(frame, _WIDTH, _HEIGHT, "gray", interpolation="AREA", threads=1)
            yield frame.pts * base - start_s, small.to_ndarray().astype(np.int16)


class _Watcher:
    """One value per picture, and one per sample of motion (about ten a second)."""

    def __init__(self) -> None:
        self.times = array("d")
        self.change = array("f")
        self.lasting = array("f")
        self.histogram = array("f")
        self.brightness = array("f")
        self.motion_from = array("d")
        self.motion_to = array("d")
        self.motion = array("f")
        self._recent: list[Picture] = []
        self._counts: NDArray[np.int64] | None = None
        self._sampled: tuple[float, Picture] | None = None

    def see(self, time: float, picture: Picture) -> None:
        counts = np.bincount(picture.ravel() >> 3, minlength=_BINS)
        self.times.append(time)
        self.brightness.append(float(picture.mean()) / 255)
        self.change.append(_difference(picture, self._recent[-1]) if self._recent else 0.0)
        self.histogram.append(_shift(counts, self._counts) / (2 * picture.size))
        self.lasting.append(1.0)
        self._look_back(picture)
        self._sample_motion(time, picture)
        self._counts = counts
        self._recent = [*self._recent[-2:], picture]

    def _look_back(self, picture: Picture) -> None:
        """Old pictures against this one: a change that comes back to one of them was a flash."""
        now = len(self.times) - 1
        for back, old in enumerate(reversed(self._recent[:-1]), start=1):
            apart = _difference(picture, old)
            self.lasting[now] = min(self.lasting[now], apart)
            self.lasting[now - back] = min(self.lasting[now - back], apart)

    def _sample_motion(self, time: float, picture: Picture) -> None:
        since, old = self._sampled or (time, picture)
        if self._sampled is None or time - since >= _SAMPLE_S:
            self._sampled = (time, picture)
        if time - since >= _SAMPLE_S:
            self.motion_from.append(since)
            self.motion_to.append(time)
            self.motion.append(min(1.0, _difference(picture, old) / _FULL_MOTION))


def _shift(counts: NDArray[np.int64], before: NDArray[np.int64] | None) -> int:
    return 0 if before is None else int(np.abs(counts - before).sum())


def _difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one - other).mean()) / 255


def _summary(watcher: _Watcher, duration_ms: int, step_ms: int) -> Mapping[str, Any]:
    times = np.asarray(watcher.times)
    cuts = find_cuts(
        times.astype(np.float32),
        np.asarray(watcher.change, dtype=np.float32),
        np.asarray(watcher.lasting, dtype=np.float32),
        np.asarray(watcher.histogram, dtype=np.float32),
    )
    cut_times = times[cuts]
    at, motion = _motion_inside_shots(watcher, cut_times)
    edges = [0, *(round(float(time) * 1000) for time in cut_times), duration_ms]
    brightness = np.asarray(watcher.brightness, dtype=np.float32)
    return {
        "edges": edges,
        "motion": _per_stretch(at, motion, np.arange(0, duration_ms + step_ms, step_ms)),
        "shot_motion": _per_stretch(at, motion, np.asarray(edges)),
        "shot_brightness": _per_stretch(times * 1000, brightness, np.asarray(edges)),
    }


def _motion_inside_shots(
    watcher: _Watcher, cuts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Series]:
    """The samples that do not straddle a cut: a cut is not motion. Times in ms."""
    start, end = np.asarray(watcher.motion_from), np.asarray(watcher.motion_to)
    straddles = np.searchsorted(cuts, start, "right") < np.searchsorted(cuts, end, "right")
    values = np.asarray(watcher.motion, dtype=np.float32)
    return start[~straddles] * 1000, values[~straddles]


def _per_stretch(at: NDArray[np.float64], values: Series, edges: NDArray[np.int64]) -> list[float]:
    """The mean of the values between each two edges; where there are none, the one before."""
    means: list[float] = []
    bounds = np.searchsorted(at, edges)
    for low, high in pairwise(bounds):
        if high > low:
            means.append(round(float(values[low:high].mean()), 4))
        else:
            means.append(means[-1] if means else 0.0)
    return means


if __name__ == "__main__":
    answer(watch)
