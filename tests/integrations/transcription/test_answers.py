from typing import Any

import pytest

from domain.media import Span, Word
from integrations.transcription.answers import Unreadable, parsed, read
from integrations.transcription.heard import Heard
from integrations.transcription.languages import code_of


def an_answer(**fields: Any) -> dict[str, Any]:
    words = [
        {"word": "Hola", "start": 0.5, "end": 0.9},
        {"word": "mundo", "start": 1.0, "end": 1.4},
    ]
    segment = {"start": 0.0, "end": 2.0, "text": " ¡Hola, mundo!"}
    answer = {"language": "spanish", "text": "¡Hola, mundo!", "words": words}
    return {**answer, "segments": [segment], **fields}


def texts(**fields: Any) -> list[str]:
    return [word.text for word in read(an_answer(**fields)).words]


class TestRead:
    def test_gives_words_as_they_are_written(self) -> None:
        assert read(an_answer()) == Heard(
            language="es",
            words=(
                Word(span=Span(start_ms=500, end_ms=900), text="¡Hola,"),
                Word(span=Span(start_ms=1000, end_ms=1400), text="mundo!"),
            ),
        )

    def test_spells_by_the_segments_where_there_is_no_text(self) -> None:
        assert texts(text="") == ["¡Hola,", "mundo!"]

    @pytest.mark.parametrize("words", [None, [], "none"])
    def test_shares_a_segments_time_out_where_words_have_none(self, words: object) -> None:
        found = read(an_answer(words=words)).words

        assert [word.text for word in found] == ["¡Hola,", "mundo!"]
        assert (found[0].span.start_ms, found[1].span.end_ms) == (0, 2000)

    @pytest.mark.parametrize(
        "made_up",
        [{"no_speech_prob": 0.9, "avg_logprob": -1.3}, {"compression_ratio": 3.0}],
    )
    def test_leaves_out_what_was_made_up(self, made_up: dict[str, float]) -> None:
        segments = [
            {"start": 0.0, "end": 0.95, "text": "¡Hola,"},
            {"start": 0.95, "end": 2.0, "text": "mundo!", **made_up},
        ]

        assert texts(segments=segments) == ["¡Hola,"]

    @pytest.mark.parametrize(
        "word",
        [
            {},
            {"word": "x"},
            {"word": None, "start": 0, "end": 1},
            {"word": "x", "start": "0", "end": 1},
            {"word": "x", "start": float("nan"), "end": 1},
            {"word": "x", "start": 0, "end": float("inf")},
            "x",
            None,
        ],
    )
    def test_leaves_out_words_that_make_no_sense(self, word: object) -> None:
        good = {"word": "Hola", "start": 0.5, "end": 0.9}

        assert texts(words=[word, good]) == ["¡Hola,"]

    def test_of_silence_is_nothing(self) -> None:
        assert read({"language": "english", "text": " ", "words": [], "segments": []}).words == ()
        assert read({}) == Heard()

    @pytest.mark.parametrize("answer", [None, [], "text", {"text": 5}, {"text": "no times"}])
    def test_refuses_what_says_not_when(self, answer: object) -> None:
        with pytest.raises(Unreadable):
            read(answer)

    def test_prefers_segments_to_words_most_of_which_have_no_time(self) -> None:
        bad = {"word": "mundo", "start": None, "end": None}

        assert texts(words=[{"word": "Hola", "start": 0.5, "end": 0.9}, bad, bad]) == [
            "¡Hola,",
            "mundo!",
        ]

    def test_refuses_words_none_of_which_has_a_time(self) -> None:
        with pytest.raises(Unreadable):
            read({"text": "", "words": [{"word": "Hola"}]})


class TestParsed:
    @pytest.mark.parametrize(
        "answer",
        [
            "",
            "<html>",
            b"\xff\xfe\xff",
            "[" * 100_000,
            f'{{"words": [{{"word": "x", "start": 0, "end": 1{"0" * 400}}}]}}',
            f'{{"segments": [{{"start": 0, "end": 1, "compression_ratio": 1{"0" * 400}}}]}}',
        ],
        ids=["empty", "page", "bytes", "deep", "late", "sure"],
    )
    def test_refuses_whatever_cannot_be_read(self, answer: str | bytes) -> None:
        with pytest.raises(Unreadable):
            parsed(answer)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("english", "en"),
        ("Spanish", "es"),
        ("haitian creole", "ht"),
        ("es", "es"),
        ("pt-BR", "pt"),
        ("", "und"),
        ("klingon", "und"),
    ],
)
def test_languages_have_codes(language: str, code: str) -> None:
    assert code_of(language) == code
