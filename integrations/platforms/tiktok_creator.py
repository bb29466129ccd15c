"""What TikTok lets a creator do now, and what a post asks of it.

It has to be asked for every post and its answer obeyed: no privacy is ever changed silently.
https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.platforms import LIMITS, Platform
from domain.publication import Post, Privacy, Remedy, Setback, Standing
from integrations.platforms.tiktok_calls import Said

LEVELS: Final[Mapping[str, Privacy]] = {
    "PUBLIC_TO_EVERYONE": Privacy.PUBLIC,
    "MUTUAL_FOLLOW_FRIENDS": Privacy.FRIENDS,
    "FOLLOWER_OF_CREATOR": Privacy.FOLLOWERS,
    "SELF_ONLY": Privacy.PRIVATE,
}
_LEVEL_OF: Final = {privacy: level for level, privacy in LEVELS.items()}


def standing_of(said: Said, *, now: datetime) -> Standing:
    """Options that we have no word for are left out. Raises Setback."""
    options, longest_s = (
        said.data.get("privacy_level_options"),
        said.number("max_video_post_duration_sec"),
    )
    if not isinstance(options, list):
        raise said.odd()
    return Standing(
        handle=said.text("creator_username"),
        privacy=tuple(LEVELS[option] for option in options if option in LEVELS),
        max_duration_ms=None if longest_s is None else longest_s * 1000,
        may_comment=said.data.get("comment_disabled") is not True,
        may_duet=said.data.get("duet_disabled") is not True,
        may_stitch=said.data.get("stitch_disabled") is not True,
        asked_at=now,
    )


def check(post: Post, standing: Standing) -> None:
    """Raises Setback, with TikTok's own word for what it would refuse."""
    if post.privacy not in standing.privacy:
        offered = ", ".join(standing.privacy) or "nothing"
        raise Setback(
            "privacy_level_option_mismatch",
            f"TikTok does not offer {post.privacy} to this account now; it offers {offered}",
            remedy=Remedy.FIX_MEDIA,
        )
    longest_ms = standing.max_duration_ms
    if longest_ms is not None and post.medium.duration_ms > longest_ms:
        raise Setback(
            "duration_check_failed",
            f"this account may post at most {longest_ms // 1000} s",
            remedy=Remedy.FIX_MEDIA,
        )


def check_file(post: Post, *, stored_bytes: int | None) -> None:
    """``stored_bytes`` is the size of our own file, None when it is gone. Raises Setback."""
    size = post.medium.size_bytes
    if stored_bytes is None:
        raise Setback("file_missing", "our file is gone", remedy=Remedy.FIX_MEDIA)
    if stored_bytes != size:
        said = "the stored file is not the one that was approved"
        raise Setback("size_mismatch", said, remedy=Remedy.FIX_MEDIA)
    if not 0 < size <= LIMITS[Platform.TIKTOK].max_bytes:
        said = f"TikTok takes no file of {size} bytes"
        raise Setback("invalid_file_upload", said, remedy=Remedy.FIX_MEDIA)


def post_info(post: Post, standing: Standing) -> dict[str, Any]:
    """Everything is said, also what is off: an absent switch means yes to TikTok."""
    choices = post.choices
    told: dict[str, Any] = {
        "title": post.caption,
        "privacy_level": _LEVEL_OF[post.privacy],
        "disable_comment": not (choices.allow_comments and standing.may_comment),
        "disable_duet": not (choices.allow_duet and standing.may_duet),
        "disable_stitch": not (choices.allow_stitch and standing.may_stitch),
        "brand_content_toggle": choices.paid_partnership,
        "brand_organic_toggle": choices.own_brand,
        "is_aigc": choices.ai_generated,
    }
    if choices.cover_ms is not None:
        told["video_cover_timestamp_ms"] = choices.cover_ms
    return told
