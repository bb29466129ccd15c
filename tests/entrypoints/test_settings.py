from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import ValidationError

from entrypoints.settings import Settings

SECRET = "sk-nobody-may-read-this"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)


def refusal(monkeypatch: pytest.MonkeyPatch, **named: str) -> ValidationError:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    return refused.value


class TestSettings:
    def test_need_nothing(self) -> None:
        assert Settings().transcriber == "auto"

    @pytest.mark.parametrize("key", ["", " "])
    def test_name_the_setting_that_lacks_a_key(
        self, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        error = refusal(monkeypatch, STAKAZO_TRANSCRIBER="openai", OPENAI_API_KEY=key)

        (found,) = error.errors()
        assert found["loc"] == ("STAKAZO_TRANSCRIBER",)
        assert found["type"] == "settings.openai_key_missing"
        assert "OPENAI_API_KEY" in found["msg"]

    @pytest.mark.skipif(find_spec("faster_whisper") is not None, reason="Whisper is installed")
    def test_name_the_setting_that_needs_an_installation(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (found,) = refusal(monkeypatch, STAKAZO_TRANSCRIBER="whisper").errors()

        assert (found["loc"], found["type"]) == (
            ("STAKAZO_TRANSCRIBER",),
            "settings.whisper_missing",
        )

    @pytest.mark.parametrize("zone", ["Atlantis", "America", "../etc/passwd"])
    def test_name_a_zone_that_is_none(self, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
        (found,) = refusal(monkeypatch, STAKAZO_TIMEZONE=zone).errors()

        assert (found["loc"], found["type"]) == (
            ("STAKAZO_TIMEZONE",),
            "settings.timezone_unknown",
        )

    def test_repeat_nothing_that_was_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        error = refusal(monkeypatch, STAKAZO_PORT=SECRET, STAKAZO_LOG=SECRET)

        assert error.error_count() == 2
        assert SECRET not in str(error)
