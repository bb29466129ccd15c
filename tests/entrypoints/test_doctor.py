from datetime import date

import pytest
from pydantic import SecretStr

from domain.texts import TEXTS
from entrypoints.doctor import Mark, ending_versions, transcriber
from entrypoints.settings import Settings


def with_key(choice: str, key: str | None) -> Settings:
    secret = SecretStr(key) if key is not None else None
    return Settings.model_construct(transcriber=choice, openai_api_key=secret)


class TestTranscriber:
    @pytest.mark.parametrize(
        ("choice", "key", "text", "mark"),
        [
            ("auto", "sk", "doctor.transcriber.openai", Mark.GOOD),
            ("openai", "sk", "doctor.transcriber.openai", Mark.GOOD),
            ("whisper", None, "doctor.transcriber.whisper", Mark.GOOD),
            ("none", "sk", "doctor.transcriber.off", Mark.NOTE),
            ("none", None, "doctor.transcriber.off", Mark.NOTE),
            ("auto", None, "doctor.transcriber.none", Mark.NOTE),
            ("auto", " ", "doctor.transcriber.none", Mark.NOTE),
        ],
    )
    def test_says_who_listens_and_what_would_change_it(
        self, choice: str, key: str | None, text: str, mark: Mark
    ) -> None:
        found = transcriber(with_key(choice, key))

        assert (found.text, found.mark) == (text, mark)
        assert TEXTS[text].en.format(**found.values)
        assert found.fix == (f"{text}.fix" in TEXTS)

    def test_tells_who_switched_it_off_how_to_switch_it_on(self) -> None:
        found = transcriber(with_key("none", "sk"))

        assert "STAKAZO_TRANSCRIBER=none" in TEXTS[f"{found.text}.fix"].en
        assert "OPENAI_API_KEY" not in TEXTS[f"{found.text}.fix"].en


class TestEndingVersions:
    @pytest.mark.parametrize(
        ("today", "marks"),
        [
            (date(2026, 6, 1), []),
            (date(2026, 7, 1), [Mark.NOTE]),
            (date(2026, 9, 24), [Mark.BAD]),
        ],
    )
    def test_are_told_of_three_months_before_they_end(self, today: date, marks: list[Mark]) -> None:
        settings = Settings.model_construct(
            instagram_graph_version="v20.0", facebook_graph_version="v26.0"
        )

        found = ending_versions(settings, today=today)

        assert [one.mark for one in found] == marks
        assert all(TEXTS[one.text].en.format(**one.values) for one in found)
        assert "doctor.version.fix" in TEXTS
