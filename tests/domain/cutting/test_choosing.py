from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting import CannotCut, CutRequest, Reason, choose, judge
from domain.media import Signals, Span, Transition, Word
from tests.domain.cutting.making import (
    a_face,
    a_request,
    a_span,
    in_steps,
    is_inside_a_word,
    requests,
    said,
    shots,
    some_signals,
    transcripts,
    videos,
)


def only(signals: Signals, request: CutRequest, words: tuple[Word, ...] = ()) -> Span:
    (choice,) = choose(signals, request, words=words)
    return choice.span


class TestEveryChoice:
    @settings(max_examples=40, deadline=None)
    @given(videos, requests)
    def test_meets_the_request_or_says_that_no_video_of_this_length_could(
        self, video: Signals, request: CutRequest
    ) -> None:
        try:
            spans = [choice.span for choice in choose(video, request)]
        except CannotCut:
            assert request.count * request.min_ms > video.duration_ms
            return

        assert len(spans) == request.count
        assert all(request.min_ms <= span.duration_ms <= request.max_ms for span in spans)
        assert all(span.start_ms >= 0 and span.end_ms <= video.duration_ms for span in spans)
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(spans))

    @settings(max_examples=40, deadline=None)
    @given(videos, requests, transcripts, st.randoms(use_true_random=False))
    def test_leaves_words_whole_in_whatever_order_they_are_given(
        self, video: Signals, request: CutRequest, words: list[Word], chance: Random
    ) -> None:
        try:
            choices = choose(video, request, words=words)
        except CannotCut:
            return

        edges = {edge for c in choices for edge in (c.span.start_ms, c.span.end_ms)}
        inner = edges - {video.duration_ms}
        assert [edge for edge in inner if is_inside_a_word(edge, words)] == []
        assert choose(video, request, words=chance.sample(words, len(words))) == choices

    @settings(max_examples=25, deadline=None)
    @given(videos, requests, st.lists(st.integers(0, 40_000), max_size=3))
    def test_leaves_clips_that_exist_alone(
        self, video: Signals, request: CutRequest, starts: list[int]
    ) -> None:
        taken = tuple(Span(start_ms=start, end_ms=start + 3_000) for start in starts)
        try:
            choices = choose(video, replace(request, taken=taken))
        except CannotCut:
            return

        assert not any(choice.span.overlaps(other) for choice in choices for other in taken)

    @settings(max_examples=25, deadline=None)
    @given(videos, requests)
    def test_has_an_energy_from_0_to_1(self, video: Signals, request: CutRequest) -> None:
        if request.count * request.min_ms <= video.duration_ms:
            assert all(0 <= choice.energy <= 1 for choice in choose(video, request))


