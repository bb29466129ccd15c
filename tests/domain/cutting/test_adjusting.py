from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting import MIN_CLIP_MS, CannotCut, Change, adjust
from domain.media import Signals, Span, Word
from domain.texts import Locale
from tests.domain.cutting.making import (
    a_span,
    said,
    shots,
    some_signals,
    transcripts,
    videos,
)

changes = st.builds(
    Change,
    start_ms=st.none() | st.integers(0, 45_000),
    end_ms=st.none() | st.integers(0, 45_000),
    longer_ms=st.sampled_from([0, 0, 500, 2_000, -700, -5_000, 60_000]),
    earlier_ms=st.sampled_from([0, 0, 900, -900, 30_000]),
    drop_intro=st.booleans(),
)


class TestEveryAdjustment:
    @settings(max_examples=40, deadline=None)
    @given(videos, transcripts, changes, st.data())
    def test_stays_in_the_video_and_leaves_a_clip(
        self, video: Signals, words: list[Word], change: Change, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, video.duration_ms - MIN_CLIP_MS))
        end = data.draw(st.integers(start + MIN_CLIP_MS, video.duration_ms))
        span = Span(start_ms=start, end_ms=end)
        try:
            changed = adjust(span, change, video, words=words)
        except CannotCut as refusal:
            assert refusal.text(Locale.EN) != refusal.text(Locale.ES)
            return

        assert 0 <= changed.start_ms < changed.end_ms <= video.duration_ms
        assert changed.duration_ms >= MIN_CLIP_MS
        assert adjust(span, Change(**asdict(change)), video, words=words[::-1]) == changed

    @settings(max_examples=40, deadline=None)
    @given(videos, st.integers(-3_000, 3_000))
    def test_is_exact_where_nothing_is_in_the_way(self, video: Signals, longer_ms: int) -> None:
        span = Span(start_ms=0, end_ms=min(6_000, video.duration_ms))
        try:
            changed = adjust(span, Change(longer_ms=longer_ms), video)
        except CannotCut:
            return

        assert changed.duration_ms == span.duration_ms + longer_ms


def changed(change: Change, *words: Word, span: Span | None = None, **fields: Any) -> Span:
    return adjust(span or a_span(30, 40), change, some_signals(**fields), words=words)


class TestLonger:
    def test_moves_the_end_and_nothing_else(self) -> None:
        assert changed(Change(longer_ms=2_000)) == a_span(30, 42)

    def test_shorter_when_negative(self) -> None:
        assert changed(Change(longer_ms=-2_000)) == a_span(30, 38)

    def test_ends_beside_a_word_and_not_in_it(self) -> None:
        word = Word(span=a_span(41.9, 42.3), text="so")

        assert changed(Change(longer_ms=2_000), word) == a_span(30, 41.9)

    def test_is_exact_where_a_long_word_leaves_nothing_near(self) -> None:
        word = Word(span=a_span(41.5, 42.5), text="hmmmm")

        assert changed(Change(longer_ms=2_000), word) == a_span(30, 42)

    def test_ends_before_black(self) -> None:
        assert changed(Change(longer_ms=2_000), black=(a_span(41.8, 50),)) == a_span(30, 41.8)

    def test_leaves_an_edge_that_nobody_moves_even_in_a_word(self) -> None:
        word = Word(span=a_span(29.9, 30.2), text="so")

        assert changed(Change(longer_ms=2_000), word).start_ms == 30_000

    def test_grows_at_its_start_where_the_video_ends(self) -> None:
        assert changed(Change(longer_ms=3_000), span=a_span(80, 89)) == a_span(78, 90)

    def test_says_how_much_longer_it_can_become(self) -> None:
        with pytest.raises(CannotCut, match="at most 80 s longer"):
            changed(Change(longer_ms=81_000))

    def test_says_how_much_shorter_it_can_become(self) -> None:
        with pytest.raises(CannotCut, match="at most 9 s shorter"):
            changed(Change(longer_ms=-9_500))


class TestEarlier:
    def test_moves_the_start_and_lets_the_clip_grow(self) -> None:
        assert changed(Change(earlier_ms=1_500)) == a_span(28.5, 40)

    def test_starts_later_when_negative(self) -> None:
        assert changed(Change(earlier_ms=-1_500)) == a_span(31.5, 40)

    def test_starts_beside_a_word_and_not_in_it(self) -> None:
        word = Word(span=a_span(28.4, 28.8), text="so")

        assert changed(Change(earlier_ms=1_500), word) == a_span(28.4, 40)

    def test_says_how_much_earlier_is_possible(self) -> None:
        with pytest.raises(CannotCut, match="at most 30 s earlier"):
            changed(Change(earlier_ms=31_000))

    def test_says_how_much_later_is_possible(self) -> None:
        with pytest.raises(CannotCut, match="at most 9 s shorter"):
            changed(Change(earlier_ms=-9_500))


class TestMoments:
    @pytest.mark.parametrize(
        ("span", "start_s", "expected"),
        [
            (a_span(60, 90), 63, a_span(63, 90)),
            (a_span(60, 90), 31, a_span(31, 90)),
            (a_span(60, 90), 5, a_span(65, 90)),
            (a_span(60, 70), 20, a_span(20, 70)),
            (a_span(0, 90), 63, a_span(63, 90)),
        ],
        ids=["inside", "near", "counted from the clip", "far away", "both are the same"],
    )
    def test_are_of_the_video_unless_that_is_far_and_the_clip_has_it_too(
        self, span: Span, start_s: float, expected: Span
    ) -> None:
        assert changed(Change(start_ms=round(start_s * 1000)), span=span) == expected

    def test_move_both_ends_at_once(self) -> None:
        change = Change(start_ms=33_000, end_ms=48_000)

        assert changed(change) == a_span(33, 48)

    def test_say_where_the_video_ends(self) -> None:
        with pytest.raises(CannotCut, match="ends at 1:30"):
            changed(Change(end_ms=91_000), span=a_span(60, 80))

    def test_say_when_the_clip_has_to_start(self) -> None:
        with pytest.raises(CannotCut, match="end at 0:40, so it has to start by 0:39"):
            changed(Change(start_ms=45_000))


class TestDroppingTheIntro:
    def test_starts_at_the_second_sentence(self) -> None:
        words = (*said("Hello and welcome.", 30), *said("Today we fly to the moon.", 32))

        assert changed(Change(drop_intro=True), *words, shots=shots(31)) == a_span(31.88, 40)

    def test_starts_after_the_first_pause_without_words(self) -> None:
        pauses = (a_span(31, 32), a_span(32.5, 33))

        assert changed(Change(drop_intro=True), silences=pauses) == a_span(31.85, 40)

    def test_starts_at_the_first_cut_where_nothing_is_said(self) -> None:
        assert changed(Change(drop_intro=True), shots=shots(30.2, 32.4, 33)) == a_span(32.4, 40)

    def test_starts_where_something_begins_to_happen(self) -> None:
        assert changed(Change(drop_intro=True), lively=[(32, 40)]) == a_span(32, 40)

    def test_looks_only_at_the_first_third(self) -> None:
        with pytest.raises(CannotCut, match="no introduction"):
            changed(Change(drop_intro=True), shots=shots(30.5, 34))

    def test_may_grow_at_its_end_at_once(self) -> None:
        change = Change(drop_intro=True, longer_ms=1_000)

        assert changed(change, shots=shots(32)) == a_span(32, 41)
