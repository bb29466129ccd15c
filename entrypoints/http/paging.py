"""Lists, page by page: newest first; the last id of a page is the cursor to the next."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, Protocol, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from domain.errors import Invalid

MAX_LIMIT: Final = 200
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

M = TypeVar("M", bound=BaseModel)


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


class Page(BaseModel, Generic[M]):
    """``next_cursor`` is null on the last page."""

    items: list[M]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``wanted`` is one more than is shown, to know whether more follow."""

    before: str | None
    limit: int

    @property
    def wanted(self) -> int:
        return self.limit + 1

    def page(self, found: Sequence[T], show: Callable[[T], M]) -> Page[M]:
        """``found`` are at most ``wanted`` things, newest first."""
        more = len(found) > self.limit
        return Page(
            items=[show(one) for one in found[: self.limit]],
            next_cursor=found[self.limit - 1].id if more else None,
        )


def _window(
    cursor: Annotated[str | None, Query(description="next_cursor of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 20,
) -> Window:
    """Raises Invalid."""
    if cursor is not None and not _UUID.fullmatch(cursor):
        raise Invalid("cursor")
    return Window(before=cursor, limit=limit)


PageWindow = Annotated[Window, Depends(_window)]
