"""What every repository does: find a row by the id that a person or a program wrote."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from persistence.clean import clean_text


def known_id(what: str, ref: str) -> str:
    """``ref`` as Postgres reads it. Raises NotFound for text that cannot be an id of ours."""
    try:
        return str(UUID(ref))
    except ValueError:
        raise NotFound(what=what, ref=ref) from None


async def get_row(
    connection: AsyncConnection, table: sa.Table, what: str, ref: str, *, lock: bool = False
) -> sa.Row[Any]:
    """``lock`` keeps others from changing the row before this block ends. Raises NotFound."""
    query = sa.select(table).where(table.c.id == known_id(what, ref))
    found = await connection.execute(query.with_for_update() if lock else query)
    row = found.one_or_none()
    if row is None:
        raise NotFound(what=what, ref=ref)
    return row


async def save_row(
    connection: AsyncConnection, table: sa.Table, what: str, row: dict[str, object]
) -> None:
    """Raises NotFound when there is no row to change."""
    ref = str(row["id"])
    change = sa.update(table).where(table.c.id == known_id(what, ref)).values(row)
    if (await connection.execute(change)).rowcount == 0:
        raise NotFound(what=what, ref=ref)


def containing(column: sa.Column[Any], part: str) -> sa.ColumnElement[bool]:
    """Whether the text contains ``part``, whatever the case."""
    return column.icontains(clean_text(part), autoescape=True)


async def wait_for_turn(connection: AsyncConnection, *names: str) -> None:
    """Whoever asks for the same names waits until this block ends, and then sees what it did."""
    lock = sa.func.pg_advisory_xact_lock(
        sa.func.hashtextextended(clean_text("\x1f".join(names)), 0)
    )
    await connection.execute(sa.select(lock))
