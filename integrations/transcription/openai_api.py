"""Words by OpenAI's transcription API, or by any server that speaks it."""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

import openai
import structlog
from openai import AsyncOpenAI

from domain.ids import BlobKey
from domain.ports import Progress, TranscriberUnavailable
from domain.transcript import Transcript
from integrations.transcription.answers import Unreadable, parsed
from integrations.transcription.heard import Heard
from integrations.transcription.listening import Listener, Workplace, transcript_of
from integrations.transcription.patience import NO_CREDIT, Patience

_AT_ONCE: Final = 3
"""Each part is held in memory while it is sent: three are 60 MB at most."""
_CONNECT_S: Final = 10.0
_REASONS: Final = {
    400: "audio_refused",
    401: "key_refused",
    403: "key_refused",
    404: "model_unknown",
    413: "audio_too_large",
    429: "too_many_requests",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An answer may take ``answer_s`` and as long again as its sound lasts. After 429, 5xx and lost
    connections the same is asked again, when the server says or ever more slowly: ``retries`` times
    for each part, and no longer than ``patience_s`` for a whole transcription."""

    api_key: str
    base_url: str | None = None
    model: str = "whisper-1"
    answer_s: float = 60.0
    retries: int = 5
    patience_s: float = 120.0

    def client(self) -> AsyncOpenAI:
        return AsyncOpenAI(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout=openai.Timeout(None, connect=_CONNECT_S),
            max_retries=0,
        )


class OpenAITranscriber:
    def __init__(self, workplace: Workplace, access: Access) -> None:
        self._workplace = workplace
        self._access = access

    async def transcribe(self, source: BlobKey, *, on_progress: Progress) -> Transcript:
        """Raises TranscriberUnavailable, MediaRefused."""
        async with self._access.client() as client:
            listener = Listener(
                name=f"openai:{self._access.model}",
                hear=partial(_hear, client, self._access, Patience(self._access.patience_s)),
                at_once=_AT_ONCE,
            )
            return await transcript_of(self._workplace, source, listener, on_progress=on_progress)


async def _hear(
    client: AsyncOpenAI, access: Access, patience: Patience, sound: Path, seconds: float
) -> Heard:
    tries = 0
    while True:
        since = monotonic()
        try:
            async with asyncio.timeout(access.answer_s + seconds):
                return parsed(await _answer(client, access.model, sound))
        except UnicodeEncodeError as error:
            # The key goes into a header, which holds plain letters only.
            raise TranscriberUnavailable("key_refused") from error
        except Unreadable as error:
            raise TranscriberUnavailable("answer_unreadable") from error
        except TimeoutError as error:
            raise TranscriberUnavailable("too_slow") from error
        except openai.APIError as error:
            if tries < access.retries and await patience.lasts(error, since=since, tries=tries):
                tries += 1
                continue
            _log(error)
            raise TranscriberUnavailable(_reason(error)) from error


async def _answer(client: AsyncOpenAI, model: str, sound: Path) -> bytes:
    answer = await client.audio.transcriptions.with_raw_response.create(
        file=sound,
        model=model,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    return answer.http_response.content


def _log(error: openai.APIError) -> None:
    """The message stays out of the log: OpenAI repeats parts of the key in it."""
    structlog.get_logger().warning(
        "transcription_failed",
        kind=type(error).__name__,
        status=getattr(error, "status_code", None),
        code=error.code,
    )


def _reason(error: openai.APIError) -> str:
    """A text of its own each: ``transcriber.<reason>``."""
    if not isinstance(error, openai.APIStatusError):
        return "unreachable"
    if error.code == NO_CREDIT:
        return "no_credit"
    return _REASONS.get(error.status_code, "out_of_order")
