"""From what was measured to what is cut: the pure choice of spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, islice
from typing import Final

from domain.errors import DomainError
from domain.media import Signals, Span

MAX_COUNT: Final = 50
MIN_CLIP_MS: Final = 1_000
_GRID_MS: Final = 250
_SILENT_LUFS: Final = -70.0
_LOUD_LUFS: Final = -14.0


class Reason(StrEnum):
    """Why a span was chosen; each names the text ``reason.<value>``."""

    STARTS_ON_CUT = "starts_on_cut"
    ENDS_ON_CUT = "ends_on_cut"
    STARTS_AFTER_SILENCE = "starts_after_silence"
    ENDS_IN_SILENCE = "ends_in_silence"
    LIVELY = "lively"
    LOUD = "loud"


class CannotCut(DomainError):
    """``reason`` names the text ``cannot_cut.<reason>``: what is possible instead."""

    code = "cannot_cut"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutRequest:
    count: int
    min_ms: int
    max_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    span: Span
    energy: float
    reasons: tuple[Reason, ...]


def check(request: CutRequest, *, duration_ms: int) -> None:
    """Raises CannotCut for a request that no video of this length could meet."""
    if not 1 <= request.count <= MAX_COUNT:
        raise CannotCut("count", most=MAX_COUNT)
    if request.min_ms > request.max_ms:
        raise CannotCut("order", low=request.min_ms / 1000, high=request.max_ms / 1000)
    if request.min_ms < MIN_CLIP_MS:
        raise CannotCut("too_short", least=MIN_CLIP_MS / 1000)
    if request.count * request.min_ms > duration_ms:
        raise CannotCut(
            "no_room" if request.min_ms <= duration_ms else "too_little",
            possible=duration_ms // request.min_ms,
            least=request.min_ms / 1000,
            length=round(duration_ms / 1000),
        )


def choose(signals: Signals, request: CutRequest) -> tuple[Choice, ...]:
    """The liveliest spans without overlap, in order of time; always as many as asked for.

    Starts and ends fall on shot boundaries and silences where there are any inside the allowed
    lengths. The same input gives the same spans. Raises CannotCut.
    """
    check(request, duration_ms=signals.duration_ms)
    measure = _Measure(signals)
    chosen: list[Choice] = []
    for candidate in sorted(_candidates(measure, request), key=_rank):
        if len(chosen) == request.count:
            break
        if _leaves_room(candidate.span, chosen, request, signals.duration_ms):
            chosen.append(candidate)
    chosen.extend(_fill(chosen, request, measure))
    return tuple(sorted(chosen, key=lambda choice: choice.span.start_ms))


def _rank(choice: Choice) -> tuple[float, int, int]:
    """Best first. A reason is worth a twentieth of the energy; earlier wins a tie."""
    value = choice.energy + 0.05 * len(choice.reasons)
    return (-value, choice.span.start_ms, choice.span.end_ms)


def _leaves_room(
    span: Span, chosen: Sequence[Choice], request: CutRequest, duration_ms: int
) -> bool:
    """Whether the clips still missing fit beside this one, so that the count is always met."""
    if any(span.overlaps(other.span) for other in chosen):
        return False
    taken = [span, *(choice.span for choice in chosen)]
    room = sum(gap.duration_ms // request.min_ms for gap in _gaps(taken, duration_ms))
    return room >= request.count - len(taken)


def _gaps(taken: Sequence[Span], duration_ms: int) -> list[Span]:
    inner = (edge for span in sorted(taken, key=_start) for edge in (span.start_ms, span.end_ms))
    edges = [0, *inner, duration_ms]
    return [Span(start_ms=s, end_ms=e) for s, e in zip(edges[::2], edges[1::2], strict=True)]


def _start(span: Span) -> int:
    return span.start_ms


def _fill(chosen: Sequence[Choice], request: CutRequest, measure: "_Measure") -> list[Choice]:
    """What a tight request still misses, laid end to end into the gaps that were kept free."""
    free = (
        Span(start_ms=start, end_ms=start + request.min_ms)
        for gap in _gaps([choice.span for choice in chosen], measure.signals.duration_ms)
        for start in range(gap.start_ms, gap.end_ms - request.min_ms + 1, request.min_ms)
    )
    return [measure.judge(span) for span in islice(free, request.count - len(chosen))]


def _candidates(measure: "_Measure", request: CutRequest) -> Iterator[Choice]:
    duration_ms, points = measure.signals.duration_ms, measure.points
    for start in sorted({*points, *range(0, duration_ms, _GRID_MS)}):
        low, high = start + request.min_ms, min(start + request.max_ms, duration_ms)
        if low > high:
            continue
        inside = points[bisect_left(points, low) : bisect_right(points, high)]
        for end in sorted({low, high, *inside}):
            yield measure.judge(Span(start_ms=start, end_ms=end))


class _Measure:
    """A video's signals as running sums: any span is judged in constant time."""

    def __init__(self, signals: Signals) -> None:
        self.signals = signals
        self.points = _points(signals)
        self._cuts = {shot.span.start_ms for shot in signals.shots}
        self._motion = [0.0, *accumulate(signals.motion)]
        self._loudness = [0.0, *accumulate(map(_audible, signals.loudness))]
        whole = Span(start_ms=0, end_ms=signals.duration_ms)
        self._usual_motion = self._mean(self._motion, whole)
        self._usual_loudness = self._mean(self._loudness, whole)

    def judge(self, span: Span) -> Choice:
        motion, loudness = self._mean(self._motion, span), self._mean(self._loudness, span)
        checks = (
            (Reason.STARTS_ON_CUT, span.start_ms in self._cuts),
            (Reason.ENDS_ON_CUT, span.end_ms in self._cuts),
            (Reason.STARTS_AFTER_SILENCE, self._in_silence(span.start_ms)),
            (Reason.ENDS_IN_SILENCE, self._in_silence(span.end_ms)),
            (Reason.LIVELY, motion > self._usual_motion * 1.2),
            (Reason.LOUD, loudness > self._usual_loudness * 1.1),
        )
        return Choice(
            span=span,
            energy=0.5 * min(1.0, motion * 4) + 0.5 * loudness,
            reasons=tuple(reason for reason, holds in checks if holds),
        )

    def _mean(self, sums: Sequence[float], span: Span) -> float:
        last = len(sums) - 1
        start = min(span.start_ms // self.signals.step_ms, max(0, last - 1))
        end = min(max(start + 1, span.end_ms // self.signals.step_ms), last)
        return (sums[end] - sums[start]) / (end - start) if end > start else 0.0

    def _in_silence(self, point_ms: int) -> bool:
        silences = self.signals.silences
        before = bisect_right(silences, point_ms, key=_start)
        return before > 0 and silences[before - 1].end_ms >= point_ms


def _points(signals: Signals) -> list[int]:
    """Where an editor would cut: shot boundaries and the middle of silences."""
    cuts = (shot.span.start_ms for shot in signals.shots)
    pauses = ((pause.start_ms + pause.end_ms) // 2 for pause in signals.silences)
    inside = {point for point in (*cuts, *pauses) if 0 <= point <= signals.duration_ms}
    return sorted(inside | {0, signals.duration_ms})


def _audible(lufs: float) -> float:
    """0 at silence, 1 at the platforms' usual -14 LUFS and above."""
    level = min(_LOUD_LUFS, max(_SILENT_LUFS, lufs))
    return (level - _SILENT_LUFS) / (_LOUD_LUFS - _SILENT_LUFS)


def slice_of(values: Sequence[float], span: Span, step_ms: int) -> Sequence[float]:
    """The values measured inside ``span``; at least one where there are any."""
    start = min(span.start_ms // step_ms, max(0, len(values) - 1))
    return values[start : max(start + 1, span.end_ms // step_ms)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def loudness_share(lufs: Sequence[float]) -> float:
    """The mean of momentary loudness, from 0 in silence to 1 at -14 LUFS and above."""
    return mean([_audible(value) for value in lufs])


def cuts_inside(signals: Signals, span: Span) -> int:
    """How many shot boundaries lie strictly inside ``span``."""
    return sum(1 for shot in signals.shots if span.start_ms < shot.span.start_ms < span.end_ms)
