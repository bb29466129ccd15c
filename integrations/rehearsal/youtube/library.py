"""Upload sessions and videos, kept in files so that they outlive the server.

The bytes of an upload are written from the start where the finished video will lie; what makes
it a video is its line in the truth log. So nothing has to be moved, and a crash at any point
leaves either an upload that can be continued or a video.
"""

import asyncio
import hashlib
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from domain.ports.world import Clock
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.truth import TruthLog
from integrations.rehearsal.youtube.kept import (
    Fate,
    Session,
    Video,
    read_times,
    video_id_of,
    written,
)
from integrations.rehearsal.youtube.rules import Resource

SESSION_LIFE: Final = timedelta(days=7)


class Library:
    """Raises KeyError for sessions and videos that are not there. Not ``is_durable``: what was
    written survives the process, not the machine."""

    def __init__(self, folder: Path, *, clock: Clock, is_durable: bool) -> None:
        self._clock = clock
        self._is_durable = is_durable
        self._sessions_at, self._videos_at, self._media_at, self._covers_at = (
            folder / name for name in ("sessions", "videos", "media", "covers")
        )
        for place in (self._sessions_at, self._videos_at, self._media_at, self._covers_at):
            place.mkdir(parents=True, exist_ok=True)
        self.truth = TruthLog(folder / "truth.jsonl", is_durable=is_durable)
        self._videos: dict[str, Video] = {}
        self._by_channel: dict[str, dict[str, Video]] = defaultdict(dict)
        self._sessions: dict[str, Session] = {}
        """By the id of the video that each of them makes."""
        self._reload()

    def open(self, resource: Resource, *, total: int, channel: str) -> Session:
        session_id = secrets.token_urlsafe(48)
        session = Session(
            id=session_id,
            channel=channel,
            total=total,
            resource=resource,
            opened_at=self._clock.now(),
            path=self._media_file(video_id_of(session_id)),
        )
        self._write(self._session_file(session), written(session))
        self._sessions[session.video_id] = session
        return session

    def session(self, session_id: str) -> Session:
        session = self._sessions[video_id_of(session_id)]
        if self._is_over(session):
            self.forget(session)
            raise KeyError(session_id)
        return session

    def forget(self, session: Session) -> None:
        """The session is gone; a video that it made stays."""
        self._sessions.pop(session.video_id, None)
        self._session_file(session).unlink(missing_ok=True)
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

    async def finish(self, session: Session, fate: Fate, *, processing_s: float) -> Video:
        """All bytes are there: it becomes a video, for ever."""
        digest = await asyncio.to_thread(_sha256, session.path)
        now = self._clock.now()
        processed_at = now + timedelta(seconds=processing_s)
        rejected_at = processed_at + timedelta(seconds=fate.rejected_after_s)
        video = Video(
            id=session.video_id,
            channel=session.channel,
            resource=session.resource,
            sha256=digest,
            size_bytes=session.total,
            published_at=now,
            processed_at=processed_at,
            listed_at=now + timedelta(seconds=fate.listed_after_s),
            path=session.path,
            failure=fate.failure,
            rejection=fate.rejection,
            rejected_at=rejected_at if fate.rejection else None,
        )
        await asyncio.to_thread(self.save, video)
        line = self._line("published", video, handle_ref=session.id)
        await asyncio.to_thread(self.truth.append, line)
        self._add(video)
        return video

    def video(self, video_id: str) -> Video:
        """One that is there, or was until its platform took it away."""
        return self._videos[video_id]

    def newest(self, channel: str | None = None) -> Iterator[Video]:
        """Those of one channel, or of all, the last one first."""
        videos = self._by_channel[channel] if channel else self._videos
        return reversed(videos.values())

    def count(self, channel: str) -> int:
        return len(self._by_channel[channel])

    def save(self, video: Video) -> None:
        self._write(self._video_file(video.id), written(video))

    def change(self, video: Video, parts: Resource) -> None:
        now = self._clock.now()
        video.was_public = video.was_public or video.privacy(now) == "public"
        video.resource = {**video.resource, **parts}
        self.tell("updated", video)

    def tell(self, event: str, video: Video) -> None:
        """Keeps what was changed about a video, and the line in the truth log that says so."""
        self.save(video)
        self.truth.append(self._line(event, video))

    def set_cover(self, video: Video, content: bytes, media_type: str) -> None:
        self.cover_file(video).write_bytes(content)
        video.cover = media_type
        self.tell("cover", video)

    def cover_file(self, video: Video) -> Path:
        return self._covers_at / video.id

    def delete(self, video: Video) -> None:
        self.truth.append(self._line("deleted", video))
        del self._videos[video.id]
        del self._by_channel[video.channel][video.id]
        if session := self._sessions.get(video.id):
            self.forget(session)
        self._remove(video.id)

    def _add(self, video: Video) -> None:
        self._videos[video.id] = video
        self._by_channel[video.channel][video.id] = video

    def _line(self, event: str, video: Video, **more: str) -> dict[str, Any]:
        now = self._clock.now()
        status = video.resource["status"]
        tags = video.resource["snippet"].get("tags", [])
        return {
            "event": event,
            "at": now.isoformat(),
            "post_id": video.id,
            "account": video.channel,
            "caption": video.caption,
            "title": video.title,
            "marker": next((tag for tag in tags if tag.startswith("stakazo-")), None),
            "privacy": video.privacy(now),
            "publish_at": status.get("publishAt"),
            "sha256": video.sha256,
            "size_bytes": video.size_bytes,
            **more,
        }

    def _reload(self) -> None:
        lines = self.truth.lines()
        gone = set(_ids(lines, "deleted"))
        for video_id in gone:
            self._remove(video_id)
        for video_id in _ids(lines, "published"):
            if video_id not in gone and (kept := read_json(self._video_file(video_id))):
                self._add(Video(**read_times(kept), path=self._media_file(video_id)))
        for path in sorted(self._sessions_at.glob("*.json")):
            if kept := read_json(path):
                media = self._media_file(video_id_of(kept["id"]))
                session = Session(**read_times(kept), path=media)
                self._sessions[session.video_id] = session
        for over in [one for one in self._sessions.values() if self._is_over(one)]:
            self.forget(over)

    def _is_over(self, session: Session) -> bool:
        return self._clock.now() - session.opened_at >= SESSION_LIFE

    def _remove(self, video_id: str) -> None:
        for path in (
            self._video_file(video_id),
            self._media_file(video_id),
            self._covers_at / video_id,
        ):
            path.unlink(missing_ok=True)

    def _write(self, path: Path, kept: dict[str, Any]) -> None:
        write_json(path, kept, durable=self._is_durable)

    def _session_file(self, session: Session) -> Path:
        # Named by the video, so that a listing of the folder gives no session away.
        return self._sessions_at / f"{session.video_id}.json"

    def _video_file(self, video_id: str) -> Path:
        return self._videos_at / f"{video_id}.json"

    def _media_file(self, video_id: str) -> Path:
        return self._media_at / f"{video_id}.mp4"


def _ids(lines: Iterable[dict[str, Any]], event: str) -> list[str]:
    return [line["post_id"] for line in lines if line["event"] == event]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
