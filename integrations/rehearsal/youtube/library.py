"""Upload sessions and videos, kept in files so that they outlive the server.

The bytes of an upload are written from the start where the finished video will lie; what makes
it a video is its line in the truth log. So nothing has to be moved, and a crash at any point
leaves either an upload that can be continued or a video.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain.ports.world import Clock
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.youtube.rules import Resource, time_of
from integrations.rehearsal.youtube.truth import TruthLog

CHANNEL_ID: Final = "UCstakazoRehearsal000000"
UPLOADS_ID: Final = "UU" + CHANNEL_ID[2:]
CHANNEL_TITLE: Final = "Stakazo rehearsal"
SESSION_LIFE: Final = timedelta(days=7)


@dataclass(kw_only=True)
class Session:
    id: str
    video_id: str
    total: int
    resource: Resource
    opened_at: datetime
    path: Path
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def stored(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


@dataclass(kw_only=True)
class Video:
    """``ending`` is what becomes of it once it is processed."""

    id: str
    resource: Resource
    sha256: str
    size_bytes: int
    published_at: datetime
    path: Path
    views: int = 0
    ending: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.resource["snippet"]["title"])

    def privacy(self, now: datetime) -> str:
        status = self.resource["status"]
        due = status.get("publishAt")
        return "public" if due and time_of(due) <= now else str(status["privacyStatus"])


class Library:
    """Raises KeyError for sessions and videos that are not there."""

    def __init__(self, folder: Path, *, clock: Clock) -> None:
        self._clock = clock
        self._sessions_at, self._videos_at, self._media_at = (
            folder / name for name in ("sessions", "videos", "media")
        )
        for place in (self._sessions_at, self._videos_at, self._media_at):
            place.mkdir(parents=True, exist_ok=True)
        self.truth = TruthLog(folder / "truth.jsonl")
        self._videos: dict[str, Video] = {}
        self._sessions: dict[str, Session] = {}
        self._reload()

    def open(self, resource: Resource, *, total: int) -> Session:
        kept = {
            "id": secrets.token_urlsafe(48),
            "total": total,
            "resource": resource,
            "opened_at": self._clock.now().isoformat(),
        }
        session = self._session(kept)
        write_json(self._session_file(session.id), kept)
        self._sessions[session.id] = session
        return session

    def session(self, session_id: str) -> Session:
        session = self._sessions[session_id]
        if self._is_over(session):
            self.forget(session)
            raise KeyError(session_id)
        return session

    def forget(self, session: Session) -> None:
        """The session is gone; a video that it made stays."""
        self._sessions.pop(session.id, None)
        self._session_file(session.id).unlink(missing_ok=True)
        if session.video_id not in self._videos:
            session.path.unlink(missing_ok=True)

    def made_by(self, session: Session) -> Video | None:
        return self._videos.get(session.video_id)

    async def store(
        self, session: Session, body: AsyncIterator[bytes], *, skip: int, most: int
    ) -> None:
        """Adds to what is stored: the body without its first ``skip`` bytes, up to ``most``.
        The body is not read further than that."""
        with session.path.open("ab") as file:
            async for block in body:
                fresh = block[skip : skip + most]
                skip = max(0, skip - len(block))
                most -= len(fresh)
                file.write(fresh)
                if not most:
                    break

    def keep(self, session: Session, *, stored: int) -> None:
        """Forgets what lies beyond the first ``stored`` bytes."""
        if session.stored > stored:
            with session.path.open("r+b") as file:
                file.truncate(stored)

    async def finish(self, session: Session, *, ending: dict[str, str]) -> Video:
        """All bytes are there: it becomes a video, for ever."""
        digest = await asyncio.to_thread(_sha256, session.path)
        video = Video(
            id=session.video_id,
            resource=session.resource,
            sha256=digest,
            size_bytes=session.total,
            published_at=self._clock.now(),
            path=session.path,
            ending=ending,
        )
        await asyncio.to_thread(self.save, video)
        await asyncio.to_thread(self.truth.append, _published(video, session))
        self._videos[video.id] = video
        return video

    def video(self, video_id: str) -> Video:
        return self._videos[video_id]

    def videos(self) -> list[Video]:
        """Newest first."""
        return sorted(self._videos.values(), key=lambda video: video.published_at, reverse=True)

    def save(self, video: Video) -> None:
        write_json(
            self._video_file(video.id),
            {
                "id": video.id,
                "resource": video.resource,
                "sha256": video.sha256,
                "size_bytes": video.size_bytes,
                "published_at": video.published_at.isoformat(),
                "views": video.views,
                "ending": video.ending,
            },
        )

    def change(self, video: Video, parts: Resource) -> None:
        video.resource = {**video.resource, **parts}
        self.save(video)
        self.truth.append(self._event("updated", video))

    def delete(self, video: Video) -> None:
        self.truth.append(self._event("deleted", video))
        del self._videos[video.id]
        for session in [one for one in self._sessions.values() if one.video_id == video.id]:
            self.forget(session)
        self._remove(video.id)

    def _event(self, event: str, video: Video) -> dict[str, Any]:
        at = self._clock.now().isoformat()
        return {"event": event, "at": at, "video_id": video.id, "title": video.title}

    def _reload(self) -> None:
        lines = self.truth.lines()
        for video_id in _ids(lines, "deleted"):
            self._remove(video_id)
        for video_id in _ids(lines, "published") - _ids(lines, "deleted"):
            if kept := read_json(self._video_file(video_id)):
                self._videos[video_id] = self._video(kept)
        for path in sorted(self._sessions_at.glob("*.json")):
            if kept := read_json(path):
                session = self._session(kept)
                self._sessions[session.id] = session
        for session in [one for one in self._sessions.values() if self._is_over(one)]:
            self.forget(session)

    def _is_over(self, session: Session) -> bool:
        return self._clock.now() - session.opened_at >= SESSION_LIFE

    def _session(self, kept: dict[str, Any]) -> Session:
        video_id = video_id_of(kept["id"])
        return Session(
            id=kept["id"],
            video_id=video_id,
            total=kept["total"],
            resource=kept["resource"],
            opened_at=datetime.fromisoformat(kept["opened_at"]),
            path=self._media_file(video_id),
        )

    def _video(self, kept: dict[str, Any]) -> Video:
        at = datetime.fromisoformat(kept["published_at"])
        return Video(**{**kept, "published_at": at, "path": self._media_file(kept["id"])})

    def _remove(self, video_id: str) -> None:
        self._video_file(video_id).unlink(missing_ok=True)
        self._media_file(video_id).unlink(missing_ok=True)

    def _session_file(self, session_id: str) -> Path:
        # Named by the video, so that a listing of the folder gives no session away.
        return self._sessions_at / f"{video_id_of(session_id)}.json"

    def _video_file(self, video_id: str) -> Path:
        return self._videos_at / f"{video_id}.json"

    def _media_file(self, video_id: str) -> Path:
        return self._media_at / f"{video_id}.mp4"


def video_id_of(session_id: str) -> str:
    """The id of the video that a session makes: eleven characters that say nothing of it."""
    digest = hashlib.sha256(session_id.encode()).digest()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(alphabet[byte & 63] for byte in digest[:11])


def _published(video: Video, session: Session) -> dict[str, Any]:
    tags = video.resource["snippet"].get("tags", [])
    return {
        "event": "published",
        "at": video.published_at.isoformat(),
        "video_id": video.id,
        "title": video.title,
        "marker": next((tag for tag in tags if tag.startswith("stakazo-")), None),
        "privacy": video.resource["status"]["privacyStatus"],
        "sha256": video.sha256,
        "size_bytes": video.size_bytes,
        "channel": CHANNEL_ID,
        "session": session.id,
    }


def _ids(lines: Iterable[dict[str, Any]], event: str) -> set[str]:
    return {line["video_id"] for line in lines if line["event"] == event}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
