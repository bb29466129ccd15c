"""Is the cutting lively? Grows to 1 at 20 cuts a minute."""

from domain.scoring.signals import ClipSignals

_LIVELY_CUTS_PER_MINUTE = 20.0


def value(signals: ClipSignals) -> float:
    minutes = signals.duration_ms / 60_000
    return min(1.0, signals.cuts / minutes / _LIVELY_CUTS_PER_MINUTE)
