"""How a video is taken apart for measuring: stretches, each measured alone by its own child.

A stretch is always measured in the same way, from a fresh look into the file, so that a video
measured in several runs gives the same as one measured in one go, and no process lives long.
"""

from typing import Final

from domain.media import Span

TICK_MS: Final = 100
"""The finest grain that is kept of a measure over time."""
STEP_MS: Final = 500
LOOK_MS: Final = 500
"""How often the picture is looked at closely: faces, sharpness, colours."""
AT_ONCE: Final = 2

_LONGEST_MS: Final = 150_000
_WORTH_SPLITTING_MS: Final = 10_000


def stretches(duration_ms: int) -> tuple[Span, ...]:
    """Alike in length and even in number, so that no child works on while another has nothing."""
    if duration_ms < _WORTH_SPLITTING_MS:
        return (Span(start_ms=0, end_ms=duration_ms),)
    count = AT_ONCE * -(-duration_ms // (AT_ONCE * _LONGEST_MS))
    length = STEP_MS * -(-duration_ms // (count * STEP_MS))
    return tuple(
        Span(start_ms=start, end_ms=min(start + length, duration_ms))
        for start in range(0, duration_ms, length)
    )
