"""A video as the API shows it: whole to its owner, the public parts of it to others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from domain.platforms import Platform
from integrations.rehearsal.cast import Character, character
from integrations.rehearsal.youtube.kept import Video
from integrations.rehearsal.youtube.rules import Resource


def is_seen(video: Video, *, now: datetime, channel: Character) -> bool:
    """Whether the API tells this channel of it."""
    is_own = video.channel == channel.external_id
    return not video.is_removed and (is_own or video.privacy(now) != "private")


def present(video: Video, *, parts: Sequence[str], now: datetime, channel: Character) -> Resource:
    """As ``channel`` sees it. Parts that are not rehearsed are left out, as parts without content
    are."""
    shown: Resource = {"kind": "youtube#video", "etag": etag(video), "id": video.id}
    shown |= {name: _PARTS[name](video, now) for name in parts if name in _PARTS}
    if video.channel != channel.external_id:
        for name in _OWNERS_ONLY:
            shown.pop(name, None)
    return shown


def instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def etag(video: Video) -> str:
    return f"{video.sha256[:16]}-{video.views}"


def counts(video: Video) -> Mapping[str, str]:
    """Counts are texts, as on the real platform. The views are those of the rehearsal page."""
    if not video.resource["status"]["publicStatsViewable"]:
        return {}
    return {"viewCount": str(video.views), "likeCount": "0", "commentCount": "0"}


def _snippet(video: Video, now: datetime) -> Mapping[str, Any]:
    return {
        "publishedAt": instant(video.published_at),
        "channelId": video.channel,
        "channelTitle": character(Platform.YOUTUBE, video.channel).name,
        "liveBroadcastContent": "none",
        "categoryId": "22",
        **video.resource["snippet"],
    }


def _status(video: Video, now: datetime) -> Mapping[str, Any]:
    written = {**video.resource["status"], "privacyStatus": video.privacy(now)}
    if written["privacyStatus"] != "private":
        written.pop("publishAt", None)
    made_for_kids = written["selfDeclaredMadeForKids"]
    return {**written, "madeForKids": made_for_kids, **video.outcome(now)}


def _statistics(video: Video, now: datetime) -> Mapping[str, str]:
    return counts(video)


def _processing(video: Video, now: datetime) -> Mapping[str, Any]:
    if now < video.processed_at:
        left_ms = round((video.processed_at - now) / timedelta(milliseconds=1))
        return {
            "processingStatus": "processing",
            "processingProgress": {"timeLeftMs": str(left_ms)},
        }
    if video.failure is not None:
        return {"processingStatus": "failed", "processingFailureReason": "transcodeFailed"}
    return {"processingStatus": "succeeded"}


def _content(video: Video, now: datetime) -> Mapping[str, bool]:
    return {"hasCustomThumbnail": video.cover is not None}


def _file_details(video: Video, now: datetime) -> Mapping[str, str]:
    return {"fileSize": str(video.size_bytes), "fileType": "video"}


_PARTS: Final[Mapping[str, Callable[[Video, datetime], Mapping[str, Any]]]] = {
    "snippet": _snippet,
    "status": _status,
    "statistics": _statistics,
    "processingDetails": _processing,
    "contentDetails": _content,
    "fileDetails": _file_details,
}
_OWNERS_ONLY: Final = ("processingDetails", "fileDetails")
