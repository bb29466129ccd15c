"""From faces seen at single moments to people who stay through a shot."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from domain.media import Face, Signals, Span

_SURE: Final = 0.6
"""A track whose best face is less sure than this is none: every second such find is wrong."""
_SMALLEST: Final = 0.05
"""Of the picture, in its larger share: smaller faces are passers-by."""
_DENSE: Final = 0.4
"""Who is there is found by this share of the looks between the first find and the last; what is
mistaken for a face now and then is not."""
_FINDS: Final = 3
"""Fewer are chance, in a shot that is looked at more often than that."""
_LONGEST_MISSED_MS: Final = 1_500
"""Who is not found for longer has gone, or looks away."""
_REACH: Final = 1.2
"""How many face sizes a face may move between two looks; half as much more per second beyond."""
_GROWTH: Final = 1.8
"""How many times larger or smaller a face may be at the next look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One person in one shot: the faces in order of time. ``presence`` is the share of the looks
    at the shot that found it."""

    faces: tuple[Face, ...]
    presence: float

    @property
    def span(self) -> Span:
        return Span(start_ms=self.faces[0].at_ms, end_ms=self.faces[-1].at_ms)

    @property
    def width(self) -> float:
        return median(face.width for face in self.faces)

    @property
    def height(self) -> float:
        return median(face.height for face in self.faces)

    @property
    def weight(self) -> float:
        """How much of a main subject it is: near, sure, long there, not at the edge."""
        centrality = fmean(1 - abs(face.x - 0.5) for face in self.faces)
        return self.width * centrality * self.presence * fmean(f.confidence for f in self.faces)

    def at(self, at_ms: int) -> Face | None:
        """The face as it must be at a moment between two looks; None while it is not there."""
        after = bisect_right(self.faces, at_ms, key=_time)
        before = self.faces[after - 1] if after else None
        if before is None or before.at_ms == at_ms:
            return before
        later = self.faces[after] if after < len(self.faces) else None
        if later is None or later.at_ms - before.at_ms > _LONGEST_MISSED_MS:
            return None
        return _between(before, later, at_ms)


def find_tracks(signals: Signals, shot: Span) -> tuple[Track, ...]:
    """The people of a shot, the weightiest first. Single wrong finds are left out."""
    seen = [f for f in signals.faces if shot.start_ms <= f.at_ms < shot.end_ms and _counts(f)]
    looks = max(1, round(shot.duration_ms / signals.face_step_ms))
    tracks = [
        Track(faces=_calmed(faces), presence=min(1.0, len(faces) / looks))
        for faces in _linked(seen, signals.face_step_ms)
        if _is_somebody(faces, looks, signals.face_step_ms)
    ]
    return tuple(sorted(tracks, key=lambda track: (-track.weight, track.span.start_ms)))


def _counts(face: Face) -> bool:
    return max(face.width, face.height) >= _SMALLEST and min(face.width, face.height) > 0


def _is_somebody(faces: Sequence[Face], looks: int, step_ms: int) -> bool:
    """Found often enough; in a shot of few looks fewer finds have to do."""
    between = (faces[-1].at_ms - faces[0].at_ms) / step_ms + 1
    often = len(faces) >= min(_FINDS, -(-looks // 2)) and len(faces) >= _DENSE * between
    return often and max(face.confidence for face in faces) >= _SURE


def _linked(faces: Sequence[Face], step_ms: int) -> list[list[Face]]:
    """Each face goes to the nearest track that has none of this moment and is within reach."""
    tracks: list[list[Face]] = []
    for face in sorted(faces, key=lambda face: (face.at_ms, -face.confidence)):
        pairs = [(_apart(track[-1], face, step_ms), track) for track in tracks]
        near = [pair for pair in pairs if pair[0] <= 1 and pair[1][-1].at_ms < face.at_ms]
        if near:
            min(near, key=lambda pair: pair[0])[1].append(face)
        else:
            tracks.append([face])
    return tracks


def _apart(before: Face, face: Face, step_ms: int) -> float:
    """Up to 1 it may be the same person."""
    sizes = before.height / face.height
    if not 1 / _GROWTH <= sizes <= _GROWTH:
        return 2.0
    more_s = max(0, face.at_ms - before.at_ms - step_ms) / 1000
    reach = _REACH + 0.5 * min(more_s, 2.0)
    across = abs(face.x - before.x) / max(face.width, before.width)
    down = abs(face.y - before.y) / max(face.height, before.height)
    return max(across, down) / reach


def _calmed(faces: Sequence[Face]) -> tuple[Face, ...]:
    """The middle of each three, so that one misplaced find moves nothing."""
    return tuple(
        _median(faces[max(0, at - 1) : at + 2], face) if 0 < at < len(faces) - 1 else face
        for at, face in enumerate(faces)
    )


def _median(faces: Sequence[Face], face: Face) -> Face:
    return Face(
        at_ms=face.at_ms,
        x=median(one.x for one in faces),
        y=median(one.y for one in faces),
        width=median(one.width for one in faces),
        height=median(one.height for one in faces),
        confidence=face.confidence,
    )


def _between(before: Face, after: Face, at_ms: int) -> Face:
    part = (at_ms - before.at_ms) / (after.at_ms - before.at_ms)
    return Face(
        at_ms=at_ms,
        x=before.x + (after.x - before.x) * part,
        y=before.y + (after.y - before.y) * part,
        width=before.width + (after.width - before.width) * part,
        height=before.height + (after.height - before.height) * part,
        confidence=min(before.confidence, after.confidence),
    )


def _time(face: Face) -> int:
    return face.at_ms
