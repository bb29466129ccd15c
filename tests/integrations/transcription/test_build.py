import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from domain.ports import Transcriber
from integrations.transcription import (
    Choice,
    KeyMissing,
    TranscriptionSettings,
    WhisperNotInstalled,
    Workplace,
    build,
)
from integrations.transcription.openai_api import OpenAITranscriber


def built(workplace: Workplace, choice: Choice, *, key: str | None = None) -> Transcriber | None:
    settings = TranscriptionSettings(weights=Path("weights"), choice=choice, openai_key=key)
    return build(settings, workplace)


class TestBuild:
    def test_takes_openai_where_there_is_a_key(self, workplace: Workplace) -> None:
        assert isinstance(built(workplace, "auto", key="sk"), OpenAITranscriber)
        assert isinstance(built(workplace, "openai", key="sk"), OpenAITranscriber)

    def test_takes_nobody_without_one_or_when_told(self, workplace: Workplace) -> None:
        assert built(workplace, "auto") is None
        assert built(workplace, "auto", key=" ") is None
        assert built(workplace, "none", key="sk") is None

    def test_says_that_the_key_is_missing(self, workplace: Workplace) -> None:
        with pytest.raises(KeyMissing, match="OPENAI_API_KEY"):
            built(workplace, "openai")

    @pytest.mark.skipif(find_spec("faster_whisper") is not None, reason="Whisper is installed")
    def test_says_how_whisper_is_installed(self, workplace: Workplace) -> None:
        with pytest.raises(WhisperNotInstalled, match="make whisper"):
            built(workplace, "whisper")

    def test_loads_no_whisper_before_somebody_listens(self) -> None:
        assert "faster_whisper" not in sys.modules
