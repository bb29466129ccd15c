import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import Span, Word
from domain.transcript import clean, written

LONG = 60_000


def a_word(text: str, start_ms: int, end_ms: int) -> Word:
    return Word(span=Span(start_ms=start_ms, end_ms=end_ms), text=text)


class TestClean:
    def test_leaves_good_words_as_they_are(self) -> None:
        words = (a_word("Hello,", 0, 400), a_word("world.", 450, 900))

        assert clean(words, LONG) == words

    def test_puts_words_in_order(self) -> None:
        words = (a_word("two", 500, 900), a_word("one", 0, 400))

        assert [word.text for word in clean(words, LONG)] == ["one", "two"]

    def test_leaves_out_what_is_outside_of_the_video(self) -> None:
        words = (
            a_word("before", -900, -100),
            a_word("across", -50, 200),
            a_word("last", 59_900, 61_000),
            a_word("beyond", 60_000, 60_400),
        )

        assert clean(words, LONG) == (a_word("across", 0, 200), a_word("last", 59_900, 60_000))

    def test_leaves_out_what_ends_before_it_begins(self) -> None:
        assert clean((a_word("odd", 900, 300),), LONG) == ()

    def test_leaves_out_what_nobody_can_say(self) -> None:
        words = (a_word("", 0, 100), a_word(" ", 200, 300), a_word("♪", 400, 500))

        assert clean((*words, a_word("&", 600, 700)), LONG) == (a_word("&", 600, 700),)

    @pytest.mark.parametrize(
        ("heard", "kept"),
        [
            ("\u202ehola\u202c", "hola"),
            ("\u2066ho\u200ela\u2069", "hola"),
            ("\x1b[31mred\x00", "[31mred"),
            ("lone\ud800", "lone"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("ok👩\u200d💻❤\ufe0f", "ok👩\u200d💻❤\ufe0f"),
            ("two\u2028\u202a \nlines", "two lines"),
        ],
    )
    def test_drops_signs_that_nobody_sees(self, heard: str, kept: str) -> None:
        assert clean((a_word(heard, 0, 400),), LONG) == (a_word(kept, 0, 400),)

    def test_ends_a_word_where_the_next_one_begins(self) -> None:
        words = (a_word("long", 0, 5_000), a_word("next", 1_000, 1_400))

        assert clean(words, LONG) == (a_word("long", 0, 1_000), a_word("next", 1_000, 1_400))

    def test_gives_words_without_a_length_one(self) -> None:
        words = (a_word("a", 1_000, 1_000), a_word("b", 3_000, 3_000), a_word("c", 3_020, 3_400))

        assert [word.span.duration_ms for word in clean(words, LONG)] == [60, 20, 380]

    def test_keeps_all_words_that_begin_at_once(self) -> None:
        words = tuple(a_word(text, 1_000, 1_000) for text in "abc")

        assert [word.text for word in clean(words, LONG)] == ["a", "b", "c"]

    def test_does_not_let_a_word_last_over_the_pause_beside_it(self) -> None:
        assert clean((a_word("well", 0, 30_000),), LONG) == (a_word("well", 0, 6_000),)

    @given(
        st.lists(st.tuples(st.text(max_size=4), *[st.integers(-5_000, 70_000)] * 2), max_size=40),
        st.integers(1, LONG),
    )
    def test_makes_any_words_fit_and_changes_them_only_once(
        self, raw: list[tuple[str, int, int]], duration_ms: int
    ) -> None:
        words = clean([a_word(*one) for one in raw], duration_ms)

        ends = 0
        for word in words:
            assert ends <= word.span.start_ms < word.span.end_ms <= duration_ms
            ends = word.span.end_ms
        assert clean(words, duration_ms) == words


class TestWritten:
    def test_puts_spaces_where_the_script_has_them(self) -> None:
        assert written([a_word("¿Qué", 0, 1), a_word("tal?", 2, 3)]) == "¿Qué tal?"
        assert written([a_word("今日", 0, 1), a_word("は", 2, 3)]) == "今日は"
        assert written([]) == ""
