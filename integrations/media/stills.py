"""A child process: finds the picture that shows a video best: sharp, neither black nor white."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, Final

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import VideoReformatter

from integrations.media.reading import Refused, answer, frames_of, open_file, seek, video_of

_SHARES: Final = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
_FURTHER: Final = 24
_WIDTH: Final = 320
_DARK: Final = 0.12
_BRIGHT: Final = 0.92


def choose(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``start_s`` and ``duration_ms``. Raises Refused."""
    best: tuple[tuple[bool, float], float] | None = None
    with open_file(path) as container:
        for time_s, frame in _samples(container, settings["start_s"], settings["duration_ms"]):
            worth = _worth(frame)
            if best is None or worth > best[0]:
                best = (worth, time_s)
    if best is None:
        raise Refused("broken")
    return {"time_s": best[1]}


def _samples(
    container: InputContainer, start_s: float, duration_ms: int
) -> Iterator[tuple[float, av.VideoFrame]]:
    """The keyframe before each share of the video, or where that is a known one, a later frame."""
    video = video_of(container)
    base = video.time_base or Fraction(1, 1000)
    seen: set[int] = set()
    for share in _SHARES:
        seek(container, video, int(Fraction(start_s + share * duration_ms / 1000) / base))
        for frame in islice(frames_of(container, video), _FURTHER):
            if frame.pts is not None and frame.pts not in seen:
                seen.add(frame.pts)
                yield float(frame.pts * base), frame
                break


def _worth(frame: av.VideoFrame) -> tuple[bool, float]:
    height = max(16, round(frame.height * _WIDTH / frame.width))
    small = VideoReformatter().reformat(frame, _WIDTH, height, "gray", interpolation="AREA")
    grey = small.to_ndarray().astype(np.float32) / 255
    edges = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2]
    sharpness = float((edges - grey[1:-1, 2:]).var())
    return _DARK < float(grey.mean()) < _BRIGHT, sharpness


if __name__ == "__main__":
    answer(choose)
