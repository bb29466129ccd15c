"""What was handed in for publishing, one file each, so that it outlives the server.

The bytes of a video are written from the start where they will stay. Every time here is in seconds
since 1970, as TikTok itself has it.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.tiktok import chunks

UPLOAD_LIFE_S: Final = 3600
PUBLIC: Final = "PUBLIC_TO_EVERYONE"


class Kind(StrEnum):
    """As ``publish_type`` in webhooks."""

    DIRECT = "DIRECT_PUBLISH"
    INBOX = "INBOX_SHARE"


class Source(StrEnum):
    FILE_UPLOAD = "FILE_UPLOAD"
    PULL_FROM_URL = "PULL_FROM_URL"


class Standing(StrEnum):
    """``HELD``: only its owner sees it."""

    LIVE = "live"
    HELD = "held"
    REMOVED = "removed"


@dataclass(kw_only=True)
class Fate:
    """What the fault script has decided about a task. ``webhook_lead_s`` is how much later than
    its webhook the status shows that it is published."""

    fail: str | None = None
    stuck_s: float = 0.0
    no_id_s: float = 0.0
    listed_late_s: float = 0.0
    webhook_lead_s: float = 0.0


@dataclass(kw_only=True)
class Post:
    """``public_at`` is when its id becomes known; None when it never will. ``sort_ms`` is its
    place among the account's posts, its time as long as no other has the same."""

    id: str
    caption: str
    privacy: str
    at: float
    sort_ms: int
    public_at: float | None = None
    listed_at: float | None = None
    standing: Standing = Standing.LIVE
    is_announced: bool = False
    views: int = 0

    def is_public(self, now: float) -> bool:
        is_live = self.standing is Standing.LIVE
        return is_live and self.public_at is not None and self.public_at <= now


@dataclass(kw_only=True)
class Task:
    """One publish_id. ``ticket`` is the secret half of its upload address; ``wrong`` what is the
    matter with its file; ``completed_at`` when the first post came of it."""

    id: str
    account: str
    kind: Kind
    source: Source
    opened_at: float
    size: int
    chunk: int
    count: int
    ticket: str | None = field(default=None, repr=False)
    video_url: str | None = field(default=None, repr=False)
    settings: dict[str, Any] = field(default_factory=dict)
    fate: Fate = field(default_factory=Fate)
    stored: int = 0
    received_at: float | None = None
    sha256: str = ""
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    wrong: str | None = None
    failed: str | None = None
    delivered_at: float | None = None
    completed_at: float | None = None
    posts: list[Post] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.id.rpartition(".")[2]

    @property
    def is_settled(self) -> bool:
        """It failed, was delivered or was published."""
        outcomes = (self.failed, self.delivered_at, self.completed_at)
        return any(outcome is not None for outcome in outcomes)


class Tasks:
    """Raises KeyError for what is not there."""

    def __init__(self, folder: Path, *, is_durable: bool) -> None:
        self._is_durable = is_durable
        self._tasks_at, self._media_at = folder / "tasks", folder / "media"
        for place in (self._tasks_at, self._media_at):
            place.mkdir(parents=True, exist_ok=True)
        self._by_number: dict[str, Task] = {}
        for path in sorted(self._tasks_at.glob("*.json")):
            if kept := read_json(path):
                self._add(_task(kept))

    def __iter__(self) -> Iterator[Task]:
        return iter(self._by_number.values())

    def open(self, task: Task) -> None:
        self.save(task)
        self._by_number[task.number] = task

    def numbered(self, number: str) -> Task:
        return self._by_number[number]

    def get(self, publish_id: str) -> Task:
        task = self._by_number[publish_id.rpartition(".")[2]]
        if task.id != publish_id:
            raise KeyError(publish_id)
        return task

    def save(self, task: Task) -> None:
        path = self._tasks_at / f"{task.number}.json"
        write_json(path, asdict(task), durable=self._is_durable)

    def media(self, task: Task) -> Path:
        return self._media_at / f"{task.number}.mp4"

    def _add(self, task: Task) -> None:
        """A crash in the middle of a chunk leaves bytes that nobody was told of."""
        if task.received_at is None and task.source is Source.FILE_UPLOAD:
            path = self.media(task)
            there = path.stat().st_size if path.exists() else 0
            task.stored = chunks.whole_chunks(
                there, size=task.size, chunk=task.chunk, count=task.count
            )
        self._by_number[task.number] = task


def fresh_id(kind: Kind, source: Source) -> str:
    way = "file" if source is Source.FILE_UPLOAD else "url"
    what = "pub" if kind is Kind.DIRECT else "inbox"
    return f"v_{what}_{way}~v2-1.{7 * 10**18 + secrets.randbelow(10**18)}"


def post_id_of(task: Task, *, place: int) -> str:
    """The id of the post that comes of a task in this place: 19 digits, more than a float holds,
    and the same again when a crash made the server forget that it gave it."""
    digest = hashlib.sha256(f"{task.id} {place}".encode()).digest()
    return str(7 * 10**18 + int.from_bytes(digest[:8]) % 10**18)


def _task(kept: dict[str, Any]) -> Task:
    posts = [Post(**{**post, "standing": Standing(post["standing"])}) for post in kept["posts"]]
    known = {"kind": Kind(kept["kind"]), "source": Source(kept["source"])}
    return Task(**{**kept, **known, "fate": Fate(**kept["fate"]), "posts": posts})
