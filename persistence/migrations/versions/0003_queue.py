"""The queue's own tables, as the queue ships them.

An upgrade of procrastinate that changes them needs a revision with the migrations it ships.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    ddl = SchemaManager.get_schema()
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(ddl)
