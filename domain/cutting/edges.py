"""What is true of one moment as the start or the end of a clip."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from domain.cutting.beats import near_beats
from domain.cutting.measuring import Measure
from domain.cutting.stretches import Cover

_AIR_MS: Final = 60
"""Less than this beside a sound, and its attack or its end is lost."""
_SOON_MS: Final = 500


class EdgeFacts:
    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._cuts = frozenset(measure.hard_cuts)
        self._beats = Cover(stretch for run in measure.beats for stretch in near_beats(run))
        self._before_sound = Cover((start, end - _AIR_MS) for start, end in measure.quiet)
        self._after_sound = Cover((start + _AIR_MS, end) for start, end in measure.quiet)
        self._voice_starts = [start for start, _ in measure.voice.stretches]
        self._voice_ends = [end for _, end in measure.voice.stretches]

    def on_cut(self, point_ms: int) -> bool:
        return point_ms in self._cuts

    def opens_sentence(self, point_ms: int) -> bool:
        return self._measure.sentences.opens_at(point_ms)

    def closes_sentence(self, point_ms: int) -> bool:
        return self._measure.sentences.closes_at(point_ms)

    def breaks_sentence(self, point_ms: int) -> bool:
        return self._measure.sentences.breaks_at(point_ms)

    def in_pause(self, point_ms: int) -> bool:
        return self._measure.pauses.touches(point_ms)

    def on_beat(self, point_ms: int) -> bool:
        return self._beats.touches(point_ms)

    def sound_begins(self, point_ms: int) -> bool:
        """A pause with air left in it, a beat, or the breath before a voice."""
        if self._before_sound.touches(point_ms) or self.on_beat(point_ms):
            return True
        following = bisect_left(self._voice_starts, point_ms)
        starts = self._voice_starts[following : following + 1]
        return self._is_free(point_ms) and _has_air(starts, point_ms)

    def sound_ends(self, point_ms: int) -> bool:
        """A pause that can be heard already, a beat, or the air after a voice."""
        if self._after_sound.touches(point_ms) or self.on_beat(point_ms):
            return True
        last = bisect_right(self._voice_ends, point_ms)
        return self._is_free(point_ms) and _has_air(
            self._voice_ends[max(0, last - 1) : last], point_ms
        )

    def _is_free(self, point_ms: int) -> bool:
        return not self._measure.voice.touches(point_ms)


def _has_air(sounds: Sequence[int], point_ms: int) -> bool:
    return any(_AIR_MS <= abs(sound - point_ms) <= _SOON_MS for sound in sounds)
