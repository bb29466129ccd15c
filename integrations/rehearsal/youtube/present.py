"""A video as the API shows it to its owner."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from integrations.rehearsal.youtube.library import CHANNEL_ID, CHANNEL_TITLE, Video
from integrations.rehearsal.youtube.rules import Resource
from integrations.rehearsal.youtube.stage import Stage


def present(video: Video, *, parts: Sequence[str], stage: Stage) -> Resource:
    """Parts that are not rehearsed are left out, as parts without content are."""
    shown: Resource = {"kind": "youtube#video", "etag": _etag(video), "id": video.id}
    for name in parts:
        if name in _PARTS:
            shown[name] = _PARTS[name](video, stage)
    return shown


def instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _etag(video: Video) -> str:
    return f"{video.sha256[:16]}-{video.views}"


def _snippet(video: Video, stage: Stage) -> Mapping[str, Any]:
    return {
        "publishedAt": instant(video.published_at),
        "channelId": CHANNEL_ID,
        "channelTitle": CHANNEL_TITLE,
        "liveBroadcastContent": "none",
        "categoryId": "22",
        **video.resource["snippet"],
    }


def _status(video: Video, stage: Stage) -> Mapping[str, Any]:
    now = stage.clock.now()
    written = {**video.resource["status"], "privacyStatus": video.privacy(now)}
    if written["privacyStatus"] != "private":
        written.pop("publishAt", None)
    outcome = {"uploadStatus": "uploaded"} if _left(video, stage) else video.ending
    return {**written, "madeForKids": written["selfDeclaredMadeForKids"], **outcome}


def _statistics(video: Video, stage: Stage) -> Mapping[str, str]:
    """Counts are texts, as on the real platform. The views are those of the rehearsal page."""
    if not video.resource["status"]["publicStatsViewable"]:
        return {}
    counts = {"viewCount": video.views, "likeCount": 0, "favoriteCount": 0, "commentCount": 0}
    return {name: str(count) for name, count in counts.items()}


def _processing(video: Video, stage: Stage) -> Mapping[str, Any]:
    left = _left(video, stage)
    if left:
        milliseconds = round(left / timedelta(milliseconds=1))
        return {
            "processingStatus": "processing",
            "processingProgress": {"timeLeftMs": str(milliseconds)},
        }
    if video.ending["uploadStatus"] == "failed":
        return {"processingStatus": "failed", "processingFailureReason": "transcodeFailed"}
    return {"processingStatus": "succeeded"}


def _left(video: Video, stage: Stage) -> timedelta:
    """How long it is still being processed."""
    done_at = video.published_at + timedelta(seconds=stage.processing_s)
    return max(done_at - stage.clock.now(), timedelta())


def _file_details(video: Video, stage: Stage) -> Mapping[str, str]:
    return {"fileSize": str(video.size_bytes), "fileType": "video"}


_PARTS: Final[Mapping[str, Callable[[Video, Stage], Mapping[str, Any]]]] = {
    "snippet": _snippet,
    "status": _status,
    "statistics": _statistics,
    "processingDetails": _processing,
    "fileDetails": _file_details,
}
