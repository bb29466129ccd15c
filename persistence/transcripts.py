"""What is said in videos, in Postgres: kept line by line, found by the forms of its words."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import VideoId
from domain.media import Span, Word
from domain.transcript import Hit, Passage, Transcript, lines, passages, searchable, terms
from persistence.clean import clean_text
from persistence.lookup import get_row, known_id
from persistence.tables import transcript_lines as line
from persistence.tables import transcripts as t
from persistence.tables import video_assets
from persistence.tables.columns import Id, Json

_CONFIGS: Final = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
_OTHERWISE: Final = "simple"
_MOST_HITS: Final = 200

_SEARCH: Final = (
    sa.text(
        """
    WITH asked AS MATERIALIZED (
        SELECT place, language, plainto_tsquery(config::regconfig, word)
            || plainto_tsquery(config::regconfig, plain) AS query
        FROM jsonb_to_recordset(:asked)
            AS one (place integer, language text, config text, word text, plain text)
        -- A stop word is one in either spelling: nobody searches for "cómo" alone.
        WHERE numnode(plainto_tsquery(config::regconfig, word)) > 0
          AND numnode(plainto_tsquery(config::regconfig, plain)) > 0
    ), found AS MATERIALIZED (
        SELECT line.video_id, line.number, asked.place
        FROM asked
        JOIN transcripts USING (language)
        JOIN transcript_lines AS line USING (video_id)
        WHERE line.searched @@ asked.query
          AND (CAST(:video_id AS uuid) IS NULL OR line.video_id = :video_id)
    ), every_line AS (
        SELECT count(*) AS count FROM transcript_lines
        WHERE CAST(:video_id AS uuid) IS NULL OR video_id = :video_id
    ), weighed AS (
        -- The rarer a term, the more it says.
        SELECT place, ln(1 + every_line.count::float8 / count(*)) AS weight
        FROM found CROSS JOIN every_line GROUP BY place, every_line.count
    ), best AS (
        SELECT video_id, number, array_agg(place) AS places, array_agg(weight) AS weights
        FROM found JOIN weighed USING (place)
        GROUP BY video_id, number
        ORDER BY sum(weight) DESC, video_id, number
        LIMIT :most
    )
    SELECT video_id, number, start_ms, end_ms, text, places, weights
    FROM best JOIN transcript_lines USING (video_id, number)
    """
    )
    .bindparams(sa.bindparam("asked", type_=Json))
    .columns(video_id=Id)
)


class PostgresTranscripts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, id_: VideoId, transcript: Transcript) -> None:
        """Raises NotFound."""
        video_id = str((await get_row(self._connection, video_assets, "video", id_)).id)
        head = {"language": transcript.language, "transcriber": transcript.transcriber}
        await self._connection.execute(
            insert(t)
            .values(video_id=video_id, **head)
            .on_conflict_do_update(index_elements=[t.c.video_id], set_=head)
        )
        await self._connection.execute(sa.delete(line).where(line.c.video_id == video_id))
        # A day of speech takes a second or two: nobody else should wait for it.
        rows = await asyncio.to_thread(_rows, video_id, transcript)
        if rows:
            await self._connection.execute(_insert_line(transcript.language), rows)

    async def find(self, id_: VideoId) -> Transcript | None:
        video_id = known_id("video", id_)
        head = (
            await self._connection.execute(sa.select(t).where(t.c.video_id == video_id))
        ).one_or_none()
        if head is None:
            return None
        rows = await self._connection.execute(
            sa.select(line.c.words).where(line.c.video_id == video_id).order_by(line.c.number)
        )
        words = tuple(
            Word(span=Span(start_ms=start, end_ms=end), text=text)
            for (row,) in rows
            for start, end, text in row
        )
        return Transcript(language=head.language, transcriber=head.transcriber, words=words)

    async def search(
        self, query: str, *, video_id: VideoId | None = None, limit: int = 5
    ) -> Sequence[Passage]:
        """Best first: what covers most of the query, rare words counting for more."""
        wanted = terms(clean_text(query))
        inside = None if video_id is None else known_id("video", video_id)
        asked = [
            {
                "place": place,
                "language": language,
                "config": _config(language),
                "word": word,
                "plain": plain,
            }
            for language in await self._languages()
            for place, (word, plain) in enumerate(wanted)
        ]
        rows = await self._connection.execute(
            _SEARCH, {"asked": asked, "video_id": inside, "most": _MOST_HITS}
        )
        return passages([_hit(row) for row in rows], limit=limit)

    async def _languages(self) -> Sequence[str]:
        return list(await self._connection.scalars(sa.select(t.c.language).distinct()))


def _insert_line(language: str) -> sa.Insert:
    vector = sa.func.to_tsvector(sa.cast(_config(language), REGCONFIG), sa.bindparam("indexed"))
    return sa.insert(line).values(searched=vector)


def _rows(video_id: str, transcript: Transcript) -> list[dict[str, object]]:
    return [
        {
            "video_id": video_id,
            "number": number,
            "start_ms": each.span.start_ms,
            "end_ms": each.span.end_ms,
            "text": each.text,
            "words": [[word.span.start_ms, word.span.end_ms, word.text] for word in each.words],
            "indexed": clean_text(searchable(each.text)),
        }
        for number, each in enumerate(lines(transcript.words))
    ]


def _hit(row: sa.Row[Any]) -> Hit:
    return Hit(
        video_id=VideoId(row.video_id),
        number=row.number,
        span=Span(start_ms=row.start_ms, end_ms=row.end_ms),
        text=row.text,
        terms=dict(zip(row.places, row.weights, strict=True)),
    )


def _config(language: str) -> str:
    """Postgres' own rules for the forms of words; languages that it does not know have none."""
    return _CONFIGS.get(language, _OTHERWISE)
