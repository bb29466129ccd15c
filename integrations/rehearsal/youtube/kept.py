"""An upload session and a video: what is kept of each, and how a video stands at a time."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from integrations.rehearsal.youtube.rules import Resource, time_of


@dataclass(kw_only=True)
class Session:
    id: str
    channel: str
    total: int
    resource: Resource
    opened_at: datetime
    path: Path
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def video_id(self) -> str:
        return video_id_of(self.id)

    @property
    def stored(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a video after its last byte: it fails for ``failure`` or is rejected for
    ``rejection``, so many seconds after it is processed; it is listed so many seconds late."""

    failure: str | None = None
    rejection: str | None = None
    rejected_after_s: float = 0.0
    listed_after_s: float = 0.0


@dataclass(kw_only=True)
class Video:
    """``was_public`` says that it was so once: then it can never be scheduled again. ``cover`` is
    the media type of the thumbnail that its owner gave it."""

    id: str
    channel: str
    resource: Resource
    sha256: str
    size_bytes: int
    published_at: datetime
    processed_at: datetime
    listed_at: datetime
    path: Path
    views: int = 0
    failure: str | None = None
    rejection: str | None = None
    rejected_at: datetime | None = None
    is_removed: bool = False
    is_restricted: bool = False
    was_public: bool = False
    cover: str | None = None

    @property
    def title(self) -> str:
        return str(self.resource["snippet"]["title"])

    @property
    def caption(self) -> str:
        """The title and the description, as they were one text before they were sent."""
        return f"{self.title}\n{self.resource['snippet'].get('description', '')}".strip()

    def privacy(self, now: datetime) -> str:
        status = self.resource["status"]
        if self.is_restricted:
            return "private"
        due = status.get("publishAt")
        return "public" if due and time_of(due) <= now else str(status["privacyStatus"])

    def outcome(self, now: datetime) -> Mapping[str, str]:
        if self.rejected_at is not None and self.rejected_at <= now:
            return {"uploadStatus": "rejected", "rejectionReason": self.rejection or "duplicate"}
        if now < self.processed_at:
            return {"uploadStatus": "uploaded"}
        if self.failure is not None:
            return {"uploadStatus": "failed", "failureReason": self.failure}
        return {"uploadStatus": "processed"}


def video_id_of(session_id: str) -> str:
    """The id of the video that a session makes: eleven characters that say nothing of it."""
    digest = hashlib.sha256(session_id.encode()).digest()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(alphabet[byte & 63] for byte in digest[:11])


def written(kept: Session | Video) -> dict[str, Any]:
    """As JSON; where its bytes lie follows from its id."""
    left_out = {"path", "lock"}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in vars(kept).items()
        if name not in left_out
    }


def read_times(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round: what ends in ``_at`` is a time."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in kept.items()
    }
