"""Profiles, containers and media as the API shows them to their owner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from domain.account import Login
from integrations.rehearsal.instagram.container import Container, status_text, video_status
from integrations.rehearsal.instagram.media import Medium, Standing
from integrations.rehearsal.instagram.sites import site_of
from integrations.rehearsal.instagram.stage import Call

_USER: Final = ("username", "name", "followers_count", "follows_count", "media_count")
_PICTURE: Final = "profile_picture_url"

PROFILE_FIELDS: Final[Mapping[Login, Sequence[str]]] = {
    Login.INSTAGRAM: ("id", "user_id", "account_type", _PICTURE, *_USER),
    Login.FACEBOOK: ("id", "ig_id", "biography", "website", _PICTURE, *_USER),
}
"""``id`` is the one of the paths only on the Facebook host; the account's type can be read only on
the Instagram host."""

CONTAINER_FIELDS: Final[Mapping[Login, Sequence[str]]] = {
    Login.INSTAGRAM: ("id", "status", "status_code"),
    Login.FACEBOOK: ("id", "status", "status_code", "video_status", "copyright_check_status"),
}

MEDIA_FIELDS: Final = (
    *("id", "caption", "media_type", "media_product_type", "media_url", "permalink", "shortcode"),
    *("thumbnail_url", "timestamp", "username", "like_count", "comments_count", "owner"),
    "is_shared_to_feed",
)


def show_profile(asked: Sequence[str], call: Call) -> dict[str, Any]:
    profile, is_instagram = call.profile, call.login is Login.INSTAGRAM
    posts = call.stage.shelf.media_of(profile.id)
    shown: dict[str, Any] = {
        "id": profile.app_scoped_id if is_instagram else profile.id,
        "user_id": profile.id,
        "ig_id": profile.id,
        "username": profile.username,
        "name": profile.character.name,
        "account_type": profile.account_type,
        "followers_count": 0,
        "follows_count": 0,
        "media_count": sum(1 for one in posts if one.is_there),
    }
    # What is empty is left out: there is no picture, no biography and no web site.
    return {name: shown[name] for name in asked if name in shown}


def show_container(container: Container, asked: Sequence[str], call: Call) -> dict[str, Any]:
    now = call.stage.now()
    shown = {
        "id": container.id,
        "status": status_text(container, now),
        "status_code": container.code(now),
        "video_status": video_status(container, now),
        "copyright_check_status": {"status": "completed", "matches_found": False},
    }
    return {name: shown[name] for name in asked}


def show_medium(medium: Medium, asked: Sequence[str], call: Call) -> dict[str, Any]:
    site = site_of(call.request)
    shown: dict[str, Any] = {
        "id": medium.id,
        "media_type": "VIDEO",
        "media_url": f"{site}/media/{medium.shortcode}",
        "permalink": f"{site}/reel/{medium.shortcode}/",
        "shortcode": medium.shortcode,
        "timestamp": instant(medium.published_at),
        "username": call.profile.username,
        "owner": {"id": medium.account},
        "is_shared_to_feed": medium.options.get("share_to_feed", True),
    }
    if {"like_count", "comments_count"} & set(asked):
        numbers = call.stage.audience.of(medium.id)
        shown |= {"like_count": numbers["likes"], "comments_count": numbers["comments"]}
    if medium.caption:
        shown["caption"] = medium.caption
    if medium.standing is Standing.RESTRICTED:
        # Where others cannot follow them, Instagram gives no addresses.
        del shown["permalink"], shown["media_url"]
    if "cover_url" in medium.options:
        shown["thumbnail_url"] = f"{site}/cover/{medium.shortcode}"
    if call.login is Login.FACEBOOK:
        shown["media_product_type"] = "REELS"
    return {name: shown[name] for name in asked if name in shown}


def instant(at: datetime) -> str:
    """As the Graph API writes a time: no colon in the offset."""
    return at.strftime("%Y-%m-%dT%H:%M:%S%z")
