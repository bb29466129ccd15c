"""Knowing a video: its signals and its words, found out once and then kept."""

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.canonical import Json
from domain.errors import NotFound
from domain.ids import BlobKey
from domain.job import Run
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.media import Blob, Signals
from domain.ports.files import discard_unused
from domain.ports.outside import Media, Progress, Store, Transcriber, TranscriberUnavailable
from domain.ports.world import World
from domain.rendering import Measured
from domain.transcript import Transcript
from domain.video import Video, VideoStatus

_SEEN_SHARE = 0.7


class Heard(StrEnum):
    """What became of the words of a video."""

    KNOWN = "known"
    NONE = "none"
    """No transcriber is configured."""
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """``why`` is the reason of TranscriberUnavailable."""

    heard: Heard
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Senses:
    """What a video is measured with."""

    store: Store
    media: Media
    transcriber: Transcriber | None


async def measured(world: World, media: Media, video: Video) -> Measured:
    """What was found out before. Raises NotFound for a video that nobody has measured."""
    async with world.uow() as tx:
        kept = await tx.videos.find_signals(video.id)
        transcript = await tx.transcripts.find(video.id)
    if kept is None:
        raise NotFound(what="signals", ref=video.title)
    return _measured(video, await media.signals(kept), transcript)


async def measure(
    world: World, senses: Senses, video: Video, *, run: Run, on_progress: Progress
) -> tuple[Measured, Hearing]:
    """Looks and listens, where that was not done before. Raises MediaRefused, RunSuperseded."""

    async def see(share: float) -> None:
        await on_progress(share * _SEEN_SHARE)

    async def hear(share: float) -> None:
        await on_progress(_SEEN_SHARE + share * (1 - _SEEN_SHARE))

    signals = await _signals(world, senses, video, run=run, on_progress=see)
    transcript, hearing = await _words(world, senses, video, run=run, on_progress=hear)
    return _measured(video, signals, transcript), hearing


def _measured(video: Video, signals: Signals, transcript: Transcript | None) -> Measured:
    words = transcript.words if transcript else ()
    return Measured(probe=video.probe, signals=signals, words=words)


async def _signals(
    world: World, senses: Senses, video: Video, *, run: Run, on_progress: Progress
) -> Signals:
    async with world.uow() as tx:
        kept = await tx.videos.find_signals(video.id)
        parts = list(await tx.videos.parts(video.id))
    if kept:
        # Those of an older make are found anew.
        with suppress(NotFound):
            return await senses.media.signals(kept)

    async def keep_part(part: Blob) -> None:
        async with world.uow() as tx:
            await tx.jobs.hold(run)
            await tx.videos.add_part(video.id, part.key)
        parts.append(part.key)

    analysis = await senses.media.analyse(
        video.blob, done=tuple(parts), on_part=keep_part, on_progress=on_progress
    )
    await _save_signals(world, video, analysis.signals, run=run, kept=analysis.kept.key)
    await discard_unused(world, senses.store, parts)
    return analysis.signals


async def _save_signals(
    world: World, video: Video, signals: Signals, *, run: Run, kept: BlobKey
) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.videos.save_signals(video.id, signals, kept=kept)
        await tx.videos.save(replace(video, status=VideoStatus.ANALYSED))
        facts = {"shots": len(signals.shots), "silences": len(signals.silences)}
        await tx.ledger.append(_entry(Kind.VIDEO_ANALYSED, video, run, **facts))


async def _words(
    world: World, senses: Senses, video: Video, *, run: Run, on_progress: Progress
) -> tuple[Transcript | None, Hearing]:
    """A transcriber that fails costs the words, not the work."""
    async with world.uow() as tx:
        known = await tx.transcripts.find(video.id)
    if known or video.probe.audio_codec is None:
        return known, Hearing(heard=Heard.KNOWN)
    if senses.transcriber is None:
        return None, Hearing(heard=Heard.NONE)
    try:
        transcript = await senses.transcriber.transcribe(video.blob, on_progress=on_progress)
    except TranscriberUnavailable as trouble:
        await _record_deafness(world, video, run, str(trouble))
        return None, Hearing(heard=Heard.UNAVAILABLE, why=str(trouble))
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.transcripts.save(video.id, transcript)
        await tx.ledger.append(
            _entry(
                Kind.VIDEO_TRANSCRIBED,
                video,
                run,
                words=len(transcript.words),
                by=transcript.transcriber,
            )
        )
    return transcript, Hearing(heard=Heard.KNOWN)


async def _record_deafness(world: World, video: Video, run: Run, why: str) -> None:
    async with world.uow() as tx:
        entry = _entry(Kind.VIDEO_TRANSCRIPTION_FAILED, video, run, why=why)
        await tx.ledger.append(replace(entry, severity=Severity.WARNING))


def _entry(kind: Kind, video: Video, run: Run, **facts: Json) -> Entry:
    return Entry(
        kind=kind,
        entity_type=EntityType.VIDEO,
        entity_id=video.id,
        actor=run.actor,
        metadata=facts,
        video_id=video.id,
        job_id=run.job.id,
    )
