"""What is gathered from the pictures of a stretch one by one, and measured at its end."""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from typing import Any, Final

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from domain.media import Span
from integrations.media.columns import Column
from integrations.media.faces import FaceFinder
from integrations.media.gradual import find_gradual
from integrations.media.looking import colourfulness, focus, sharpness
from integrations.media.parts import no_number, tick_count
from integrations.media.pictures import Shown
from integrations.media.shots import HEIGHT, WIDTH, find_cuts
from integrations.media.stretches import LOOK_MS, TICK_MS

_FINER: Final = 2
"""Motion is measured on pictures that are finer than those compared for cuts."""
_FULL_MOTION: Final = 0.25
"""The mean change of brightness over a tenth of a second that counts as motion 1."""
_FRESH: Final = 0.1
"""So great a change from one picture to the next is worth another close look."""
_LIGHTEST: Final = 0.98
_KEPT_IN_SIGHT_MS: Final = 1500
"""For so long after a face was found, it is looked for twice as often."""

Grey = NDArray[np.uint8]


class Watcher:
    """Sees the pictures of ``stretch`` and of what is around it, in order of time."""

    def __init__(self, stretch: Span, shown: Shown) -> None:
        self._stretch = stretch
        self._shown = shown
        self._scaler = VideoReformatter()
        self._faces = FaceFinder()
        self._expected: set[float] = set()
        self._times: list[float] = []
        self._whole: list[bool] = []
        self._small: list[Grey] = []
        self._ticks: list[int] = []
        """The indices of the pictures that are the first of their tick."""
        self._measured: list[tuple[float, float, float]] = []
        self._fine: Grey | None = None
        self._looked: list[tuple[int, float, float]] = []
        self._look: int = -1
        self._half: int = -1
        self._freshened: int = -1
        self._found_at: float = -inf
        self._found: list[tuple[int, tuple[float, ...]]] = []

    def expect(self, time_ms: float) -> None:
        self._expected.add(time_ms)

    def see(self, time_ms: float, frame: av.VideoFrame) -> None:
        size = WIDTH * _FINER, HEIGHT * _FINER
        scaled = self._scaler.reformat(frame, *size, "gray", interpolation="AREA", threads=1)
        fine = np.asarray(scaled.to_ndarray(), np.uint8)
        small = _pooled(fine)
        is_first = not self._times or time_ms // TICK_MS > self._times[-1] // TICK_MS
        changed = _difference(small, self._small[-1]) if self._small else 0.0
        self._times.append(time_ms)
        self._whole.append(frame.pict_type == PictureType.I)
        self._small.append(small)
        if is_first:
            self._tick(fine)
        if self._stretch.start_ms <= round(time_ms) < self._stretch.end_ms:
            self._maybe_look(round(time_ms), frame, fresh=changed > _FRESH)

    def _tick(self, fine: Grey) -> None:
        motion = 0.0 if self._fine is None else _difference(fine, self._fine) / _FULL_MOTION
        self._ticks.append(len(self._times) - 1)
        at = int(_LIGHTEST * fine.size)
        lightest = float(np.partition(fine, at, axis=None)[at]) / 255
        self._measured.append((min(1.0, motion), float(fine.mean()) / 255, lightest))
        self._fine = fine

    def _maybe_look(self, time_ms: int, frame: av.VideoFrame, *, fresh: bool) -> None:
        """Once in a while, and once more in that while where a new shot may have begun; for faces
        twice as often as long as there are some."""
        while_, half = time_ms // LOOK_MS, 2 * time_ms // LOOK_MS
        anew = fresh and while_ > self._freshened
        if while_ > self._look or anew:
            self._freshened = while_ if while_ == self._look else self._freshened
            picture = self._shown.colour(self._scaler, frame)
            self._looked.append((time_ms, sharpness(picture), colourfulness(picture)))
            self._find_faces(time_ms, picture)
        elif half > self._half and time_ms - self._found_at < _KEPT_IN_SIGHT_MS:
            self._find_faces(time_ms, self._shown.colour(self._scaler, frame))
        self._look, self._half = max(self._look, while_), max(self._half, half)

    def _find_faces(self, time_ms: int, picture: NDArray[np.uint8]) -> None:
        faces = self._faces.find(picture)
        self._found_at = time_ms if faces else self._found_at
        self._found += [
            (time_ms, (face.x, face.y, face.width, face.height, face.confidence)) for face in faces
        ]

    def measures(self) -> dict[str, Column]:
        """Columns of a part, for the stretch alone."""
        times = np.array(self._times)
        cuts = find_cuts(times, np.array(self._small, np.uint8)) if self._small else []
        looked = np.array(self._looked).reshape(-1, 3)
        return {
            "span": np.array([self._stretch.start_ms, self._stretch.end_ms]),
            "cuts": self._inside([[self._place(at)] for at in cuts]).reshape(-1),
            "gradual": self._gradual(times),
            "looks": looked[:, 0],
            "sharpness": looked[:, 1],
            "colourfulness": looked[:, 2],
            "face_looks": np.array([time_ms for time_ms, _ in self._found]),
            "faces": np.array([face for _, face in self._found]).reshape(-1, 5),
            **self._per_tick(times, cuts),
        }

    def _place(self, cut: int) -> int:
        """When the new shot begins: pictures may have been left out just before.

        Where the encoder began a whole picture there, it saw the cut; else it is in the middle.
        """
        since, until = self._times[cut - 1], self._times[cut]
        between = sorted(time for time in self._expected if since < time < until)
        if self._whole[cut] or not between:
            return round(until)
        return round([*between, until][(len(between) + 1) // 2])

    def _gradual(self, times: NDArray[np.float64]) -> Column:
        if not self._ticks:
            return np.zeros((0, 3))
        found = find_gradual(np.array([self._small[at] for at in self._ticks]))
        moments = times[self._ticks]
        rows = [[moments[one.start], moments[one.middle], moments[one.end]] for one in found]
        return self._inside([[round(value) for value in row] for row in rows], of=1, width=3)

    def _inside(self, rows: list[list[int]], *, of: int = 0, width: int = 1) -> Column:
        """The rows whose moment ``of`` lies in the stretch: each is in one stretch only."""
        start, end = self._stretch.start_ms, self._stretch.end_ms
        return np.array([row for row in rows if start <= row[of] < end]).reshape(-1, width)

    def _per_tick(self, times: NDArray[np.float64], cuts: list[int]) -> dict[str, Any]:
        ticks = tick_count(self._stretch)
        names = ("motion", "brightness", "lightest", "focus_x", "focus_y")
        columns = {name: no_number(ticks) for name in names}
        before: int | None = None
        for at, (motion, brightness, lightest) in zip(self._ticks, self._measured, strict=True):
            tick = int((times[at] - self._stretch.start_ms) // TICK_MS)
            same_shot = before is not None and bisect_right(cuts, at) == bisect_right(cuts, before)
            if 0 <= tick < ticks:
                columns["motion"][tick] = motion if same_shot else np.nan
                columns["brightness"][tick] = brightness
                columns["lightest"][tick] = lightest
                earlier = self._upright(before) if before is not None and same_shot else None
                x, y = focus(earlier, self._upright(at))
                columns["focus_x"][tick], columns["focus_y"][tick] = x, y
            before = at
        return columns

    def _upright(self, at: int) -> Grey:
        return self._shown.turn(self._small[at])


def _pooled(fine: Grey) -> Grey:
    blocks = fine.reshape(HEIGHT, _FINER, WIDTH, _FINER)
    return np.asarray(blocks.mean((1, 3), dtype=np.float32), np.uint8)


def _difference(one: Grey, other: Grey) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean()) / 255
