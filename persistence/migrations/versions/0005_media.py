"""Signals move to the store, shots get rows; clips have previews, variants say how they look.

What was measured before is measured again when it is next needed: those signals were fewer.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    "DELETE FROM video_signals",
    """
    ALTER TABLE video_signals
        DROP CONSTRAINT ck_video_signals_steps,
        DROP COLUMN duration_ms, DROP COLUMN step_ms, DROP COLUMN shots, DROP COLUMN silences,
        DROP COLUMN motion, DROP COLUMN loudness,
        ADD COLUMN kept text NOT NULL
    """,
    """
    CREATE TABLE video_shots (
        video_id uuid NOT NULL,
        number integer NOT NULL,
        start_ms integer NOT NULL,
        end_ms integer NOT NULL,
        motion double precision NOT NULL,
        brightness double precision NOT NULL,
        sharpness double precision NOT NULL,
        colourfulness double precision NOT NULL,
        begins text NOT NULL,
        CONSTRAINT pk_video_shots PRIMARY KEY (video_id, number),
        CONSTRAINT ck_video_shots_begins CHECK (begins IN ('start', 'cut', 'gradual')),
        CONSTRAINT ck_video_shots_span CHECK (start_ms >= 0 AND end_ms >= start_ms),
        CONSTRAINT fk_video_shots_video_id_video_assets
            FOREIGN KEY (video_id) REFERENCES video_assets (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE video_analysis_parts (
        video_id uuid NOT NULL,
        number integer NOT NULL,
        kept text NOT NULL,
        CONSTRAINT pk_video_analysis_parts PRIMARY KEY (video_id, number),
        CONSTRAINT fk_video_analysis_parts_video_id_video_assets
            FOREIGN KEY (video_id) REFERENCES video_assets (id) ON DELETE CASCADE
    )
    """,
    "ALTER TABLE clips ADD COLUMN preview text",
    "UPDATE clips SET preview = poster",
    "ALTER TABLE clips ALTER COLUMN preview SET NOT NULL",
    """
    ALTER TABLE clip_variants
        ADD COLUMN aspect text NOT NULL DEFAULT '9:16',
        ADD COLUMN fit text NOT NULL DEFAULT 'whole',
        ADD COLUMN captions boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT ck_clip_variants_fit CHECK (fit IN ('auto', 'crop', 'whole'))
    """,
    """
    ALTER TABLE clip_variants
        ALTER COLUMN aspect DROP DEFAULT,
        ALTER COLUMN fit DROP DEFAULT,
        ALTER COLUMN captions DROP DEFAULT
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
