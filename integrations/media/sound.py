"""From how loud each tick is to loudness per step, silences, and stretches of speech."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.media import Span
from integrations.media.series import Ticks, lasting, per_step, spans_of
from integrations.media.stretches import TICK_MS

FLOOR_LUFS: Final = -70.0

_WINDOW: Final = 4
"""Ticks: the momentary loudness of EBU R128 is that of 400 ms."""
_SHORTEST_SILENCE_MS: Final = 300
_QUIETEST_THRESHOLD: Final = -60.0
_LOUDEST_THRESHOLD: Final = -30.0
_SPEECH_BEGINS: Final = 0.5
_SPEECH_GOES_ON: Final = 0.2
_SHORTEST_SPEECH_MS: Final = 300
_BREATH_MS: Final = 400
"""A shorter pause does not end a stretch of speech."""


def loudness(ticks: Ticks) -> tuple[float, ...]:
    """Per step: the mean energy of all whole windows that have their middle in it, in LUFS."""
    half = _WINDOW // 2
    energy = np.pad(10 ** (ticks / 10), (half, half - 1), constant_values=np.nan)
    momentary = np.lib.stride_tricks.sliding_window_view(energy, _WINDOW).mean(1)
    known = np.nan_to_num(per_step(momentary), nan=0.0) + 1e-12
    return tuple(np.round(np.maximum(FLOOR_LUFS, 10 * np.log10(known)), 1).tolist())


def silences(ticks: Ticks, duration_ms: int) -> tuple[Span, ...]:
    """None where there is no sound at all: then silence means nothing."""
    return lasting(spans_of(_is_quiet(ticks), duration_ms), _SHORTEST_SILENCE_MS)


def speech(ticks: Ticks, likeness: Ticks, duration_ms: int) -> tuple[Span, ...]:
    """Begins where it surely sounds like speech, and goes on while it still may be."""
    may_be = (likeness > _SPEECH_GOES_ON) & ~_is_quiet(ticks)
    joined: list[Span] = []
    for span in spans_of(may_be, duration_ms):
        if joined and span.start_ms - joined[-1].end_ms < _BREATH_MS:
            span = Span(start_ms=joined.pop().start_ms, end_ms=span.end_ms)
        joined.append(span)
    sure = [span for span in joined if _most(likeness, span) > _SPEECH_BEGINS]
    return lasting(sure, _SHORTEST_SPEECH_MS)


def _most(likeness: Ticks, span: Span) -> float:
    return float(likeness[span.start_ms // TICK_MS : -(-span.end_ms // TICK_MS)].max())


def _is_quiet(ticks: Ticks) -> NDArray[np.bool_]:
    """Below a quarter of the way from this recording's own quiet to its own loud."""
    heard = ticks[~np.isnan(ticks)]
    if not len(heard):
        return np.zeros(len(ticks), np.bool_)
    quiet, loud = np.quantile(heard, (0.1, 0.9))
    threshold = np.clip(quiet + (loud - quiet) / 4, _QUIETEST_THRESHOLD, _LOUDEST_THRESHOLD)
    return np.asarray(np.isnan(ticks) | (ticks < threshold))
