"""A local server that speaks OpenAI's transcription protocol, and really listens.

Its language is beeps: tone number n (``frequency(n)``, at least 100 ms long) is the word "beepn".
It answers as OpenAI does: words without punctuation, and segments and text with it. A test tells it
how to fail, or what else to answer.
"""

import asyncio
import io
import socket
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

import av
import numpy as np
import uvicorn
from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import JSONResponse, Response

Body = dict[str, Any]

KEY: Final = "sk-transcription"
MAX_BYTES: Final = 25 * 2**20
_FRAME_S: Final = 0.02
_LOWEST: Final = 400
_STEP: Final = 100


class Mood(StrEnum):
    WELL = "well"
    RATE_LIMITED = "rate_limit_exceeded"
    NO_CREDIT = "insufficient_quota"
    BROKEN = "server_error"
    TOO_LARGE = "too_large"
    UNKNOWN_MODEL = "model_not_found"
    SILENT = "silent"
    """Never answers."""
    GARBLED = "garbled"


_STATUS: Final = {
    Mood.RATE_LIMITED: 429,
    Mood.NO_CREDIT: 429,
    Mood.BROKEN: 500,
    Mood.TOO_LARGE: 413,
    Mood.UNKNOWN_MODEL: 404,
}


@dataclass
class Asked:
    """One request, as it came in."""

    fields: dict[str, list[str]]
    file_name: str
    sound: bytes


@dataclass
class TranscriptionServer:
    """``moods`` are those of the next requests, one each; after them comes ``mood``.

    ``answer`` replaces what it heard, and ``retry_after`` is the header of its refusals.
    ``here`` is set while a request waits for an answer.
    """

    url: str = ""
    mood: Mood = Mood.WELL
    moods: deque[Mood] = field(default_factory=deque)
    answer: Body | str | None = None
    retry_after: str = "0.05"
    asked: list[Asked] = field(default_factory=list)
    here: asyncio.Event = field(default_factory=asyncio.Event)


def frequency(number: int) -> int:
    return _LOWEST + _STEP * number


@asynccontextmanager
async def transcription_server() -> AsyncIterator[TranscriptionServer]:
    fake = TranscriptionServer()
    listening = socket.create_server(("127.0.0.1", 0))
    fake.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server = uvicorn.Server(uvicorn.Config(_app(fake), log_level="critical", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield fake
    finally:
        server.should_exit = server.force_exit = True
        await running


def _app(fake: TranscriptionServer) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/audio/transcriptions")
    async def transcribe(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "invalid_api_key")
        asked = await _asked(request)
        fake.asked.append(asked)
        mood = fake.moods.popleft() if fake.moods else fake.mood
        if mood in _STATUS:
            return _error(_STATUS[mood], mood.value, fake.retry_after)
        if mood is Mood.SILENT:
            fake.here.set()
            await asyncio.Event().wait()
        if mood is Mood.GARBLED:
            return Response("<html>", media_type="text/html")
        wrong = _complaint(asked)
        if wrong:
            return _error(*wrong)
        heard = await asyncio.to_thread(_hear, asked.sound) if fake.answer is None else fake.answer
        if isinstance(heard, str):
            return Response(heard, media_type="application/json")
        return JSONResponse(heard)

    return app


async def _asked(request: Request) -> Asked:
    form = await request.form()
    fields: dict[str, list[str]] = {}
    name, sound = "", b""
    for key, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(key, []).append(value)
        else:
            upload: UploadFile | Any = value
            name, sound = upload.filename or "", await upload.read()
    return Asked(fields=fields, file_name=name, sound=sound)


def _complaint(asked: Asked) -> tuple[int, str] | None:
    if len(asked.sound) > MAX_BYTES:
        return 413, Mood.TOO_LARGE.value
    if not asked.sound or not asked.fields.get("model"):
        return 400, "missing_required_parameter"
    verbose = asked.fields.get("response_format") == ["verbose_json"]
    if asked.fields.get("timestamp_granularities[]") and not verbose:
        return 400, "invalid_value"
    return None


def _error(status: int, code: str, retry_after: str = "0.05") -> Response:
    error = {"message": f"told to fail ({KEY[:6]}…)", "type": code, "param": None, "code": code}
    return JSONResponse({"error": error}, status, headers={"retry-after": retry_after})


def _hear(sound: bytes) -> Body:
    samples, rate = _samples(sound)
    words = [
        {"word": f"beep{number}", "start": round(start, 2), "end": round(end, 2)}
        for number, start, end in _beeps(samples, rate)
    ]
    texts = [_written(at, str(word["word"])) for at, word in enumerate(words)]
    segment = {"id": 0, "start": 0.0, "end": len(samples) / rate, "text": " " + " ".join(texts)}
    sure = {"avg_logprob": -0.2, "compression_ratio": 1.4, "no_speech_prob": 0.01}
    return {
        "task": "transcribe",
        "language": "spanish",
        "duration": len(samples) / rate,
        "text": " ".join(texts),
        "words": words,
        "segments": [{**segment, **sure}] if words else [],
        "usage": {"type": "duration", "seconds": round(len(samples) / rate)},
    }


def _written(at: int, word: str) -> str:
    """Sentences of five words: "¿Beep1, beep2, …?"."""
    if at % 5 == 0:
        return f"¿{word.capitalize()},"
    return f"{word}?" if at % 5 == 4 else f"{word},"


def _samples(sound: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(sound), "r") as container:
        stream = container.streams.audio[0]
        frames = [frame.to_ndarray().ravel() for frame in container.decode(stream)]
        assert stream.layout.nb_channels == 1
        return np.concatenate(frames).astype(np.float32) / 2**15, stream.rate


def _beeps(samples: np.ndarray, rate: int) -> Iterator[tuple[int, float, float]]:
    """Runs of frames in which one tone stands out: its number, start and end in seconds."""
    size = int(rate * _FRAME_S)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    loud = np.sqrt((frames**2).mean(axis=1)) > 0.02
    pitch = np.zeros(len(frames))
    pitch[loud] = np.abs(np.fft.rfft(frames[loud] * np.hanning(size))).argmax(axis=1) / _FRAME_S
    numbers = np.where(loud, np.rint((pitch - _LOWEST) / _STEP), -1).astype(int)
    at = 0
    for number, run in groupby(numbers.tolist()):
        length = len(list(run))
        if number >= 0 and length * _FRAME_S >= 0.1:
            yield number, at * _FRAME_S, (at + length) * _FRAME_S
        at += length
