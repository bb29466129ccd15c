"""Small videos, as the analysis would describe them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from domain.cutting import CutRequest
from domain.media import Face, Shot, Signals, Span, Transition, Word

STEP_MS = 500
CALM = 0.02
LIVELY = 0.3


def a_span(start_s: float, end_s: float) -> Span:
    return Span(start_ms=round(start_s * 1000), end_ms=round(end_s * 1000))


def a_request(count: int = 1, low_s: float = 8, high_s: float = 15, **fields: Any) -> CutRequest:
    request = CutRequest(count=count, min_ms=round(low_s * 1000), max_ms=round(high_s * 1000))
    return replace(request, **fields)


def some_signals(
    *, seconds: float = 90, lively: Sequence[tuple[float, float]] = (), **fields: Any
) -> Signals:
    """Calm and quiet but for the ``lively`` stretches."""
    steps = [at / 1000 for at in range(0, round(seconds * 1000), STEP_MS)]
    inside = [any(low <= at < high for low, high in lively) for at in steps]
    signals = Signals(
        duration_ms=round(seconds * 1000),
        step_ms=STEP_MS,
        shots=(),
        silences=(),
        motion=tuple(LIVELY if hot else CALM for hot in inside),
        loudness=tuple(-14.0 if hot else -40.0 for hot in inside),
    )
    return replace(signals, **fields)


def shots(*cuts_s: float, begins: Transition = Transition.CUT) -> tuple[Shot, ...]:
    return tuple(
        Shot(span=a_span(cut, cut + 1), motion=0.1, brightness=0.5, begins=begins) for cut in cuts_s
    )


def in_steps(
    signals: Signals, low_s: float, high_s: float, *, inside: float, outside: float
) -> tuple[float, ...]:
    """A measure with one value in a stretch and another outside it."""
    low, high = low_s * 1000, high_s * 1000
    return tuple(
        inside if low <= at < high else outside
        for at in range(0, signals.duration_ms, signals.step_ms)
    )


def a_face(at_s: float, **fields: Any) -> Face:
    face = Face(at_ms=round(at_s * 1000), x=0.5, y=0.4, width=0.2, height=0.3, confidence=0.9)
    return replace(face, **fields)


def said(text: str, start_s: float, *, word_s: float = 0.5) -> tuple[Word, ...]:
    """Word after word, without a pause."""
    starts = [start_s + word_s * number for number in range(len(text.split()))]
    return tuple(
        Word(span=a_span(start, start + word_s), text=word)
        for start, word in zip(starts, text.split(), strict=True)
    )


def _of(duration_ms: int, cuts: list[int], pauses: list[int], dissolves: list[int]) -> Signals:
    cut_s = sorted({cut % duration_ms / 1000 for cut in cuts})
    gradual_s = sorted({cut % duration_ms / 1000 for cut in dissolves})
    return some_signals(
        seconds=duration_ms / 1000,
        shots=(*shots(*cut_s), *shots(*gradual_s, begins=Transition.GRADUAL)),
        silences=tuple(
            Span(start_ms=at, end_ms=at + 700) for at in sorted({p % duration_ms for p in pauses})
        ),
    )


moments = st.integers(0, 40_000)
videos = st.builds(
    _of,
    st.integers(1_000, 40_000),
    st.lists(moments, max_size=8),
    st.lists(moments, max_size=4),
    st.lists(moments, max_size=3),
)
transcripts = st.lists(
    st.builds(
        lambda start, length, text: Word(
            span=Span(start_ms=start, end_ms=start + length), text=text
        ),
        moments,
        st.integers(0, 900),
        st.sampled_from(["so", "then.", "Why?", "ok"]),
    ),
    max_size=30,
)
requests = st.builds(
    lambda count, low, extra: CutRequest(count=count, min_ms=low, max_ms=low + extra),
    st.integers(1, 6),
    st.integers(1_000, 8_000),
    st.sampled_from([0, 400, 5_000]),
)


def is_inside_a_word(point_ms: int, words: Sequence[Word]) -> bool:
    return any(word.span.start_ms < point_ms < word.span.end_ms for word in words)
