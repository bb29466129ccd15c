"""Scores in Postgres: all are kept, the newest per clip and platform counts."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import ClipId
from domain.platforms import Platform
from domain.ports import NewId
from domain.scoring import ClipScore, Part, Score
from persistence.lookup import known_id
from persistence.tables import clip_scores as t


class PostgresScores:
    def __init__(self, connection: AsyncConnection, *, new_id: NewId) -> None:
        self._connection = connection
        self._new_id = new_id

    async def add(self, score: ClipScore) -> None:
        row = {"id": self._new_id(), **_row(score)}
        await self._connection.execute(sa.insert(t).values(row))

    async def latest(
        self, clip_ids: Sequence[ClipId], *, platform: Platform | None = None
    ) -> Sequence[ClipScore]:
        newest = (
            sa.select(t)
            .where(t.c.clip_id.in_([known_id("clip", id_) for id_ in clip_ids]))
            .ext(distinct_on(t.c.clip_id, t.c.platform))
            .order_by(t.c.clip_id, t.c.platform, t.c.scored_at.desc(), t.c.id.desc())
        )
        if platform is not None:
            newest = newest.where(t.c.platform == platform.value)
        found = newest.subquery()
        query = sa.select(found).order_by(found.c.value.desc(), found.c.clip_id, found.c.platform)
        return [_score(row) for row in await self._connection.execute(query)]


def _score(row: sa.Row[Any]) -> ClipScore:
    return ClipScore(
        clip_id=ClipId(row.clip_id),
        platform=Platform(row.platform),
        score=Score(
            value=row.value,
            parts=tuple(
                Part(feature=feature, value=value, points=points)
                for feature, value, points in row.parts
            ),
            weights_version=row.weights_version,
        ),
        scored_at=row.scored_at,
    )


def _row(score: ClipScore) -> dict[str, object]:
    return {
        "clip_id": score.clip_id,
        "platform": score.platform.value,
        "value": score.score.value,
        "parts": [[part.feature, part.value, part.points] for part in score.score.parts],
        "weights_version": score.score.weights_version,
        "scored_at": score.scored_at,
    }
