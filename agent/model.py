"""The chat models that may answer, in the order in which they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import SecretStr

from agent.events import INTERPRETER

CALL_TIME_S: Final = 90.0
"""For one request to a provider, of which the client makes at most two."""
_NO_RETRY: Final = 1
"""Google's client counts the first attempt; another model is the better second one."""


class Provider(StrEnum):
    OPENAI = "openai"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """A provider without a key is not asked. A base URL stands for the provider's own host."""

    openai_key: str | None = None
    openai_base_url: str | None = None
    openai_model: str = "gpt-5.5"
    google_key: str | None = None
    google_base_url: str | None = None
    google_model: str = "gemini-3.5-flash"
    primary: Provider = Provider.OPENAI
    call_time_s: float = CALL_TIME_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """``name`` is how the model is reported: ``openai:…``, ``google:…`` or ``interpreter``."""

    name: str
    model: BaseChatModel


def candidates(settings: ModelSettings, *, last_resort: BaseChatModel) -> Sequence[Candidate]:
    """The primary first, ``last_resort`` (the interpreter) always at the end."""
    found = [*_openai(settings), *_google(settings)]
    found.sort(key=lambda one: not one.name.startswith(f"{settings.primary.value}:"))
    return [*found, Candidate(name=INTERPRETER, model=last_resort)]


def _openai(settings: ModelSettings) -> Sequence[Candidate]:
    if not settings.openai_key:
        return []
    # Its import takes half a second, which a machine without a key need not spend.
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(
        model=settings.openai_model,
        api_key=SecretStr(settings.openai_key),
        base_url=settings.openai_base_url,
        use_responses_api=False if settings.openai_base_url else None,
        stream_usage=True,
        timeout=settings.call_time_s,
        stream_chunk_timeout=settings.call_time_s,
        max_retries=1,
    )
    return [Candidate(name=f"{Provider.OPENAI.value}:{settings.openai_model}", model=model)]


def _google(settings: ModelSettings) -> Sequence[Candidate]:
    if not settings.google_key:
        return []
    from langchain_google_genai import ChatGoogleGenerativeAI

    model = ChatGoogleGenerativeAI(
        model=settings.google_model,
        api_key=SecretStr(settings.google_key),
        base_url=settings.google_base_url,
        timeout=settings.call_time_s,
        max_retries=_NO_RETRY,
    )
    return [Candidate(name=f"{Provider.GOOGLE.value}:{settings.google_model}", model=model)]
