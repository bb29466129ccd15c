"""Arithmetic on values per tick, where not a number says that nothing was measured."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.media import Span
from integrations.media.stretches import STEP_MS, TICK_MS

TICKS_PER_STEP: Final = STEP_MS // TICK_MS

Ticks = NDArray[np.float64]


def per_step(ticks: Ticks) -> Ticks:
    """The means of the known values of each step."""
    steps = -(-len(ticks) // TICKS_PER_STEP)
    padded = np.full(steps * TICKS_PER_STEP, np.nan)
    padded[: len(ticks)] = ticks
    rows = padded.reshape(steps, TICKS_PER_STEP)
    known = ~np.isnan(rows)
    counts = known.sum(1)
    sums = np.where(known, rows, 0).sum(1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def filled(values: Ticks, otherwise: float) -> Ticks:
    """Where nothing is known, the value before; ``otherwise`` where there is none before."""
    known = ~np.isnan(values)
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    return np.where(last >= 0, values[np.maximum(last, 0)], otherwise)


def numbers(values: Ticks) -> tuple[float, ...]:
    return tuple(np.round(values, 4).tolist())


def spans_of(ticks: NDArray[np.bool_], duration_ms: int) -> tuple[Span, ...]:
    """The stretches of time where the ticks hold."""
    edges = np.diff(ticks.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
    return tuple(
        Span(start_ms=start * TICK_MS, end_ms=min(end * TICK_MS, duration_ms))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def lasting(spans: Sequence[Span], shortest_ms: int) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.duration_ms >= shortest_ms)
