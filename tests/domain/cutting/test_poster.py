from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting import poster_at
from domain.media import Signals, Span, Transition
from tests.domain.cutting.making import a_face, a_span, in_steps, shots, some_signals, videos

CLIP = a_span(30, 40)


class TestPosterAt:
    @settings(max_examples=40, deadline=None)
    @given(videos, st.integers(0, 39_000), st.integers(1, 9_000))
    def test_lies_in_the_clip(self, video: Signals, start_ms: int, length_ms: int) -> None:
        span = Span(start_ms=start_ms, end_ms=start_ms + length_ms)

        assert span.start_ms <= poster_at(video, span) < span.end_ms

    def test_is_the_sharpest_moment(self) -> None:
        video = some_signals()
        sharpness = in_steps(video, 34, 34.5, inside=0.7, outside=0.3)

        assert poster_at(replace(video, sharpness=sharpness), CLIP) == 34_250

    def test_is_the_most_colourful_moment_of_equally_sharp_ones(self) -> None:
        video = some_signals()
        colour = in_steps(video, 36, 36.5, inside=0.7, outside=0.3)

        assert poster_at(replace(video, colourfulness=colour), CLIP) == 36_250

    def test_is_the_large_certain_face_in_the_middle(self) -> None:
        faces = (
            a_face(29),
            a_face(32, width=0.03, height=0.05),
            a_face(33, x=0.05),
            a_face(34, confidence=0.5),
            a_face(35),
            a_face(36, confidence=0.8),
        )

        assert poster_at(some_signals(faces=faces), CLIP) == 35_000

    def test_prefers_a_face_to_a_sharp_wall(self) -> None:
        video = some_signals(faces=(a_face(35),))
        sharpness = in_steps(video, 32, 33, inside=0.9, outside=0.3)

        assert poster_at(replace(video, sharpness=sharpness), CLIP) == 35_000

    def test_keeps_away_from_cuts_and_dissolves(self) -> None:
        cuts = (*shots(34.3), *shots(36.5, begins=Transition.GRADUAL))
        faces = (a_face(34.25), a_face(36), a_face(36.9), a_face(38, confidence=0.3))

        assert poster_at(some_signals(shots=cuts, faces=faces), CLIP) == 38_000

    def test_is_neither_black_nor_dark_nor_white(self) -> None:
        video = some_signals(black=(a_span(30, 32),), faces=(a_face(31), a_face(33), a_face(35)))
        brightness = (
            *in_steps(video, 0, 32, inside=0.5, outside=0)[:64],
            *[0.02] * 6,
            *[0.99] * 6,
            *[0.5] * 104,
        )

        assert poster_at(replace(video, brightness=brightness), CLIP) == 38_250

    def test_is_the_middle_where_all_is_black(self) -> None:
        assert poster_at(some_signals(black=(a_span(0, 90),)), CLIP) == 35_000
