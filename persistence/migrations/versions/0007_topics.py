"""A conversation is about a video."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE threads
            ADD COLUMN video_id uuid,
            ADD CONSTRAINT fk_threads_video_id_video_assets
                FOREIGN KEY (video_id) REFERENCES video_assets (id) ON DELETE SET NULL
        """
    )
