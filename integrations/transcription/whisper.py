"""Words by Whisper on this machine (faster-whisper), for those whose sound may not leave it.

Its weights come from the network once and are kept; listening itself needs none, and happens in a
child process behind the same walls as all work on media.
"""

import asyncio
import json
import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import structlog

from domain.ids import BlobKey
from domain.ports import Progress, TranscriberUnavailable
from domain.transcript import Transcript
from integrations.media.process import Limits, Places, TookTooLong, run
from integrations.media.workshop import Workshop
from integrations.transcription.answers import Unreadable, parsed
from integrations.transcription.heard import Heard
from integrations.transcription.listening import Listener, Workplace, transcript_of

_FETCHER: Final = str(Path(__file__).with_name("weights.py"))
_CHILD: Final = str(Path(__file__).with_name("whisper_child.py"))
_THREADS: Final = 2
_START_S: Final = 600.0
"""To load a model, with nothing heard yet."""
_SLOWEST: Final = 24
"""Times as long as the sound: the largest model needs about ten on a slow machine."""
_MEMORY_BYTES: Final = 8 * 2**30
_SPACE_BYTES: Final = 32 * 2**30


class WhisperNotInstalled(Exception):
    """The message says how to install it."""

    def __init__(self) -> None:
        super().__init__("Whisper is not installed: run make whisper.")


class WhisperTranscriber:
    """``weights`` is the folder in which the weights of all models are kept."""

    def __init__(self, workplace: Workplace, *, model: str, weights: Path) -> None:
        """Raises WhisperNotInstalled."""
        if find_spec("faster_whisper") is None:
            raise WhisperNotInstalled
        self._workplace = workplace
        self._model = model
        self._weights = weights / model.replace("/", "--")
        self._fetching = asyncio.Lock()

    async def transcribe(self, source: BlobKey, *, on_progress: Progress) -> Transcript:
        """Raises TranscriberUnavailable, MediaRefused."""
        async with self._fetching:
            if not self._weights.exists():
                await _fetch(self._model, self._weights)
        listener = Listener(
            name=f"whisper:{self._model}",
            hear=partial(_hear, self._workplace.workshop, self._weights),
            at_once=1,
        )
        return await transcript_of(self._workplace, source, listener, on_progress=on_progress)


async def _fetch(model: str, folder: Path) -> None:
    """Not behind the walls, which no network gets through; it reads nothing that anyone sent."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, _FETCHER, model, str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await asyncio.shield(process.wait())
    if process.returncode != 0:
        _log(said.decode("utf-8", "replace"))
        raise TranscriberUnavailable("weights_missing")


async def _hear(workshop: Workshop, weights: Path, sound: Path, seconds: float) -> Heard:
    lines: list[str] = []

    async def listen(line: str) -> None:
        lines.append(line)

    settings = json.dumps({"weights": str(weights), "threads": min(_THREADS, os.cpu_count() or 1)})
    wall_s = _START_S + _SLOWEST * seconds
    limits = Limits(
        wall_s=wall_s,
        cpu_s=int(wall_s * _THREADS),
        memory_bytes=_MEMORY_BYTES,
        space_bytes=_SPACE_BYTES,
    )
    try:
        async with workshop.turn():
            finished = await run(
                [sys.executable, _CHILD, str(sound), settings],
                limits=limits,
                on_line=listen,
                places=Places(reads=[str(sound), str(weights)]),
            )
        return parsed(lines[-1] if lines else "")
    except TookTooLong as error:
        raise TranscriberUnavailable("too_slow") from error
    except Unreadable as error:
        _log(finished.stderr)
        raise TranscriberUnavailable("out_of_order") from error


def _log(said: str) -> None:
    structlog.get_logger().warning("whisper_failed", said=said.strip()[-1000:])
