"""A medium: a Reel that was published. It is a line of the truth log, and what came after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from integrations.rehearsal.instagram.container import Container

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Standing(StrEnum):
    SHOWN = "shown"
    RESTRICTED = "restricted"
    """Its owner still sees it; nobody else does."""
    REMOVED = "removed"
    DELETED = "deleted"


STANDS: Final[Mapping[str, Standing]] = {
    "published": Standing.SHOWN,
    "restored": Standing.SHOWN,
    "restricted": Standing.RESTRICTED,
    "removed": Standing.REMOVED,
    "deleted": Standing.DELETED,
}
"""How a medium stands after each event of the truth log."""


@dataclass(kw_only=True)
class Medium:
    """``read_from`` and ``listed_from``: before that its owner cannot read it, or find it in the
    list."""

    id: str
    account: str
    container: str
    caption: str
    sha256: str
    size_bytes: int
    published_at: datetime
    options: Mapping[str, Any]
    standing: Standing = Standing.SHOWN
    read_from: datetime | None = None
    listed_from: datetime | None = None

    @property
    def shortcode(self) -> str:
        return shortcode_of(self.id)

    @property
    def is_there(self) -> bool:
        """As far as its owner can see."""
        return self.standing in (Standing.SHOWN, Standing.RESTRICTED)

    def is_readable(self, now: datetime) -> bool:
        return self.is_there and (self.read_from is None or now >= self.read_from)

    def is_listed(self, now: datetime) -> bool:
        return self.is_there and (self.listed_from is None or now >= self.listed_from)


def published(container: Container, *, media_id: str, at: datetime) -> dict[str, Any]:
    """The line of the truth log that makes a medium of a container."""
    return {
        "event": "published",
        "at": at.isoformat(),
        "post_id": media_id,
        "handle_ref": container.id,
        "account": container.account,
        "caption": container.caption,
        "privacy": "public",
        "sha256": container.sha256,
        "size_bytes": container.stored,
        "options": dict(container.options),
    }


def from_line(line: Mapping[str, Any]) -> Medium:
    return Medium(
        id=line["post_id"],
        account=line["account"],
        container=line["handle_ref"],
        caption=line["caption"],
        sha256=line["sha256"],
        size_bytes=line["size_bytes"],
        published_at=datetime.fromisoformat(line["at"]),
        options=line["options"],
    )


def shortcode_of(media_id: str) -> str:
    """The id in 64 digits, as Instagram's own links have it."""
    number, digits = int(media_id), ""
    while number:
        number, digit = divmod(number, 64)
        digits = _ALPHABET[digit] + digits
    return digits


def id_of(shortcode: str) -> str:
    """Raises ValueError."""
    number = 0
    for digit in shortcode:
        number = number * 64 + _ALPHABET.index(digit)
    return str(number)
