import pytest
from pydantic import SecretStr

from domain.texts import TEXTS
from entrypoints.doctor import Mark, transcriber
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
