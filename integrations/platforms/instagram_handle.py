"""What is kept of an open container, as text: a secret, because an upload address is in it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from domain.publication import Remedy, Setback


class Transport(StrEnum):
    LINK = "link"
    """Instagram fetches the file from an address of ours."""
    BYTES = "bytes"
    """We send the file (only where accounts are reached with Facebook Login)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """``upload`` is where the bytes go, below the upload host, so that it outlives a move of
    that host."""

    container: str
    transport: Transport
    opened_at: datetime
    upload: str | None = field(default=None, repr=False)

    def text(self) -> str:
        return json.dumps({**asdict(self), "opened_at": self.opened_at.isoformat()})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Setback (Remedy.HUMAN) for what we did not write."""
        try:
            kept = json.loads(text)
            return cls(
                container=str(kept["container"]),
                transport=Transport(kept["transport"]),
                opened_at=datetime.fromisoformat(kept["opened_at"]),
                upload=kept["upload"],
            )
        except (ValueError, KeyError, TypeError) as odd:
            raise Setback(
                "unreadable_handle",
                "what was kept of the container cannot be read",
                remedy=Remedy.HUMAN,
            ) from odd


def upload_path(uri: object, *, host: str, container: str, version: str) -> str:
    """The address below ``host``. Raises Setback when it is on another one: the account's token
    would go there."""
    if not isinstance(uri, str) or not uri:
        return f"/ig-api-upload/{version}/{container}"
    ours, given = urlsplit(host), urlsplit(uri)
    base = ours.path.rstrip("/")
    is_ours = (given.scheme, given.netloc) == (ours.scheme, ours.netloc)
    if not is_ours or not given.path.startswith(f"{base}/") or ".." in given.path:
        raise Setback(
            "foreign_upload_address",
            "Instagram gave an upload address on a host that is not its own",
            remedy=Remedy.RETRY,
        )
    path = given.path.removeprefix(base)
    return f"{path}?{given.query}" if given.query else path
