"""Objects by their ids, and the one shape of every list of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from domain.errors import NotFound


class HasId(Protocol):
    @property
    def id(self) -> Any: ...


T = TypeVar("T", bound=HasId)


class Rows(Generic[T]):
    """Objects are frozen, so a copy of the mapping is a copy of everything."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.by_id: dict[str, T] = {}

    def __iter__(self) -> Iterator[T]:
        """Oldest first."""
        return iter(sorted(self.by_id.values(), key=lambda row: str(row.id)))

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, id_: str) -> T:
        if id_ not in self.by_id:
            raise NotFound(what=self.what, ref=id_)
        return self.by_id[id_]

    def put(self, row: T) -> None:
        self.by_id[row.id] = row

    def save(self, row: T) -> None:
        self.get(row.id)
        self.put(row)

    def find(self, wanted: Callable[[T], bool]) -> T | None:
        return next((row for row in self if wanted(row)), None)

    def newest(
        self, wanted: Callable[[T], bool], *, limit: int, before: str | None = None
    ) -> Sequence[T]:
        found = [row for row in self if wanted(row) and (before is None or row.id < before)]
        return found[::-1][:limit]
