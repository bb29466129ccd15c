"""What the truth log says of TikTok: one ``published`` line for every post, ``inbox`` for a share
that was delivered, and what became of posts later."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok.tasks import Post, Standing, Task
from integrations.rehearsal.truth import TruthLog

_EVENTS: Final[Mapping[Standing, str]] = {
    Standing.LIVE: "restored",
    Standing.HELD: "restricted",
    Standing.REMOVED: "deleted",
}


class Truth:
    def __init__(self, path: Path, ground: Ground) -> None:
        self._ground = ground
        self._log = TruthLog(path, is_durable=not ground.lifted)
        lines = self._log.lines()
        self._published = {line["post_id"] for line in lines if line["event"] == "published"}
        self._delivered = {line["handle_ref"] for line in lines if line["event"] == "inbox"}

    def lines(self) -> list[dict[str, Any]]:
        return self._log.lines()

    def published(self, task: Task, post: Post) -> None:
        """Written once, even when the server died before it noted that it had been."""
        if post.id not in self._published:
            self._write("published", task, post)
            self._published.add(post.id)

    def delivered(self, task: Task) -> None:
        """Written once."""
        if task.id not in self._delivered:
            self._write("inbox", task)
            self._delivered.add(task.id)

    def stands(self, task: Task, post: Post) -> None:
        self._write(_EVENTS[post.standing], task, post)

    def _write(self, event: str, task: Task, post: Post | None = None) -> None:
        about = {} if post is None else {"caption": post.caption, "privacy": post.privacy}
        self._log.append(
            {
                "event": event,
                "at": self._ground.clock.now().isoformat(),
                "post_id": None if post is None else post.id,
                "handle_ref": task.id,
                "account": task.account,
                "sha256": task.sha256,
                "size_bytes": task.size,
                "settings": task.settings,
                **about,
            }
        )
