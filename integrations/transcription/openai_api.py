"""Words by OpenAI's transcription API, or by any server that speaks it."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import openai
import structlog
from openai import AsyncOpenAI

from domain.ids import BlobKey
from domain.ports import Progress, TranscriberUnavailable
from domain.transcript import Transcript
from integrations.transcription.answers import Unreadable, read
from integrations.transcription.heard import Heard
from integrations.transcription.listening import Listener, Workplace, transcript_of

_AT_ONCE: Final = 3
"""Each part is held in memory while it is sent: three are 60 MB at most."""
_NO_CREDIT: Final = "insufficient_quota"
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
    """The client tries again by itself after 429, 5xx and lost connections, when the server says
    or ever more slowly. ``answer_s`` is how long one answer may take."""

    api_key: str
    base_url: str | None = None
    model: str = "whisper-1"
    answer_s: float = 600.0
    retries: int = 5

    def client(self) -> AsyncOpenAI:
        return AsyncOpenAI(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout=openai.Timeout(self.answer_s, connect=10.0),
            max_retries=self.retries,
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
                hear=partial(_hear, client, self._access.model),
                at_once=_AT_ONCE,
            )
            return await transcript_of(self._workplace, source, listener, on_progress=on_progress)


async def _hear(client: AsyncOpenAI, model: str, sound: Path) -> Heard:
    try:
        answer = await client.audio.transcriptions.with_raw_response.create(
            file=sound,
            model=model,
            response_format="verbose_json",
            timestamp_granularities=["word", "segment"],
        )
        return read(json.loads(answer.http_response.content))
    except UnicodeEncodeError as error:
        # The key goes into a header, which holds plain letters only.
        raise TranscriberUnavailable("key_refused") from error
    except (Unreadable, ValueError) as error:
        raise TranscriberUnavailable("answer_unreadable") from error
    except openai.APIError as error:
        # The message stays out of the log: OpenAI repeats parts of the key in it.
        structlog.get_logger().warning(
            "transcription_failed",
            kind=type(error).__name__,
            status=getattr(error, "status_code", None),
            code=error.code,
        )
        raise TranscriberUnavailable(_reason(error)) from error


def _reason(error: openai.APIError) -> str:
    """A text of its own each: ``transcriber.<reason>``."""
    if isinstance(error, openai.APITimeoutError):
        return "too_slow"
    if not isinstance(error, openai.APIStatusError):
        return "unreachable"
    if error.code == _NO_CREDIT:
        return "no_credit"
    return _REASONS.get(error.status_code, "out_of_order")
