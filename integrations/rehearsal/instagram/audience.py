"""How many people saw a Reel and what they did: whoever looks at its page, and what is ordered."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from integrations.rehearsal.files import read_json, write_json


class Counted(StrEnum):
    VIEWS = "views"
    REACH = "reach"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVED = "saved"
    REPOSTS = "reposts"
    AVERAGE_WATCH_MS = "ig_reels_avg_watch_time"
    WHOLE_WATCH_MS = "ig_reels_video_view_total_time"
    SKIP_RATE = "reels_skip_rate"
    CROSSPOSTED_VIEWS = "crossposted_views"


_INTERACTIONS: Final = ("likes", "comments", "shares", "saved", "reposts")

METRICS: Final = (*Counted, "total_interactions", "total_likes", "total_comments")
"""ig-media/insights: those that are valid for Reels. Whatever else is asked for, ``plays`` and
``impressions`` too, fails the whole request."""


class Audience:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, media_id: str) -> Mapping[str, int]:
        kept = read_json(self._folder / f"{media_id}.json") or {}
        numbers = {name.value: int(kept.get(name, 0)) for name in Counted}
        return {
            **numbers,
            "total_interactions": sum(numbers[name] for name in _INTERACTIONS),
            "total_likes": numbers["likes"],
            "total_comments": numbers["comments"],
        }

    def change(self, media_id: str, numbers: Mapping[Counted, int]) -> None:
        path = self._folder / f"{media_id}.json"
        changed = {name.value: number for name, number in numbers.items()}
        write_json(path, (read_json(path) or {}) | changed)

    def looked(self, media_id: str) -> None:
        """Somebody opened the page."""
        views = self.of(media_id)["views"] + 1
        self.change(media_id, {Counted.VIEWS: views})
