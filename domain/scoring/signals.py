"""What was measured on a clip before anyone judges it."""

from dataclasses import dataclass

from domain.cutting import cuts_inside, loudness_share, mean, slice_of
from domain.media import Signals, Span

HOOK_MS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSignals:
    """Motion and loudness from 0 to 1, the first three seconds apart from the whole."""

    duration_ms: int
    hook_motion: float
    hook_loudness: float
    motion: float
    loudness: float
    cuts: int


def measure(video: Signals, span: Span) -> ClipSignals:
    """The part of a video's signals that lies in ``span``."""
    hook = Span(start_ms=span.start_ms, end_ms=min(span.end_ms, span.start_ms + HOOK_MS))
    return ClipSignals(
        duration_ms=span.duration_ms,
        hook_motion=mean(slice_of(video.motion, hook, video.step_ms)),
        hook_loudness=loudness_share(slice_of(video.loudness, hook, video.step_ms)),
        motion=mean(slice_of(video.motion, span, video.step_ms)),
        loudness=loudness_share(slice_of(video.loudness, span, video.step_ms)),
        cuts=cuts_inside(video, span),
    )
