import pytest

from domain.cutting.sentences import Sentences
from domain.media import Word
from tests.domain.cutting.making import a_span, said


def openings(*words: Word) -> list[int]:
    return list(Sentences(words, duration_ms=60_000).openings())


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "opening_words"),
        [
            ("It rained. We left", [0, 2]),
            ("Really? “Yes.” No", [0, 1, 2]),
            ("¡Vale! ¿Y tú", [0, 1]),
            ("and so… 3 days later", [0, 2]),
        ],
    )
    def test_end_with_their_punctuation(self, text: str, opening_words: list[int]) -> None:
        words = said(text, 0)

        assert openings(*words) == [500 * number for number in opening_words]

    @pytest.mark.parametrize("text", ["Dr. Strange came", "for approx. ten days", "3.5 days ago"])
    def test_do_not_end_with_an_abbreviation(self, text: str) -> None:
        assert openings(*said(text, 10)) == [10_000 - 120]

    def test_end_with_a_long_pause(self) -> None:
        words = (*said("so it went", 10), *said("and then", 12.3))

        assert openings(*words) == [9_880, 12_180]

    def test_leave_half_of_a_short_pause_to_each_side(self) -> None:
        words = Sentences((*said("Yes.", 10), *said("No.", 10.6)), duration_ms=60_000)

        assert list(words.openings()) == [9_880, 10_550]
        assert list(words.endings()) == [10_550, 11_400]

    def test_are_soon_to_open_and_just_closed(self) -> None:
        words = Sentences((*said("Yes it is.", 10), *said("No.", 20)), duration_ms=60_000)

        assert words.opens_at(9_300)
        assert not words.opens_at(9_299)
        assert not words.opens_at(10_500)
        assert words.closes_at(12_500)
        assert not words.closes_at(12_501)
        assert not words.closes_at(10_500)

    def test_count_only_inside_the_video(self) -> None:
        late = Word(span=a_span(70, 71), text="Late.")
        across = Word(span=a_span(59.5, 60.5), text="Across.")

        assert list(Sentences([late, across], duration_ms=60_000).words) == [(59_500, 60_000)]
