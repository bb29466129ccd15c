"""What is said in videos, in lines that can be searched."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from persistence.tables.columns import Id, Json, Prose, check, metadata, required

transcripts = sa.Table(
    "transcripts",
    metadata,
    sa.Column(
        "video_id", Id, sa.ForeignKey("video_assets.id", ondelete="CASCADE"), primary_key=True
    ),
    required("language", Prose),
    required("transcriber", Prose),
)

transcript_lines = sa.Table(
    "transcript_lines",
    metadata,
    sa.Column(
        "video_id",
        Id,
        sa.ForeignKey("transcripts.video_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    required("start_ms", sa.Integer),
    required("end_ms", sa.Integer),
    required("text", Prose),
    # [[start_ms, end_ms, text], …]
    required("words", Json),
    required("searched", TSVECTOR),
    check("span", "end_ms >= start_ms"),
    sa.Index("ix_transcript_lines_searched", "searched", postgresql_using="gin"),
)
