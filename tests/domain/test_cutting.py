from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cutting import CannotCut, CutRequest, Reason, choose
from domain.media import Shot, Signals, Span

STEP_MS = 500


def a_span(start_ms: int, end_ms: int) -> Span:
    return Span(start_ms=start_ms, end_ms=end_ms)


def a_shot(start_ms: int, end_ms: int) -> Shot:
    return Shot(span=a_span(start_ms, end_ms), motion=0.1, brightness=0.5)


def some_signals(
    *,
    duration_ms: int = 90_000,
    shots: tuple[Shot, ...] = (),
    silences: tuple[Span, ...] = (),
    lively: Span | None = None,
) -> Signals:
    steps = range(0, duration_ms, STEP_MS)
    inside = [lively is not None and lively.start_ms <= at < lively.end_ms for at in steps]
    return Signals(
        duration_ms=duration_ms,
        step_ms=STEP_MS,
        shots=shots,
        silences=silences,
        motion=tuple(0.3 if hot else 0.02 for hot in inside),
        loudness=tuple(-14.0 if hot else -40.0 for hot in inside),
    )


requests = st.builds(
    lambda count, low, extra: CutRequest(count=count, min_ms=low, max_ms=low + extra),
    st.integers(1, 12),
    st.integers(1_000, 20_000),
    st.integers(0, 20_000),
)
signals = st.builds(
    lambda duration, cuts, pauses: some_signals(
        duration_ms=duration,
        shots=tuple(a_shot(cut, cut + 1) for cut in sorted({c % duration for c in cuts})),
        silences=tuple(a_span(p, p + 700) for p in sorted({p % duration for p in pauses})),
    ),
    st.integers(1_000, 120_000),
    st.lists(st.integers(0, 120_000), max_size=12),
    st.lists(st.integers(0, 120_000), max_size=6),
)


class TestChoose:
    @given(signals, requests)
    def test_meets_the_request_or_says_that_no_video_of_this_length_could(
        self, video: Signals, request: CutRequest
    ) -> None:
        try:
            choices = choose(video, request)
        except CannotCut:
            assert request.count * request.min_ms > video.duration_ms
            return
        spans = [choice.span for choice in choices]
        assert len(spans) == request.count
        assert all(request.min_ms <= span.duration_ms <= request.max_ms for span in spans)
        assert all(span.start_ms >= 0 and span.end_ms <= video.duration_ms for span in spans)
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(spans))

    @given(signals, requests)
    def test_gives_the_same_spans_for_the_same_input(
        self, video: Signals, request: CutRequest
    ) -> None:
        if request.count * request.min_ms <= video.duration_ms:
            assert choose(video, request) == choose(video, request)

    def test_finds_the_lively_stretch(self) -> None:
        video = some_signals(lively=a_span(40_000, 52_000))

        (choice,) = choose(video, CutRequest(count=1, min_ms=8_000, max_ms=15_000))

        assert choice.span.overlaps(a_span(40_000, 52_000))
        assert {Reason.LIVELY, Reason.LOUD} <= set(choice.reasons)

    def test_prefers_to_start_and_end_on_cuts(self) -> None:
        video = some_signals(shots=(a_shot(20_100, 31_300), a_shot(31_300, 60_000)))

        (choice,) = choose(video, CutRequest(count=1, min_ms=8_000, max_ms=15_000))

        assert choice.span == a_span(20_100, 31_300)
        assert choice.reasons == (Reason.STARTS_ON_CUT, Reason.ENDS_ON_CUT)

    @pytest.mark.parametrize(
        ("request_", "says"),
        [
            (CutRequest(count=0, min_ms=8_000, max_ms=9_000), "from 1 to 50"),
            (CutRequest(count=51, min_ms=8_000, max_ms=9_000), "from 1 to 50"),
            (CutRequest(count=1, min_ms=9_000, max_ms=8_000), "longer than the longest"),
            (CutRequest(count=1, min_ms=500, max_ms=8_000), "at least 1 s"),
            (CutRequest(count=20, min_ms=8_000, max_ms=9_000), "at most 11 clips of 8 s"),
            (CutRequest(count=1, min_ms=95_000, max_ms=99_000), "no clip of 95 s fits"),
        ],
    )
    def test_says_what_would_be_possible(self, request_: CutRequest, says: str) -> None:
        with pytest.raises(CannotCut, match=says):
            choose(some_signals(), request_)
