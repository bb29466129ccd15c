"""Who hears the words of videos: OpenAI's API, Whisper on this machine, or nobody."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.ports import Transcriber
from integrations.transcription.listening import Workplace
from integrations.transcription.openai_api import Access, OpenAITranscriber
from integrations.transcription.whisper import WhisperNotInstalled, WhisperTranscriber

Choice = Literal["auto", "openai", "whisper", "none"]

__all__ = [
    "Choice",
    "KeyMissing",
    "TranscriptionSettings",
    "WhisperNotInstalled",
    "Workplace",
    "build",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionSettings:
    """``auto`` is OpenAI where there is a key, else nobody. ``weights`` is where Whisper's are."""

    weights: Path
    choice: Choice = "auto"
    openai_key: str | None = None
    openai_base_url: str | None = None
    openai_model: str = "whisper-1"
    whisper_model: str = "small"


class KeyMissing(Exception):
    """OpenAI was chosen, and there is no key for it."""


def build(settings: TranscriptionSettings, workplace: Workplace) -> Transcriber | None:
    """None when nobody is to listen. Raises KeyMissing and WhisperNotInstalled."""
    if settings.choice == "whisper":
        return WhisperTranscriber(workplace, model=settings.whisper_model, weights=settings.weights)
    key = (settings.openai_key or "").strip()
    if settings.choice == "openai" and not key:
        raise KeyMissing("STAKAZO_TRANSCRIBER is openai, and OPENAI_API_KEY is not set.")
    if settings.choice == "none" or not key:
        return None
    access = Access(
        api_key=key,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
    )
    return OpenAITranscriber(workplace, access)
