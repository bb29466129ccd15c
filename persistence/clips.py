"""Clips and their renderings in Postgres."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clip import Clip, Look, Variant
from domain.cutting import Reason
from domain.errors import NotFound
from domain.framing import Fit
from domain.ids import BlobKey, ClipId, JobId, VariantId, VideoId
from domain.media import Span
from domain.platforms import Aspect, Platform
from persistence.lookup import get_row, known_id, save_row
from persistence.tables import clip_variants as v
from persistence.tables import clips as t
from persistence.tables import publications as p
from persistence.tables import video_analysis_parts, video_assets, video_signals


class PostgresClips:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: ClipId) -> Clip:
        return _clip(await get_row(self._connection, t, "clip", id_))

    async def add(self, clip: Clip) -> None:
        await self._connection.execute(sa.insert(t).values(_clip_row(clip)))

    async def save(self, clip: Clip) -> None:
        await save_row(self._connection, t, "clip", _clip_row(clip))

    async def of_video(self, video_id: VideoId) -> Sequence[Clip]:
        return await self._all(t.c.video_id == known_id("video", video_id))

    async def of_job(self, job_id: JobId) -> Sequence[Clip]:
        return await self._all(t.c.job_id == known_id("job", job_id))

    async def _all(self, condition: sa.ColumnElement[bool]) -> Sequence[Clip]:
        query = sa.select(t).where(condition).order_by(t.c.video_id, t.c.number)
        return [_clip(row) for row in await self._connection.execute(query)]

    async def recent(
        self, *, limit: int = 50, before: str | None = None, video_id: VideoId | None = None
    ) -> Sequence[Clip]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("clip", before))
        if video_id is not None:
            query = query.where(t.c.video_id == known_id("video", video_id))
        return [_clip(row) for row in await self._connection.execute(query)]

    async def next_number(self, video_id: VideoId) -> int:
        id_ = known_id("video", video_id)
        lock = sa.select(video_assets.c.id).where(video_assets.c.id == id_)
        held = await self._connection.execute(lock.with_for_update(key_share=True))
        if held.one_or_none() is None:
            raise NotFound(what="video", ref=video_id)
        highest = sa.select(sa.func.max(t.c.number)).where(t.c.video_id == id_)
        return ((await self._connection.execute(highest)).scalar() or 0) + 1

    async def add_variant(self, variant: Variant) -> None:
        """The replaced one can still be got by its id: a publication may have sent it."""
        lock = sa.select(t.c.id).where(t.c.id == known_id("clip", variant.clip_id))
        await self._connection.execute(lock.with_for_update(key_share=True))
        await self._connection.execute(
            sa.update(v)
            .where(v.c.clip_id == variant.clip_id, v.c.platform == variant.platform.value)
            .where(v.c.replaced_at.is_(None))
            .values(replaced_at=variant.created_at)
        )
        await self._connection.execute(sa.insert(v).values(_variant_row(variant)))

    async def get_variant(self, id_: str) -> Variant:
        return _variant(await get_row(self._connection, v, "variant", id_))

    async def find_variant(self, clip_id: ClipId, platform: Platform) -> Variant | None:
        found = await self.variants([clip_id])
        return next((each for each in found if each.platform is platform), None)

    async def variants(self, clip_ids: Sequence[ClipId]) -> Sequence[Variant]:
        ids = [known_id("clip", id_) for id_ in clip_ids]
        query = sa.select(v).where(v.c.clip_id.in_(ids), v.c.replaced_at.is_(None))
        rows = await self._connection.execute(query.order_by(v.c.id))
        return [_variant(row) for row in rows]

    async def in_use(self, keys: Sequence[BlobKey]) -> Collection[BlobKey]:
        kept = (video_assets.c.blob, video_signals.c.kept, video_analysis_parts.c.kept)
        columns = (*kept, t.c.blob, t.c.poster, t.c.preview, v.c.blob, v.c.poster)
        approved = (p.c.medium["blob"].astext, p.c.medium["cover"].astext)
        query = sa.union(
            *(sa.select(column).where(column.in_(keys)) for column in (*columns, *approved))
        )
        return {BlobKey(key) for key in (await self._connection.execute(query)).scalars()}


def _clip(row: sa.Row[Any]) -> Clip:
    return Clip(
        id=ClipId(row.id),
        video_id=VideoId(row.video_id),
        job_id=JobId(row.job_id),
        number=row.number,
        title=row.title,
        span=Span(start_ms=row.start_ms, end_ms=row.end_ms),
        reasons=tuple(Reason(reason) for reason in row.reasons),
        blob=BlobKey(row.blob),
        size_bytes=row.size_bytes,
        duration_ms=row.duration_ms,
        poster=BlobKey(row.poster),
        preview=BlobKey(row.preview),
        created_at=row.created_at,
    )


def _clip_row(clip: Clip) -> dict[str, object]:
    return {
        "id": clip.id,
        "video_id": clip.video_id,
        "job_id": clip.job_id,
        "number": clip.number,
        "title": clip.title,
        "start_ms": clip.span.start_ms,
        "end_ms": clip.span.end_ms,
        "reasons": [reason.value for reason in clip.reasons],
        "blob": clip.blob,
        "size_bytes": clip.size_bytes,
        "duration_ms": clip.duration_ms,
        "poster": clip.poster,
        "preview": clip.preview,
        "created_at": clip.created_at,
    }


def _variant(row: sa.Row[Any]) -> Variant:
    return Variant(
        id=VariantId(row.id),
        clip_id=ClipId(row.clip_id),
        platform=Platform(row.platform),
        look=Look(aspect=Aspect(row.aspect), fit=Fit(row.fit), captions=row.captions),
        blob=BlobKey(row.blob),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        width=row.width,
        height=row.height,
        duration_ms=row.duration_ms,
        poster=BlobKey(row.poster),
        created_at=row.created_at,
    )


def _variant_row(variant: Variant) -> dict[str, object]:
    return {
        "id": variant.id,
        "clip_id": variant.clip_id,
        "platform": variant.platform.value,
        **variant.look.payload(),
        "blob": variant.blob,
        "sha256": variant.sha256,
        "size_bytes": variant.size_bytes,
        "width": variant.width,
        "height": variant.height,
        "duration_ms": variant.duration_ms,
        "poster": variant.poster,
        "created_at": variant.created_at,
    }
