"""A container: the draft of a Reel, from the call that opens it until it is published or over."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

LIFE: Final = timedelta(hours=24)
"""instagram-platform/content-publishing: what is not published within 24 hours is EXPIRED."""


class Code(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"
    PUBLISHED = "PUBLISHED"


@dataclass(kw_only=True)
class Container:
    """``address`` is where the file is to be fetched; None when it is uploaded, and then
    ``announced`` is how long it will be. ``settled_at`` is when its processing ends, None while
    bytes are missing; ``doom`` is the subcode of the error that it ends with. ``held_s`` is how
    much longer than usual it is processed, ``fetched_from`` when its turn to be fetched comes.
    ``media_id`` is what it was published as."""

    id: str
    account: str
    caption: str
    options: Mapping[str, Any]
    created_at: datetime
    fetched_from: datetime
    path: Path
    address: str | None = field(default=None, repr=False)
    announced: int | None = None
    sha256: str | None = None
    settled_at: datetime | None = None
    doom: int | None = None
    held_s: float = 0.0
    is_cut_short: bool = False
    media_id: str | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def stored(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_whole(self) -> bool:
        """All bytes that were announced came."""
        return self.announced is not None and self.stored == self.announced

    @property
    def is_fetched(self) -> bool:
        return self.address is not None

    @property
    def cover(self) -> Path:
        return self.path.with_suffix(".jpg")

    def code(self, now: datetime) -> Code:
        if self.media_id is not None:
            return Code.PUBLISHED
        if self.is_cut_short or now >= self.created_at + LIFE:
            return Code.EXPIRED
        if self.settled_at is None or now < self.settled_at:
            return Code.IN_PROGRESS
        return Code.FINISHED if self.doom is None else Code.ERROR

    def settle(self, *, now: datetime, takes_s: float, sha256: str | None = None) -> None:
        """All bytes are there, or will never be: what is left is to process them."""
        self.sha256 = sha256
        self.settled_at = now + timedelta(seconds=takes_s + self.held_s)

    def kept(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "account": self.account,
            "caption": self.caption,
            "options": dict(self.options),
            "created_at": self.created_at.isoformat(),
            "address": self.address,
            "announced": self.announced,
            "sha256": self.sha256,
            "fetched_from": self.fetched_from.isoformat(),
            "settled_at": self.settled_at.isoformat() if self.settled_at else None,
            "doom": self.doom,
            "held_s": self.held_s,
            "is_cut_short": self.is_cut_short,
        }


def from_kept(kept: Mapping[str, Any], *, path: Path) -> Container:
    times = {
        name: datetime.fromisoformat(kept[name])
        for name in ("created_at", "settled_at", "fetched_from")
        if kept[name] is not None
    }
    return Container(**{**kept, **times}, path=path)


_STATUS: Final[Mapping[Code, str]] = {
    Code.IN_PROGRESS: "In Progress: Media is still being processed.",
    Code.FINISHED: "Finished: Media has been uploaded and it is ready to be published.",
    Code.EXPIRED: "Expired: Media was not published within 24 hours.",
    Code.PUBLISHED: "Published: Media has been successfully published.",
}


def status_text(container: Container, now: datetime) -> str:
    code = container.code(now)
    if code is Code.ERROR:
        return f"Error: Media upload has failed with error code {container.doom}"
    return _STATUS[code]


def video_status(container: Container, now: datetime) -> dict[str, Any]:
    """content-publishing/resumable-uploads: how far the bytes and their processing are."""
    is_whole = container.settled_at is not None
    code = container.code(now)
    working = "in_progress" if is_whole and code is Code.IN_PROGRESS else "not_started"
    processing = {Code.FINISHED: "complete", Code.PUBLISHED: "complete", Code.ERROR: "error"}
    return {
        "uploading_phase": {
            "status": "complete" if is_whole else "in_progress",
            "bytes_transferred": container.stored,
        },
        "processing_phase": {"status": processing.get(code, working)},
    }
