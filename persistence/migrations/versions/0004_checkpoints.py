"""A schema of its own for the checkpoints of conversations; their library makes the tables."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("CREATE SCHEMA langgraph")
