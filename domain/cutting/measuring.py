"""A video's signals as running sums: any span is measured without walking through it."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from domain.cutting.averages import LOUDNESS_RANGE, audible
from domain.cutting.beats import beats
from domain.cutting.sentences import Sentences
from domain.cutting.stretches import Cover, Stretch
from domain.media import Face, Signals, Span, Transition, Word

_TALL_FACE: Final = 0.2
"""A face that fills a fifth of the picture's height counts in full."""
_LOUDNESS_SPREAD: Final = 24.0
"""The loudness units between what counts as quiet and as loud in one video."""


class Measure:
    def __init__(self, signals: Signals, words: Iterable[Word] = ()) -> None:
        self.signals = signals
        self.sentences = Sentences(words, duration_ms=signals.duration_ms)
        self.hard_cuts = _beginnings(signals, Transition.CUT)
        self.gradual_cuts = _beginnings(signals, Transition.GRADUAL)
        self.voice = Cover((*self.sentences.words, *spans(signals.speech)))
        self.black, self.frozen, self.quiet = map(
            self._flaws, (signals.black, signals.frozen, signals.silences)
        )
        self.pauses = Cover(self.quiet)
        self.dull = Cover((*self.black, *self.frozen, *self.quiet))
        self.faces = _FaceTime(signals)
        self.beats = beats(signals.onsets)
        step_ms = signals.step_ms
        self.motion = Sums(signals.motion, step_ms)
        self.loudness = Sums([audible(lufs) for lufs in signals.loudness], step_ms)
        self.brightness = Sums(signals.brightness, step_ms)
        self.colour = Sums(signals.colourfulness, step_ms)
        self.sharpness = Sums(signals.sharpness, step_ms)

    def _flaws(self, found: Iterable[Span]) -> list[Stretch]:
        """What fills more than half of a video is its style (a silent film, slides, a recording
        without a picture) and no flaw."""
        cover = Cover(spans(found))
        return cover.stretches if cover.share(0, self.signals.duration_ms) <= 0.5 else []

    def liveliness(self, start_ms: int, end_ms: int) -> float:
        """Motion against the video's own: 0.5 is usual."""
        return self.motion.against_usual(start_ms, end_ms)

    def strength(self, start_ms: int, end_ms: int) -> float:
        """Loudness against the video's own: 0.5 is usual."""
        above = self.loudness.mean(start_ms, end_ms) - self.loudness.usual
        return min(1.0, max(0.0, 0.5 + above * LOUDNESS_RANGE / _LOUDNESS_SPREAD))


class Sums:
    """Values measured at every step, from 0 to 1."""

    def __init__(self, values: Sequence[float], step_ms: int) -> None:
        self._sums = array("d", [0.0, *accumulate(values)])
        self._step_ms = step_ms
        self._last = len(values)
        self.usual = self._sums[-1] / self._last if self._last else 0.0

    def mean(self, start_ms: int, end_ms: int) -> float:
        if not self._last:
            return 0.0
        start = min(start_ms // self._step_ms, self._last - 1)
        end = min(max(start + 1, end_ms // self._step_ms), self._last)
        return (self._sums[end] - self._sums[start]) / (end - start)

    def against_usual(self, start_ms: int, end_ms: int) -> float:
        """0.5 for what is usual in the video, towards 1 for more, towards 0 for less."""
        found = self.mean(start_ms, end_ms)
        return found / (found + self.usual) if found > 0 else 0.0


def face_weight(face: Face) -> float:
    """From 0 to 1: certain and large enough to look at."""
    return face.confidence * min(1.0, face.height / _TALL_FACE)


def spans(found: Iterable[Span]) -> list[Stretch]:
    return [(span.start_ms, span.end_ms) for span in found]


class _FaceTime:
    """How much of a span shows a face; at each moment the best one counts."""

    def __init__(self, signals: Signals) -> None:
        best: dict[int, float] = {}
        for face in signals.faces:
            best[face.at_ms] = max(best.get(face.at_ms, 0.0), face_weight(face))
        self._times = sorted(best)
        self._sums = [0.0, *accumulate(best[time] for time in self._times)]
        self._step_ms = signals.face_step_ms

    def share(self, start_ms: int, end_ms: int) -> float:
        first, last = bisect_left(self._times, start_ms), bisect_left(self._times, end_ms)
        looks = max(1.0, (end_ms - start_ms) / self._step_ms)
        return min(1.0, (self._sums[last] - self._sums[first]) / looks)


def _beginnings(signals: Signals, kind: Transition) -> list[int]:
    begins = (shot.span.start_ms for shot in signals.shots if shot.begins is kind)
    return sorted({point for point in begins if 0 < point < signals.duration_ms})


def count_between(points: Sequence[int], start_ms: int, end_ms: int) -> int:
    """How many sorted points lie strictly between."""
    return max(0, bisect_left(points, end_ms) - bisect_right(points, start_ms))
