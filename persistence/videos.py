"""Videos and what was measured on them, in Postgres."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import BlobKey, VideoId
from domain.media import Probe, Shot, Signals, Span, Transition
from domain.video import Video, VideoExists, VideoStatus
from persistence.lookup import containing, get_row, known_id, save_row
from persistence.tables import video_analysis_parts as parts
from persistence.tables import video_assets as t
from persistence.tables import video_shots as shots
from persistence.tables import video_signals as s


class PostgresVideos:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: VideoId) -> Video:
        return _video(await get_row(self._connection, t, "video", id_))

    async def find_by_sha256(self, sha256: str) -> Video | None:
        row = (
            await self._connection.execute(sa.select(t).where(t.c.sha256 == sha256))
        ).one_or_none()
        return None if row is None else _video(row)

    async def add(self, video: Video) -> None:
        added = await self._connection.execute(
            insert(t)
            .values(_video_row(video))
            .on_conflict_do_nothing(index_elements=[t.c.sha256])
            .returning(t.c.id)
        )
        if added.one_or_none() is None:
            raise VideoExists

    async def save(self, video: Video) -> None:
        await save_row(self._connection, t, "video", _video_row(video))

    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Video]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("video", before))
        if named is not None:
            query = query.where(containing(t.c.title, named))
        return [_video(row) for row in await self._connection.execute(query)]

    async def save_signals(self, id_: VideoId, signals: Signals, *, kept: BlobKey) -> None:
        video_id = known_id("video", id_)
        saved = insert(s).values(video_id=video_id, kept=kept)
        await self._connection.execute(
            saved.on_conflict_do_update(index_elements=[s.c.video_id], set_={"kept": kept})
        )
        for old in (shots, parts):
            await self._connection.execute(sa.delete(old).where(old.c.video_id == video_id))
        rows = [
            {"video_id": video_id, "number": number, **_shot_row(shot)}
            for number, shot in enumerate(signals.shots, start=1)
        ]
        if rows:
            await self._connection.execute(sa.insert(shots), rows)

    async def find_signals(self, id_: VideoId) -> BlobKey | None:
        query = sa.select(s.c.kept).where(s.c.video_id == known_id("video", id_))
        kept = (await self._connection.execute(query)).scalar_one_or_none()
        return None if kept is None else BlobKey(kept)

    async def shots(self, id_: VideoId) -> Sequence[Shot]:
        query = sa.select(shots).where(shots.c.video_id == known_id("video", id_))
        rows = await self._connection.execute(query.order_by(shots.c.number))
        return [_shot(row) for row in rows]

    async def add_part(self, id_: VideoId, part: BlobKey) -> None:
        video_id = known_id("video", id_)
        highest = sa.select(sa.func.max(parts.c.number)).where(parts.c.video_id == video_id)
        number = ((await self._connection.execute(highest)).scalar() or 0) + 1
        await self._connection.execute(
            sa.insert(parts).values(video_id=video_id, number=number, kept=part)
        )

    async def parts(self, id_: VideoId) -> Sequence[BlobKey]:
        query = sa.select(parts.c.kept).where(parts.c.video_id == known_id("video", id_))
        found = await self._connection.execute(query.order_by(parts.c.number))
        return [BlobKey(kept) for kept in found.scalars()]


def _video(row: sa.Row[Any]) -> Video:
    return Video(
        id=VideoId(row.id),
        title=row.title,
        source=row.source,
        blob=BlobKey(row.blob),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        probe=Probe(
            duration_ms=row.duration_ms,
            width=row.width,
            height=row.height,
            frame_rate=Fraction(row.frame_rate_num, row.frame_rate_den),
            container=row.container,
            video_codec=row.video_codec,
            audio_codec=row.audio_codec,
            rotation=row.rotation,
        ),
        status=VideoStatus(row.status),
        created_at=row.created_at,
    )


def _video_row(video: Video) -> dict[str, object]:
    probe = video.probe
    return {
        "id": video.id,
        "title": video.title,
        "source": video.source,
        "blob": video.blob,
        "sha256": video.sha256,
        "size_bytes": video.size_bytes,
        "duration_ms": probe.duration_ms,
        "width": probe.width,
        "height": probe.height,
        "frame_rate_num": probe.frame_rate.numerator,
        "frame_rate_den": probe.frame_rate.denominator,
        "container": probe.container,
        "video_codec": probe.video_codec,
        "audio_codec": probe.audio_codec,
        "rotation": probe.rotation,
        "status": video.status.value,
        "created_at": video.created_at,
    }


def _shot(row: sa.Row[Any]) -> Shot:
    return Shot(
        span=Span(start_ms=row.start_ms, end_ms=row.end_ms),
        motion=row.motion,
        brightness=row.brightness,
        sharpness=row.sharpness,
        colourfulness=row.colourfulness,
        begins=Transition(row.begins),
    )


def _shot_row(shot: Shot) -> dict[str, object]:
    return {
        "start_ms": shot.span.start_ms,
        "end_ms": shot.span.end_ms,
        "motion": shot.motion,
        "brightness": shot.brightness,
        "sharpness": shot.sharpness,
        "colourfulness": shot.colourfulness,
        "begins": shot.begins.value,
    }
