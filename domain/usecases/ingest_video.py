"""Take a video in: store its bytes, look whether they can be used, remember it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from domain import video as videos
from domain.ids import Actor, VideoId
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.media import Blob, Probe
from domain.ports import Media, Store, World, discard_unused, newly_stored
from domain.video import MAX_BYTES, MediaRefused, Video, VideoExists, VideoStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """``duplicate`` says that the same bytes were here before; ``video`` is then that one."""

    video: Video
    duplicate: bool


async def ingest_video(
    *,
    world: World,
    store: Store,
    media: Media,
    actor: Actor,
    chunks: AsyncIterator[bytes],
    source: str,
    title: str | None,
) -> Ingested:
    """Nothing is kept of a file that is refused. Raises MediaRefused, TooBig."""
    source = videos.shown(source)
    blob = await store.put(chunks, max_bytes=MAX_BYTES)
    known = await _find(world, blob)
    if known:
        return Ingested(video=known, duplicate=True)
    try:
        probe = await media.probe(blob.key)
        videos.check(probe)
        video = _new_video(world, blob, probe, source=source, title=title)
        await _add(world, video, actor=actor)
    except VideoExists:
        return Ingested(video=await _find(world, blob) or video, duplicate=True)
    except BaseException as trouble:
        await discard_unused(world, store, newly_stored([blob]))
        if isinstance(trouble, MediaRefused):
            await _record_refusal(world, actor=actor, source=source, refusal=trouble)
        raise
    return Ingested(video=video, duplicate=False)


async def _find(world: World, blob: Blob) -> Video | None:
    async with world.uow() as tx:
        return await tx.videos.find_by_sha256(blob.sha256)


def _new_video(world: World, blob: Blob, probe: Probe, *, source: str, title: str | None) -> Video:
    return Video(
        id=VideoId(world.new_id()),
        title=videos.title_from(title, source),
        source=source,
        blob=blob.key,
        sha256=blob.sha256,
        size_bytes=blob.size_bytes,
        probe=probe,
        status=VideoStatus.READY,
        created_at=world.clock.now(),
    )


async def _add(world: World, video: Video, *, actor: Actor) -> None:
    async with world.uow() as tx:
        await tx.videos.add(video)
        await tx.ledger.append(
            Entry(
                kind=Kind.VIDEO_UPLOADED,
                entity_type=EntityType.VIDEO,
                entity_id=video.id,
                actor=actor,
                metadata={
                    "title": video.title,
                    "sha256": video.sha256,
                    "size_bytes": video.size_bytes,
                    "duration_ms": video.probe.duration_ms,
                },
                video_id=video.id,
            )
        )


async def _record_refusal(
    world: World, *, actor: Actor, source: str, refusal: MediaRefused
) -> None:
    async with world.uow() as tx:
        await tx.ledger.append(
            Entry(
                kind=Kind.VIDEO_REFUSED,
                entity_type=EntityType.VIDEO,
                entity_id="none",
                actor=actor,
                severity=Severity.WARNING,
                metadata={"source": source, "reason": refusal.key},
            )
        )
