"""Makes the signals of a video from the parts in which it was measured."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from domain.media import Face, Shot, Signals, Span, Transition
from integrations.media import sound
from integrations.media.columns import Column
from integrations.media.parts import Part
from integrations.media.series import Ticks, filled, lasting, numbers, per_step, spans_of
from integrations.media.stretches import LOOK_MS, STEP_MS, TICK_MS

_BLACK: Final = 0.1
"""A picture is black whose lightest parts are not brighter than this."""
_SHORTEST_BLACK_MS: Final = 300
_FROZEN: Final = 0.004
"""The motion that an encoder's noise alone makes."""
_SHORTEST_FROZEN_MS: Final = 2_000
_SAME_MS: Final = 1_000
"""Two changes of shot so close together, one of them gradual, are one."""


def join(parts: Sequence[Part]) -> Signals:
    """The parts follow each other and cover the video."""
    duration_ms = parts[-1].stretch.end_ms
    ticks = {name: _joined(parts, name) for name in ("motion", "brightness", "lightest")}
    looks = _joined(parts, "looks").astype(np.int64)
    sharpness, colourfulness = (
        _on_ticks(looks, _joined(parts, name), duration_ms)
        for name in ("sharpness", "colourfulness")
    )
    measured = {
        "motion": ticks["motion"],
        "brightness": ticks["brightness"],
        "sharpness": sharpness,
        "colourfulness": colourfulness,
    }
    still = np.nan_to_num(ticks["motion"], nan=1.0) < _FROZEN
    heard = _joined(parts, "loudness")
    return Signals(
        duration_ms=duration_ms,
        step_ms=STEP_MS,
        face_step_ms=LOOK_MS,
        shots=_shots(_edges(parts, duration_ms), measured, duration_ms),
        **{name: numbers(filled(per_step(values), 0.0)) for name, values in measured.items()},
        focus_x=numbers(filled(per_step(_joined(parts, "focus_x")), 0.5)),
        focus_y=numbers(filled(per_step(_joined(parts, "focus_y")), 0.5)),
        black=lasting(spans_of(ticks["lightest"] < _BLACK, duration_ms), _SHORTEST_BLACK_MS),
        frozen=lasting(spans_of(still, duration_ms), _SHORTEST_FROZEN_MS),
        loudness=sound.loudness(heard),
        silences=sound.silences(heard, duration_ms),
        speech=sound.speech(heard, _joined(parts, "speech"), duration_ms),
        onsets=tuple(_joined(parts, "onsets").astype(np.int64).tolist()),
        faces=_faces(parts),
    )


def _joined(parts: Sequence[Part], name: str) -> Ticks:
    return np.concatenate([getattr(part, name) for part in parts]).astype(np.float64)


def _on_ticks(looks: Column, values: Ticks, duration_ms: int) -> Ticks:
    """The last look of each tick."""
    ticks = np.full(-(-duration_ms // TICK_MS), np.nan)
    ticks[looks // TICK_MS] = values
    return ticks


def _edges(parts: Sequence[Part], duration_ms: int) -> list[tuple[int, Transition]]:
    """Where shots begin, and how. A cut counts more than a gradual change beside it, and the
    video's own start and end more than a fade there."""
    cuts = [int(cut) for part in parts for cut in part.cuts if 0 < cut < duration_ms]
    sharp = [0, *cuts, duration_ms]
    gradual: list[list[int]] = []
    for row in (row for part in parts for row in part.gradual.tolist()):
        if min(abs(row[1] - cut) for cut in _near(sharp, row[1])) < _SAME_MS:
            continue
        if gradual and row[1] - gradual[-1][-1] < _SAME_MS:
            gradual[-1].append(row[1])
        else:
            gradual.append([row[1]])
    edges = [(0, Transition.START), *((cut, Transition.CUT) for cut in cuts)]
    edges += [((one[0] + one[-1]) // 2, Transition.GRADUAL) for one in gradual]
    return sorted(edges)


def _near(sharp: list[int], moment: int) -> list[int]:
    after = int(np.searchsorted(sharp, moment))
    return sharp[max(0, after - 1) : after + 1]


def _shots(
    edges: Sequence[tuple[int, Transition]], measured: dict[str, Ticks], duration_ms: int
) -> tuple[Shot, ...]:
    ends = [start for start, _ in edges[1:]] + [duration_ms]
    return tuple(
        Shot(
            span=Span(start_ms=start, end_ms=end),
            begins=begins,
            **{name: _mean(values, start, end) for name, values in measured.items()},
        )
        for (start, begins), end in zip(edges, ends, strict=True)
    )


def _mean(values: Ticks, start_ms: int, end_ms: int) -> float:
    """Of the ticks that begin in the shot; else of the last known before it."""
    inside = values[-(-start_ms // TICK_MS) : -(-end_ms // TICK_MS)]
    known = inside[~np.isnan(inside)]
    if not len(known):
        before = values[: start_ms // TICK_MS + 1]
        known = before[~np.isnan(before)][-1:]
    return round(float(known.mean()), 4) if len(known) else 0.0


def _faces(parts: Sequence[Part]) -> tuple[Face, ...]:
    return tuple(
        Face(at_ms=at_ms, x=x, y=y, width=width, height=height, confidence=confidence)
        for part in parts
        for at_ms, (x, y, width, height, confidence) in zip(
            part.face_looks.tolist(),
            np.round(part.faces.astype(np.float64), 4).tolist(),
            strict=True,
        )
    )
