from hypothesis import given
from hypothesis import strategies as st

from domain.media import Span, Word
from integrations.transcription.seams import joined

SHARED = Span(start_ms=10_000, end_ms=20_000)


def words(*said: tuple[str, int]) -> tuple[Word, ...]:
    return tuple(
        Word(span=Span(start_ms=start, end_ms=start + 300), text=text) for text, start in said
    )


def texts(found: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in found)


class TestJoined:
    def test_takes_over_at_a_word_that_both_heard_near_the_middle(self) -> None:
        first = words(("one", 9_000), ("two", 12_000), ("three", 15_000), ("fou", 19_900))
        second = words(("wo", 10_000), ("two,", 12_100), ("Three", 14_800), ("four", 19_800))

        assert texts(joined(first, second, SHARED)) == "one two three four"

    def test_keeps_the_order_of_time_when_a_word_is_said_twice(self) -> None:
        first = words(("no", 14_000), ("no", 15_000), ("no", 16_000))
        second = words(("no", 14_100), ("no", 15_100), ("no", 16_100), ("no", 17_000))

        assert len(joined(first, second, SHARED)) == 4

    def test_believes_the_part_that_is_further_from_its_end_where_they_disagree(self) -> None:
        first = words(("a", 11_000), ("b", 13_000), ("wrong", 19_500))
        second = words(("odd", 11_100), ("c", 16_000), ("d", 19_600), ("e", 21_000))

        assert texts(joined(first, second, SHARED)) == "a b c d e"

    def test_takes_the_words_of_the_one_that_heard_any(self) -> None:
        spoken = words(("a", 11_000), ("b", 18_000))

        assert texts(joined(spoken, (), SHARED)) == "a b"
        assert texts(joined((), spoken, SHARED)) == "a b"

    @given(
        st.lists(st.sampled_from("abcdef"), min_size=80, max_size=80),
        st.integers(-150, 150),
    )
    def test_loses_and_doubles_nothing_wherever_the_seam_is(
        self, spoken: list[str], apart_ms: int
    ) -> None:
        """Both hear every word that is whole in their part, at slightly other times."""
        all_words = words(*[(text, number * 400) for number, text in enumerate(spoken)])
        first = tuple(word for word in all_words if word.span.end_ms <= SHARED.end_ms)
        second = tuple(
            Word(
                span=Span(
                    start_ms=word.span.start_ms + apart_ms, end_ms=word.span.end_ms + apart_ms
                ),
                text=word.text,
            )
            for word in all_words
            if word.span.start_ms >= SHARED.start_ms
        )

        assert texts(joined(first, second, SHARED)) == " ".join(spoken)
