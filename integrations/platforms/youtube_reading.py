"""What YouTube's word on a video means for the post that we sent.

https://developers.google.com/youtube/v3/docs/videos and its discovery document of November 2026.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from domain.canonical import Json
from domain.publication import Metrics, Post, Privacy, Remedy, Sighting, Stage
from integrations.platforms.youtube_errors import understood
from integrations.platforms.youtube_words import wanted_privacy

PARTS: Final = "snippet,status,processingDetails,contentDetails"

TURNS_PUBLIC_WITHIN: Final = timedelta(minutes=15)
"""How late a scheduled video may still be private without a doubt."""

_REMEDIES: Final[Mapping[str, Remedy]] = {
    **dict.fromkeys(
        ("conversion", "invalidFile", "emptyFile", "tooSmall", "codec", "transcodeFailed"),
        Remedy.FIX_MEDIA,
    ),
    "length": Remedy.FIX_MEDIA,
    "uploadAborted": Remedy.BEGIN_ANEW,
    "uploadFailed": Remedy.BEGIN_ANEW,
    "uploaderAccountSuspended": Remedy.HOLD_ACCOUNT,
    "uploaderAccountClosed": Remedy.HOLD_ACCOUNT,
}
"""Everything else, such as copyright or duplicate, is for a person to look at."""

_COUNTS: Final = {"views": "viewCount", "likes": "likeCount", "comments": "commentCount"}
_REACH: Final = (Privacy.PRIVATE, Privacy.UNLISTED, Privacy.PUBLIC)
"""From those whom the fewest can see to those whom all can see."""


def sighting_of(video: Mapping[str, Any], post: Post, *, site: str, now: datetime) -> Sighting:
    """Of a video that is there. Raises Setback for a shape that we do not know."""
    with understood():
        stage, code = _stage(video, post, now=now)
        fails = stage in (Stage.FAILED, Stage.REMOVED)
        video_id = str(video["id"])
        return Sighting(
            stage=stage,
            external_id=video_id,
            url=watch_url(site, video_id),
            code=code,
            remedy=_REMEDIES.get(code or "", Remedy.HUMAN) if fails else None,
            evidence=_evidence(video),
        )


def watch_url(site: str, video_id: str) -> str:
    return f"{site}/watch?v={video_id}"


def metrics_of(video: Mapping[str, Any]) -> Metrics:
    """Counts come as texts; one that the owner hides is missing, not zero."""
    told = video.get("statistics", {})
    return Metrics(
        values={name: float(told[field]) for name, field in _COUNTS.items() if field in told},
        missing=tuple(name for name, field in _COUNTS.items() if field not in told),
    )


def _stage(video: Mapping[str, Any], post: Post, *, now: datetime) -> tuple[Stage, str | None]:
    status, processing = video["status"], video.get("processingDetails", {})
    match status.get("uploadStatus"):
        case "rejected":
            return Stage.FAILED, str(status.get("rejectionReason", "rejected"))
        case "failed":
            return Stage.FAILED, str(status.get("failureReason", "failed"))
        case "deleted":
            return Stage.REMOVED, "deleted"
    match processing.get("processingStatus"):
        case "failed" | "terminated":
            return Stage.FAILED, str(processing.get("processingFailureReason", "processing"))
        case "succeeded":
            return _visible(status, post, now=now)
    if status.get("uploadStatus") == "processed":
        return _visible(status, post, now=now)
    return Stage.PROCESSING, None


def _visible(status: Mapping[str, Any], post: Post, *, now: datetime) -> tuple[Stage, str | None]:
    """A processed video, read back against what was intended: a narrower circle is a restriction,
    a wider one is live and says so."""
    seen_by = Privacy(status["privacyStatus"])
    if post.publish_at is not None and seen_by is Privacy.PRIVATE:
        if now >= post.publish_at + TURNS_PUBLIC_WITHIN:
            return Stage.RESTRICTED, "still_private"
        kept = _is_kept(status.get("publishAt"), post.publish_at)
        return (Stage.SCHEDULED, None) if kept else (Stage.RESTRICTED, "schedule_differs")
    is_early = post.publish_at is not None and now < post.publish_at
    wanted = wanted_privacy(post) if is_early else post.privacy
    if seen_by is wanted:
        return Stage.LIVE, None
    is_narrower = _REACH.index(seen_by) < _REACH.index(wanted)
    return (Stage.RESTRICTED, seen_by.value) if is_narrower else (Stage.LIVE, "privacy_differs")


def _is_kept(told: object, publish_at: datetime) -> bool:
    if not isinstance(told, str):
        return False
    return abs(datetime.fromisoformat(told) - publish_at) < timedelta(seconds=1)


def _evidence(video: Mapping[str, Any]) -> Mapping[str, Json]:
    status = video["status"]
    told = {
        "upload_status": status.get("uploadStatus"),
        "processing_status": video.get("processingDetails", {}).get("processingStatus"),
        "privacy": status.get("privacyStatus"),
        "publish_at": status.get("publishAt"),
        "uploaded_at": video.get("snippet", {}).get("publishedAt"),
    }
    return {name: value for name, value in told.items() if isinstance(value, str)}
