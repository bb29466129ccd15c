"""From a stored video to its transcript: part by part, a few at a time."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.ids import BlobKey
from domain.media import Span, Word
from domain.ports import Progress, Store, TranscriberUnavailable
from domain.transcript import Transcript, clean, is_spoken
from domain.video import MediaRefused
from integrations.media.ffmpeg import FfmpegFailed, find_ffmpeg
from integrations.media.probe import inspect
from integrations.media.process import TookTooLong
from integrations.media.workshop import Workshop
from integrations.transcription.heard import UNKNOWN, Hear, Heard
from integrations.transcription.parts import PART_BYTES, Source, extract, plan
from integrations.transcription.seams import joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where videos come from, and where the sound of a part lies while it is listened to."""

    store: Store
    workshop: Workshop
    ffmpeg: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """``name`` is how a transcript says who heard it; ``at_once`` how many parts it hears."""

    name: str
    hear: Hear
    at_once: int


async def transcript_of(
    workplace: Workplace, source: BlobKey, listener: Listener, *, on_progress: Progress
) -> Transcript:
    """Raises MediaRefused and NoSpace; TranscriberUnavailable as the listener does, and where most
    words that it heard cannot be right: a transcript is kept, and asked for only once."""
    async with workplace.store.local_path(source) as path:
        inspection = await inspect(path)
        duration_ms = inspection.probe.duration_ms
        parts = plan(duration_ms) if inspection.audio_index is not None else ()
        with _refusing():
            found = await _hear_all(
                Source(binary=find_ffmpeg(workplace.ffmpeg), path=path, inspection=inspection),
                parts,
                listener,
                workshop=workplace.workshop,
                on_progress=on_progress,
            )
    return Transcript(
        language=_language(found),
        transcriber=listener.name,
        words=clean(await asyncio.to_thread(_joined, parts, found), duration_ms),
    )


async def _hear_all(
    source: Source,
    parts: Sequence[Span],
    listener: Listener,
    *,
    workshop: Workshop,
    on_progress: Progress,
) -> list[Heard]:
    few, telling = asyncio.Semaphore(listener.at_once), asyncio.Lock()
    done = 0

    async def hear(part: Span) -> Heard:
        nonlocal done
        async with few, workshop.room.reserve(PART_BYTES):
            with tempfile.TemporaryDirectory(prefix="stakazo-sound-", dir=workshop.folder) as place:
                output = Path(place, "part.flac")
                async with workshop.turn():
                    audible = await extract(source, part, output)
                heard = await listener.hear(output, part.duration_ms / 1000) if audible else Heard()
        async with telling:
            done += 1
            await on_progress(done / len(parts))
        return heard

    try:
        async with asyncio.TaskGroup() as all_parts:
            tasks = [all_parts.create_task(hear(part)) for part in parts]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


def _joined(parts: Sequence[Span], found: Sequence[Heard]) -> tuple[Word, ...]:
    words: tuple[Word, ...] = ()
    reached_ms = 0
    for part, heard in zip(parts, found, strict=True):
        later = _credible(heard.words, part.duration_ms)
        moved = tuple(_moved(word, part.start_ms) for word in later)
        shared = Span(start_ms=part.start_ms, end_ms=max(part.start_ms, reached_ms))
        words = joined(words, moved, shared)
        reached_ms = part.end_ms
    return words


def _credible(heard: Sequence[Word], duration_ms: int) -> tuple[Word, ...]:
    """Silence and music are no words, and right; words outside the part come from a server that
    counts otherwise."""
    spoken = sum(map(is_spoken, heard))
    kept = clean(heard, duration_ms)
    if len(kept) * 2 < spoken:
        raise TranscriberUnavailable("answer_unreadable")
    return kept


def _moved(word: Word, by_ms: int) -> Word:
    span = Span(start_ms=word.span.start_ms + by_ms, end_ms=word.span.end_ms + by_ms)
    return Word(span=span, text=word.text)


def _language(found: Sequence[Heard]) -> str:
    """What most of the words are said in."""
    spoken: Counter[str] = Counter()
    for heard in found:
        spoken[heard.language] += len(heard.words)
    return max(spoken, key=lambda language: spoken[language], default=UNKNOWN)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except TookTooLong as error:
        raise MediaRefused("took_too_long") from error
    except FfmpegFailed as error:
        raise MediaRefused("broken") from error
