"""Do the first three seconds hold? Half motion (full at 0.25), half loudness."""

from domain.scoring.signals import ClipSignals

_FULL_MOTION = 0.25


def value(signals: ClipSignals) -> float:
    return 0.5 * min(1.0, signals.hook_motion / _FULL_MOTION) + 0.5 * signals.hook_loudness
