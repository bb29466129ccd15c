import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import Span
from domain.transcript import sentences, written
from domain.transcript.sentences import split
from tests.domain.transcript.speaking import said


def texts(spoken: str) -> list[str]:
    return [written(sentence) for sentence in split(said(spoken))]


class TestSentences:
    def test_are_stretches_from_first_to_last_word(self) -> None:
        words = said("Good morning. How are you?", at_ms=1_000)

        assert sentences(words) == (
            Span(start_ms=1_000, end_ms=1_650),
            Span(start_ms=1_700, end_ms=2_700),
        )

    def test_of_nothing_are_none(self) -> None:
        assert sentences(()) == ()

    @pytest.mark.parametrize(
        "spoken",
        [
            "Dr. Ruiz is here.",
            "It costs $3.50 today.",
            "She works with J. Smith.",
            "Vive en EE. UU. desde ayer.",
            "Come at 5 p.m. on Monday.",
            "It was … fine.",
            "Well… maybe.",
            "He said 3.5 percent.",
        ],
    )
    def test_do_not_end_at_every_full_stop(self, spoken: str) -> None:
        assert texts(spoken) == [spoken]

    @pytest.mark.parametrize(
        ("spoken", "expected"),
        [
            ("Dijo que no. Luego se fue.", ["Dijo que no.", "Luego se fue."]),
            ('He said "stop." We did.', ['He said "stop."', "We did."]),
            ("¿Cuánto cuesta? ¡Mucho! Ya.", ["¿Cuánto cuesta?", "¡Mucho!", "Ya."]),
            ("Visit stakazo.com. Then call.", ["Visit stakazo.com.", "Then call."]),
            ("no stops here | | but a pause", ["no stops here", "but a pause"]),
        ],
    )
    def test_end_at_marks_and_long_pauses(self, spoken: str, expected: list[str]) -> None:
        assert texts(spoken) == expected

    def test_end_at_shorter_pauses_where_nobody_wrote_marks(self) -> None:
        first, second = " ".join(["word"] * 30), " ".join(["term"] * 30)

        assert texts(f"{first} | {second}") == [first, second]
        assert texts("only a | few words") == ["only a | few words".replace("| ", "")]

    def test_never_last_longer_than_half_a_minute(self) -> None:
        words = said(" ".join(["endless"] * 400))

        assert max(span.duration_ms for span in sentences(words)) <= 30_000

    @given(st.lists(st.sampled_from(["yes", "no.", "Well,", "¿Qué?", "|", "Dr."]), max_size=120))
    def test_lose_no_word(self, parts: list[str]) -> None:
        words = said(" ".join(parts))

        assert tuple(word for sentence in split(words) for word in sentence) == words
