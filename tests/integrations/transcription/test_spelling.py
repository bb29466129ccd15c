import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import Span, Word
from integrations.transcription.spelling import spelled


def spoken(words: str) -> list[Word]:
    return [
        Word(span=Span(start_ms=number * 100, end_ms=number * 100 + 90), text=text)
        for number, text in enumerate(words.split())
    ]


def texts(words: str, text: str) -> list[str]:
    return [word.text for word in spelled(spoken(words), text)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Hello world", "Hello, world!"),
        ("Cómo estás Bien", "¿Cómo estás? ¡Bien!"),
        ("It costs 100 dollars", "It costs $100 (dollars)."),
        ("well he said stop", "Well… he said “stop”"),
        ("don't do it", "Don't do it."),
        ("Straße", "STRASSE!"),
    ],
)
def test_words_get_the_signs_that_touch_them(words: str, text: str) -> None:
    assert texts(words, text) == text.split()


def test_parts_of_what_is_written_as_one_are_one_word() -> None:
    (word, last) = spelled(spoken("co founder spoke"), "Co-founder spoke.")

    assert word == Word(span=Span(start_ms=0, end_ms=190), text="Co-founder")
    assert last.text == "spoke."


def test_words_that_the_text_does_not_have_stay_as_they_are() -> None:
    assert texts("one uh two three", "One, two, three.") == ["One,", "uh", "two,", "three."]


def test_words_that_only_the_text_has_are_not_made_up() -> None:
    assert texts("one three", "One, two, three.") == ["One,", "three."]


def test_a_short_word_is_not_found_inside_another() -> None:
    assert texts("we a go", "We can go.") == ["We", "a", "go."]


def test_scripts_without_spaces_keep_their_words() -> None:
    assert texts("今日 は 晴れ", "今日は、晴れ。") == ["今日", "は、", "晴れ。"]


@given(st.lists(st.text(min_size=1, max_size=6)), st.text(max_size=60))
def test_any_text_keeps_all_times(parts: list[str], text: str) -> None:
    words = [
        Word(span=Span(start_ms=number * 100, end_ms=number * 100 + 90), text=part)
        for number, part in enumerate(parts)
    ]

    found = spelled(words, text)

    assert [word.span.start_ms for word in found] == sorted(word.span.start_ms for word in found)
    assert max((word.span.end_ms for word in found), default=0) == max(
        (word.span.end_ms for word in words), default=0
    )
