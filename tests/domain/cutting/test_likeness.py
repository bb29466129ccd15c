from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting import resemblance
from domain.media import Signals, Span
from tests.domain.cutting.making import a_face, a_span, in_steps, shots, some_signals, videos

moments = st.integers(0, 30_000)


class TestResemblance:
    @settings(max_examples=30, deadline=None)
    @given(videos, moments, moments)
    def test_lies_from_0_to_1_and_goes_both_ways(
        self, video: Signals, one_ms: int, other_ms: int
    ) -> None:
        one = Span(start_ms=one_ms, end_ms=one_ms + 5_000)
        other = Span(start_ms=other_ms, end_ms=other_ms + 7_000)

        assert 0 <= resemblance(video, one, other) <= 1
        assert resemblance(video, one, other) == resemblance(video, other, one)
        assert resemblance(video, one, one) == 1

    @pytest.mark.parametrize(
        "video",
        [
            some_signals(lively=[(20, 30)]),
            some_signals(shots=shots(*(20 + at / 2 for at in range(20)))),
            some_signals(speech=(a_span(20, 30),)),
            some_signals(faces=tuple(a_face(20 + at / 2) for at in range(20))),
            replace(
                some_signals(), brightness=in_steps(some_signals(), 20, 30, inside=1, outside=0)
            ),
            replace(
                some_signals(), colourfulness=in_steps(some_signals(), 20, 30, inside=1, outside=0)
            ),
        ],
        ids=["motion and loudness", "pace", "speech", "faces", "light", "colour"],
    )
    def test_is_less_for_what_differs(self, video: Signals) -> None:
        special, plain, other = a_span(20, 30), a_span(40, 50), a_span(60, 70)

        assert resemblance(video, special, plain) < 0.5 < resemblance(video, plain, other)
