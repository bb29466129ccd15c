"""What nearly every use case is handed: transactions, the time, new ids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ports.transaction import UnitOfWork


class Clock(Protocol):
    def now(self) -> datetime:
        """The time in UTC, with its zone."""
        ...


NewId = Callable[[], str]
"""A fresh UUIDv7 as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    uow: UnitOfWork
    clock: Clock
    new_id: NewId
