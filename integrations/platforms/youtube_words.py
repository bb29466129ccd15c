"""What we tell YouTube about a post: the Video resource that opens an upload.

https://developers.google.com/youtube/v3/docs/videos
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from domain.ids import PublicationId
from domain.publication import HASHTAG, Post, Privacy, description_of, title_of

PEOPLE_AND_BLOGS: Final = "22"
"""The category that YouTube itself proposes."""

MAX_TAGS: Final = 500
"""Characters of all tags together, with the commas between them."""


def marker(publication_id: PublicationId) -> str:
    """The tag that says which publication a video is."""
    return f"stakazo-{publication_id}"


def video_of(post: Post) -> Mapping[str, Any]:
    """The words go out as they were approved; what YouTube does not take is refused, never
    rewritten. Privacy is always said, because none means public."""
    status: dict[str, Any] = {
        "privacyStatus": wanted_privacy(post).value,
        "selfDeclaredMadeForKids": post.choices.made_for_kids,
        "containsSyntheticMedia": post.choices.ai_generated,
    }
    if post.publish_at is not None:
        status["publishAt"] = instant(post.publish_at)
    snippet = {
        "title": title_of(post.caption),
        "description": description_of(post.caption),
        "tags": tags_of(post),
        "categoryId": PEOPLE_AND_BLOGS,
    }
    return {"snippet": snippet, "status": status}


def wanted_privacy(post: Post) -> Privacy:
    """YouTube keeps a time only for what is private until then."""
    return post.privacy if post.publish_at is None else Privacy.PRIVATE


def tags_of(post: Post) -> list[str]:
    """The marker, then the caption's own hashtags for as long as there is room."""
    hashtags = (found.removeprefix("#") for found in HASHTAG.findall(post.caption))
    return _fitting(dict.fromkeys([marker(post.publication_id), *hashtags]))


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _fitting(tags: Iterable[str]) -> list[str]:
    kept: list[str] = []
    room = MAX_TAGS
    for tag in tags:
        if len(tag) <= room:
            kept.append(tag)
            room -= len(tag) + 1
    return kept