class TestWhereItCuts:
    def test_from_cut_to_cut(self) -> None:
        video = some_signals(shots=shots(20.1, 31.3, 60))

        (choice,) = choose(video, a_request())

        assert choice.span == a_span(20.1, 31.3)
        assert choice.reasons == (Reason.STARTS_ON_CUT, Reason.ENDS_ON_CUT)

    def test_from_the_first_word_of_a_sentence_to_the_last_of_another(self) -> None:
        words = (
            *said("and that was it.", 18),
            *said("Now comes the best part of all.", 21),
            *said("Nobody saw it coming at all.", 26),
            *said("And then we left", 36),
        )

        (choice,) = choose(
            some_signals(lively=[(21, 29)]), a_request(low_s=7, high_s=9), words=words
        )

        assert 20.5 <= choice.span.start_ms / 1000 <= 21
        assert 29 <= choice.span.end_ms / 1000 <= 30
        assert {Reason.STARTS_ON_SENTENCE, Reason.ENDS_ON_SENTENCE} <= set(choice.reasons)

    def test_finishes_the_sentence_though_what_follows_it_is_dull(self) -> None:
        words = (*said("One two three four five six seven eight nine.", 20), *said("After.", 40))
        end_s = words[8].span.end_ms / 1000
        lively = some_signals(lively=[(20, end_s - 1.4)])

        span = only(lively, a_request(low_s=2.5, high_s=9), words)

        assert span.end_ms >= words[8].span.end_ms

    def test_leaves_a_breath_before_and_a_tail_after_what_is_said(self) -> None:
        words = (*said("Before.", 10), *said("One two three four five.", 20), *said("After.", 30))

        span = only(some_signals(), a_request(low_s=2.5, high_s=3), words)

        assert span == Span(start_ms=19_880, end_ms=22_800)

    def test_from_pause_to_pause_where_there_are_no_words(self) -> None:
        video = some_signals(silences=(a_span(19, 20), a_span(31, 32)))

        (choice,) = choose(video, a_request())

        assert choice.span == Span(start_ms=19_850, end_ms=31_250)
        assert {Reason.STARTS_AFTER_SILENCE, Reason.ENDS_IN_SILENCE} <= set(choice.reasons)

    def test_not_while_somebody_speaks(self) -> None:
        speech = (a_span(0, 30), a_span(31, 44), a_span(45, 90))

        span = only(some_signals(speech=speech, lively=[(50, 60)]), a_request())

        assert 30 <= span.start_ms / 1000 <= 31
        assert 44 <= span.end_ms / 1000 <= 45

    def test_between_words_of_one_breath_where_the_transcript_knows_better(self) -> None:
        words = (*said("So it ended.", 0), *said("Then came " + "more " * 16 + "news.", 1.5))
        video = some_signals(seconds=12, speech=(a_span(0, 11),))

        assert only(video, a_request(low_s=9, high_s=9.6), words).start_ms == 1_500

    def test_anyway_while_somebody_never_stops(self) -> None:
        video = some_signals(speech=(a_span(0, 90),))

        assert len(choose(video, a_request(count=3))) == 3

    def test_never_in_a_dissolve(self) -> None:
        dissolves = shots(20, 30, 40, begins=Transition.GRADUAL)
        video = some_signals(shots=dissolves, lively=[(20, 30)])

        span = only(video, a_request(low_s=8, high_s=10))

        edges = (span.start_ms, span.end_ms)
        assert min(abs(edge - cut) for edge in edges for cut in (20_000, 30_000, 40_000)) >= 600

    def test_without_a_flash_of_the_shot_before(self) -> None:
        video = some_signals(shots=shots(20.3, 60), lively=[(20, 30)])

        span = only(video, a_request())

        assert span.start_ms == 20_300

    def test_without_a_flash_of_the_shot_after(self) -> None:
        words = said("One two three four five six seven eight nine ten.", 20)
        video = some_signals(shots=shots(24.9))

        span = only(video, a_request(low_s=4.9, high_s=5), words)

        assert not 24_900 < span.end_ms < 25_300

    def test_not_on_black_or_frozen_pictures_or_silence(self) -> None:
        for kind in ("black", "frozen", "silences"):
            video = some_signals(seconds=40, lively=[(0, 20)], **{kind: (a_span(0, 5),)})

            assert only(video, a_request()).start_ms >= 4_500, kind

    def test_around_black_inside(self) -> None:
        black = a_span(15, 19)
        video = some_signals(lively=[(10, 40)], black=(black,))

        assert not only(video, a_request()).overlaps(black)

    def test_anywhere_in_a_film_without_sound(self) -> None:
        video = some_signals(lively=[(40, 52)], silences=(a_span(0, 90),))

        assert only(video, a_request()).overlaps(a_span(40, 52))

    def test_on_the_beat(self) -> None:
        beats = tuple(range(130, 90_000, 600))
        video = some_signals(onsets=beats, shots=shots(20.02, 31.45))

        (choice,) = choose(video, a_request())

        for edge in (choice.span.start_ms, choice.span.end_ms):
            assert min(abs(edge - beat) for beat in beats) <= 60
        assert Reason.ON_BEAT in choice.reasons

    def test_off_the_beat_where_somebody_speaks_to_the_music(self) -> None:
        words = said("One two three four five six seven eight nine ten.", 20.25)
        beats = tuple(range(0, 90_000, 500))

        span = only(some_signals(onsets=beats), a_request(low_s=4.7, high_s=5.3), words)

        assert span.start_ms == 20_130

    def test_at_the_lengths_exactly_even_where_words_leave_one_way(self) -> None:
        words = (*said("uh", 0, word_s=3.3), *said("oh", 3.3, word_s=10), *said("eh", 13.3))

        span = only(some_signals(seconds=14), a_request(low_s=10, high_s=10), words)

        assert span == a_span(3.3, 13.3)


class TestWhatItPrefers:
    def test_the_lively_stretch(self) -> None:
        (choice,) = choose(some_signals(lively=[(40, 52)]), a_request())

        assert choice.span.overlaps(a_span(40, 52))
        assert {Reason.LIVELY, Reason.LOUD, Reason.STRONG_START} <= set(choice.reasons)

    def test_a_strong_start_to_a_strong_end(self) -> None:
        video = some_signals(shots=shots(10, 20, 60, 70), lively=[(10, 13), (67, 70)])

        assert only(video, a_request(low_s=10, high_s=10)) == a_span(10, 20)

    def test_faces(self) -> None:
        faces = tuple(a_face(at / 2) for at in range(80, 100))

        (choice,) = choose(some_signals(faces=faces), a_request())

        assert choice.span.overlaps(a_span(40, 50))
        assert Reason.FACES in choice.reasons

    def test_colour(self) -> None:
        video = some_signals()
        colour = in_steps(video, 40, 50, inside=0.8, outside=0.1)

        (choice,) = choose(replace(video, colourfulness=colour), a_request())

        assert choice.span.overlaps(a_span(40, 50))
        assert Reason.COLOURFUL in choice.reasons

    def test_something_said_to_nothing_said(self) -> None:
        (choice,) = choose(some_signals(speech=(a_span(40, 50),)), a_request())

        assert choice.span.start_ms <= 40_000 < 50_000 <= choice.span.end_ms
        assert Reason.SPEECH in choice.reasons

    def test_clips_from_all_over_the_video(self) -> None:
        video = some_signals(seconds=1_200)
        motion = in_steps(video, 300, 420, inside=0.03, outside=0.02)

        spans = [choice.span for choice in choose(replace(video, motion=motion), a_request(5))]

        gaps = [other.start_ms - one.end_ms for one, other in pairwise(spans)]
        assert min(gaps) >= 100_000
        assert any(span.overlaps(a_span(300, 420)) for span in spans)

    def test_clips_of_the_same_minutes_where_nothing_else_is_good(self) -> None:
        video = some_signals(seconds=240, lively=[(100, 140)], black=(a_span(150, 240),))

        spans = [choice.span for choice in choose(video, a_request(count=3, low_s=10))]

        assert sum(span.overlaps(a_span(100, 140)) for span in spans) >= 2

    def test_something_new_beside_what_it_has(self) -> None:
        video = some_signals(seconds=300, lively=[(20, 30), (100, 110)])
        faces = tuple(a_face(at / 2, confidence=0.7) for at in range(500, 524))
        taken = (a_span(20, 30), a_span(100, 110))

        span = only(replace(video, faces=faces), a_request(taken=taken))

        assert span.overlaps(a_span(250, 262))

    def test_another_look_where_all_else_is_equal(self) -> None:
        video = some_signals()
        light = in_steps(video, 60, 90, inside=0.9, outside=0.1)

        span = only(replace(video, brightness=light), a_request(taken=(a_span(0, 10),)))

        assert span.start_ms >= 59_000


