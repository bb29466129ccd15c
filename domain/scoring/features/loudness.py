"""Is it loud enough to be heard at once? 0 in silence, 1 at -14 LUFS."""

from domain.scoring.signals import ClipSignals


def value(signals: ClipSignals) -> float:
    return signals.loudness
