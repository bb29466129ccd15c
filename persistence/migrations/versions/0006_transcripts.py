"""What is said in videos, and the index that finds it."""

from alembic import op

revision = "0006"
down_revision = "0005"

_DDL = """
CREATE TABLE transcripts (
    video_id uuid NOT NULL,
    language text NOT NULL,
    transcriber text NOT NULL,
    CONSTRAINT pk_transcripts PRIMARY KEY (video_id),
    CONSTRAINT fk_transcripts_video_id_video_assets FOREIGN KEY (video_id)
        REFERENCES video_assets (id) ON DELETE CASCADE
);

CREATE TABLE transcript_lines (
    video_id uuid NOT NULL,
    number integer NOT NULL,
    start_ms integer NOT NULL,
    end_ms integer NOT NULL,
    text text NOT NULL,
    words jsonb NOT NULL,
    searched tsvector NOT NULL,
    CONSTRAINT pk_transcript_lines PRIMARY KEY (video_id, number),
    CONSTRAINT fk_transcript_lines_video_id_transcripts FOREIGN KEY (video_id)
        REFERENCES transcripts (video_id) ON DELETE CASCADE,
    CONSTRAINT ck_transcript_lines_span CHECK (end_ms >= start_ms)
);
CREATE INDEX ix_transcript_lines_searched ON transcript_lines USING gin (searched);
"""


def upgrade() -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(_DDL)
