import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.transcript import title
from tests.domain.transcript.speaking import said


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("The market never sleeps.", "The market never sleeps"),
        ("¿Cuánto cuesta un piso en Madrid?", "¿Cuánto cuesta un piso en Madrid?"),
        ("¡Esto no se puede creer! Vamos.", "¡Esto no se puede creer!"),
        ("So, we raised our prices.", "We raised our prices"),
        ("¿Y cómo funciona esto?", "¿Cómo funciona esto?"),
        ("And um the answer is simple.", "The answer is simple"),
        ("now is the time to act", "Now is the time to act"),
        ('He said "prices are going up.', "He said prices are going up"),
    ],
)
def test_a_title_is_a_clean_sentence(spoken: str, expected: str) -> None:
    assert title(said(spoken)) == expected


def test_a_question_further_on_is_stronger_than_a_statement() -> None:
    words = said("We talked for a while. Why do most shops fail in their first year?")

    assert title(words) == "Why do most shops fail in their first year?"


def test_a_whole_sentence_is_stronger_than_the_end_of_one() -> None:
    words = said("because of the weather that day. Prices doubled within one week.")

    assert title(words) == "Prices doubled within one week"


def test_a_long_sentence_ends_at_its_last_comma_or_before_a_word_that_leaves_it_open() -> None:
    comma = said(
        "When we opened the second shop in the old town, nobody believed that it would work"
    )
    bare = said("Everybody told us that we should never open a shop in the middle of the winter")

    assert title(comma) == "When we opened the second shop in the old town"
    assert title(bare) == "Everybody told us that we should never open a shop"


def test_a_title_turns_no_text_around() -> None:
    spoken = "\u202eThe market\u2069 never\x07 sleeps\u200f."

    assert title(said(spoken)) == "The market never sleeps"


@pytest.mark.parametrize("spoken", ["", "Yes.", "Um, eh.", "a b c", "No. Sí. Ya."])
def test_nothing_of_substance_gives_no_title(spoken: str) -> None:
    assert title(said(spoken)) is None


@given(st.lists(st.text(min_size=1, max_size=90), max_size=30), st.integers(10, 80))
def test_no_title_is_too_long_or_ends_in_a_comma(parts: list[str], most: int) -> None:
    found = title(said(" ".join(parts)), most=most)

    assert found is None or (len(found) <= most and not found.endswith((",", ";", ":", " ")))
