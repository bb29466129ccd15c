"""How columns are written here: one way for each kind of value, and names for every constraint.

Open lists (kinds of events and jobs, entity types, platforms, locales) carry no CHECK: a process
of a newer version must be able to write a word that an older schema has not heard of.
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from persistence.clean import clean_text

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.Uuid(as_uuid=False)
Time = sa.DateTime(timezone=True)
Json = JSONB(none_as_null=True)
Ids = ARRAY(Id)
Words = ARRAY(sa.Text)
Numbers = ARRAY(sa.Double)


class Prose(sa.types.TypeDecorator[str]):
    """Text that people or other programs wrote: what Postgres cannot keep becomes U+FFFD."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean_text(value)


def key() -> sa.Column[Any]:
    """A UUIDv7 that the app makes."""
    return sa.Column("id", Id, primary_key=True)


def ref(name: str, to: str, *, on_delete: str, optional: bool = False) -> sa.Column[Any]:
    """``on_delete``: CASCADE for parts, RESTRICT for what has a history, SET NULL for hints."""
    target = sa.ForeignKey(f"{to}.id", ondelete=on_delete)
    return sa.Column(name, Id, target, nullable=optional)


def required(name: str, type_: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False)


def optional(name: str, type_: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=True)


def one_of(column: str, words: type[StrEnum] | tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def newest_first(*columns: str) -> list[Any]:
    """Index columns: the given ones, then the id backwards, as lists are paged."""
    return [*(sa.text(column) for column in columns), sa.text("id DESC")]


def not_null(column: str) -> Any:
    return sa.text(f"{column} IS NOT NULL")
