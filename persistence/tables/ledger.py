"""The ledger's two tables. Triggers in the database keep them from ever being changed.

No foreign keys: an event outlives what it is about, and is written even when that is gone.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from domain.ledger import Severity
from persistence.tables.columns import (
    Id,
    Prose,
    Time,
    check,
    key,
    metadata,
    newest_first,
    not_null,
    one_of,
    optional,
    required,
)


class Xid8(sa.types.UserDefinedType[str]):
    """A transaction's id, 64 bits wide, so that it never wraps."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "XID8"


def _about(column: str) -> sa.Index:
    return sa.Index(
        f"ix_ledger_events_{column.removesuffix('_id')}",
        *newest_first(column),
        postgresql_where=not_null(column),
    )


ledger_events = sa.Table(
    "ledger_events",
    metadata,
    key(),
    required("occurred_at", Time),
    required("kind", sa.Text),
    required("entity_type", sa.Text),
    required("entity_id", Prose),
    required("actor", Prose),
    required("severity", sa.Text),
    required("metadata", JSONB),
    optional("video_id", Id),
    optional("job_id", Id),
    optional("clip_id", Id),
    optional("campaign_id", Id),
    optional("publication_id", Id),
    optional("worker_id", sa.Text),
    optional("trace_id", sa.Text),
    # The exact canonical bytes; every column above can be recomputed from them.
    required("entry", sa.LargeBinary),
    # Rows do not become visible in order of their ids; a reader that must miss none goes by this.
    sa.Column("xid", Xid8, nullable=False, server_default=sa.text("pg_current_xact_id()")),
    optional("leaf_index", sa.BigInteger),
    one_of("severity", Severity),
    check("leaf_index", "leaf_index >= 0"),
    sa.UniqueConstraint("leaf_index"),
    sa.Index("ix_ledger_events_time", sa.text("occurred_at DESC")),
    sa.Index("ix_ledger_events_entity", *newest_first("entity_type", "entity_id")),
    sa.Index("ix_ledger_events_kind", *newest_first("kind")),
    sa.Index("ix_ledger_events_actor", *newest_first("actor")),
    sa.Index(
        "ix_ledger_events_trouble",
        sa.text("severity"),
        sa.text("occurred_at DESC"),
        postgresql_where=sa.text("severity <> 'info'"),
    ),
    _about("video_id"),
    _about("job_id"),
    _about("clip_id"),
    _about("campaign_id"),
    _about("publication_id"),
    sa.Index("ix_ledger_events_unsealed", "xid", postgresql_where=sa.text("leaf_index IS NULL")),
)

ledger_seals = sa.Table(
    "ledger_seals",
    metadata,
    key(),
    # The tree's size after this seal: two seals of one size would be a fork.
    required("size", sa.BigInteger),
    required("root", sa.LargeBinary),
    required("checkpoint", sa.Text),
    required("compact_range", sa.LargeBinary),
    required("sealed_at", Time),
    check("size", "size >= 0"),
    check("root", "octet_length(root) = 32"),
    sa.UniqueConstraint("size"),
)
