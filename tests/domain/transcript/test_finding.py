import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import VideoId
from domain.media import Span
from domain.transcript import Hit, lines, passages, searchable, terms
from tests.domain.transcript.speaking import said


def a_hit(number: int, video: str = "v", **terms: float) -> Hit:
    return Hit(
        video_id=VideoId(video),
        number=number,
        span=Span(start_ms=number * 8_000, end_ms=number * 8_000 + 7_000),
        text=f"line {number}",
        terms={int(place[1:]): worth for place, worth in terms.items()},
    )


class TestLines:
    def test_join_short_sentences_and_split_long_ones(self) -> None:
        words = said("Yes. No. Maybe. " + "and so it goes on " * 12)

        durations = [line.span.duration_ms for line in lines(words)]

        assert len(durations) == 2
        assert all(6_000 <= duration <= 12_000 for duration in durations)

    def test_are_apart_where_nobody_speaks_for_long(self) -> None:
        assert [line.text for line in lines(said("Good. | | | Bye."))] == ["Good.", "Bye."]

    @given(st.lists(st.sampled_from(["yes", "no.", "Well,", "¿Qué?", "|"]), max_size=120))
    def test_hold_every_word_once_and_are_short(self, parts: list[str]) -> None:
        words = said(" ".join(parts))

        found = lines(words)

        assert tuple(word for line in found for word in line.words) == words
        assert all(line.span.duration_ms <= 12_000 for line in found)


class TestTerms:
    def test_are_the_words_with_and_without_accents(self) -> None:
        assert terms("¿Cuánto CUESTA?") == (("cuánto", "cuanto"), ("cuesta", "cuesta"))

    def test_are_each_named_once(self) -> None:
        assert terms("price, Price & PRICE!") == (("price", "price"),)

    def test_leave_out_how_people_ask_for_a_passage(self) -> None:
        assert terms("la parte en que habla de precios") == tuple(
            (word, word) for word in ("la", "en", "que", "de", "precios")
        )

    @pytest.mark.parametrize("query", ["", "   ", "talks", "':*", "!!! & | <-> ()", "\x00\\"])
    def test_of_signs_alone_are_none(self, query: str) -> None:
        assert terms(query) == ()

    def test_of_an_endless_query_are_few(self) -> None:
        assert len(terms(" ".join(f"word{n}" for n in range(10_000)))) == 24
        assert len(terms("x" * 10_000)[0][0]) == 64

    def test_are_found_in_what_is_indexed(self) -> None:
        assert searchable("El co-fundador sabía.") == ("el co fundador sabía el co fundador sabia")


class TestPassages:
    def test_are_neighbouring_lines_together(self) -> None:
        (passage,) = passages([a_hit(3, t0=1), a_hit(2, t1=1)], limit=5)

        assert passage.span == Span(start_ms=16_000, end_ms=31_000)
        assert passage.text == "line 2 line 3"

    def test_come_in_order_of_what_they_cover(self) -> None:
        found = passages([a_hit(1, t0=1), a_hit(9, t0=1, t1=2), a_hit(5, t1=2)], limit=2)

        assert [passage.text for passage in found] == ["line 9", "line 5"]

    def test_are_not_worth_a_mention_when_they_cover_far_less(self) -> None:
        found = passages([a_hit(1, t0=0.5), a_hit(9, t0=0.5, t1=4)], limit=5)

        assert [passage.text for passage in found] == ["line 9"]

    def test_never_join_two_videos_or_last_forever(self) -> None:
        same_word = [a_hit(number, t0=1) for number in range(20)]

        found = passages([*same_word, a_hit(20, "w", t0=1)], limit=50)

        assert all(passage.span.duration_ms <= 45_000 for passage in found)
        assert [passage.video_id for passage in found].count(VideoId("w")) == 1

    def test_of_nothing_are_none(self) -> None:
        assert passages([], limit=5) == ()
