import string

import pytest

from domain.cutting import Reason
from domain.job import JobKind, JobStatus
from domain.ledger import Kind
from domain.publication import PublicationStatus
from domain.texts import TEXTS, Locale, say


def values_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


class TestTexts:
    def test_say_the_same_in_both_languages(self) -> None:
        assert [
            key for key, pair in TEXTS.items() if not (pair.en.strip() and pair.es.strip())
        ] == []
        assert [
            key for key, pair in TEXTS.items() if values_of(pair.en) != values_of(pair.es)
        ] == []

    @pytest.mark.parametrize(
        ("area", "words"),
        [
            ("event", list(Kind)),
            ("job_kind", list(JobKind)),
            ("job_status", list(JobStatus)),
            ("publication_status", list(PublicationStatus)),
            ("reason", list(Reason)),
        ],
    )
    def test_have_a_word_for_every_member(self, area: str, words: list[str]) -> None:
        assert [word for word in words if f"{area}.{word}" not in TEXTS] == []


class TestSay:
    def test_uses_the_singular_for_one(self) -> None:
        assert say("videos.list", Locale.EN, count=1, lines="x").startswith("One video")
        assert say("videos.list", Locale.ES, count=2, lines="x").startswith("2 vídeos")

    def test_leaves_braces_in_values_alone(self) -> None:
        assert "{0.__class__}" in say("videos.list", Locale.EN, count=1, lines="{0.__class__}")