class TestWishes:
    def test_come_from_what_was_searched_for(self) -> None:
        about = (a_span(61, 65),)

        (choice,) = choose(some_signals(lively=[(10, 30)]), a_request(about=about))

        assert choice.span.start_ms <= 61_000 < 65_000 <= choice.span.end_ms
        assert Reason.ON_TOPIC in choice.reasons

    def test_are_met_each_at_its_place(self) -> None:
        about = (a_span(15, 19), a_span(70, 74))

        one, other = choose(some_signals(lively=[(30, 60)]), a_request(count=2, about=about))

        assert one.span.overlaps(about[0])
        assert other.span.overlaps(about[1])

    def test_look_like_the_clip_that_is_shown(self) -> None:
        video = some_signals(lively=[(60, 75)])
        dim = in_steps(video, 0, 45, inside=0.1, outside=0.9)

        (choice,) = choose(replace(video, brightness=dim), a_request(like=a_span(5, 15)))

        assert choice.span.end_ms <= 46_000
        assert not choice.span.overlaps(a_span(5, 15))
        assert Reason.LIKE_CLIP in choice.reasons


class TestRefusals:
    @pytest.mark.parametrize(
        ("request_", "says"),
        [
            (a_request(0), "from 1 to 50"),
            (a_request(51), "from 1 to 50"),
            (a_request(low_s=9, high_s=8), "longer than the longest"),
            (a_request(low_s=0.5), "at least 1 s"),
            (a_request(20), "at most 11 clips of 8 s"),
            (a_request(2, low_s=50, high_s=60), "only one clip of 50 s"),
            (a_request(low_s=95, high_s=99), "no clip of 95 s fits"),
        ],
    )
    def test_say_what_would_be_possible(self, request_: CutRequest, says: str) -> None:
        with pytest.raises(CannotCut, match=says):
            choose(some_signals(), request_)

    def test_say_how_many_fit_beside_the_clips_that_exist(self) -> None:
        with pytest.raises(CannotCut, match="at most 3 more of 8 s"):
            choose(some_signals(), a_request(4, taken=(a_span(26, 90),)))

    def test_say_how_long_the_longest_free_stretch_is(self) -> None:
        with pytest.raises(CannotCut, match="longest free stretch has 6 s"):
            choose(some_signals(), a_request(taken=(a_span(0, 40), a_span(46, 90))))

    def test_say_how_much_there_is_about_a_topic(self) -> None:
        with pytest.raises(CannotCut, match="fills at most 43 s"):
            choose(some_signals(), a_request(low_s=60, high_s=70, about=(a_span(40, 43),)))

    def test_say_how_many_clips_there_are_about_a_topic(self) -> None:
        with pytest.raises(CannotCut, match="holds only one clip of 10 s"):
            choose(some_signals(), a_request(2, low_s=10, about=(a_span(40, 45),)))

    def test_say_how_many_fit_without_cutting_a_word(self) -> None:
        words = (*said("well", 0, word_s=40), *said("then", 40, word_s=50))

        with pytest.raises(CannotCut, match="only one clip of these lengths"):
            choose(some_signals(), a_request(2, low_s=35, high_s=42), words=words)


class TestJudge:
    def test_says_what_is_true_of_a_span_that_a_person_chose(self) -> None:
        video = some_signals(shots=shots(20, 30))

        on_cuts = judge(video, a_span(20, 30))
        moved = judge(video, a_span(20, 32))

        assert {Reason.STARTS_ON_CUT, Reason.ENDS_ON_CUT} <= set(on_cuts.reasons)
        assert Reason.ENDS_ON_CUT not in moved.reasons
