"""What may be said about a Reel when its container is opened (ig-user/media)."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from domain.account import Login
from domain.platforms import LIMITS, Platform
from domain.publication.fit import HASHTAG, MENTION, utf16_units
from integrations.rehearsal.instagram.errors import GraphError, invalid
from integrations.rehearsal.instagram.params import Params, flag, parsed, text, whole

_LIMITS: Final = LIMITS[Platform.INSTAGRAM]
_STRATEGIES: Final = ("MANUAL", "SS_PERFORMANCE")
_MOST_COLLABORATORS: Final = 3
_MOST_SPONSORS: Final = 2


def address_of(params: Params, login: Login) -> str | None:
    """Where the file is to be fetched; None for an upload, which only one host takes."""
    upload = text(params, "upload_type")
    if upload and upload != "resumable":
        raise invalid("Param upload_type must be one of {resumable}")
    if upload and login is Login.FACEBOOK:
        if "video_url" in params:
            raise invalid("Only one of video_url and upload_type can be given")
        return None
    if not text(params, "video_url"):
        raise invalid("The parameter video_url is required")
    return _address(params, "video_url")


def caption_of(params: Params) -> str:
    caption = text(params, "caption")
    if utf16_units(caption) > _LIMITS.max_caption:
        raise GraphError(36004, 2207010)
    for pattern, most in ((HASHTAG, _LIMITS.max_hashtags), (MENTION, _LIMITS.max_mentions)):
        if most is not None and len(pattern.findall(caption)) > most:
            raise GraphError(100, 2207040)
    return caption


def options_of(params: Params, login: Login) -> dict[str, Any]:
    """Everything else, as it was said; what was not said is left out."""
    if text(params, "media_type") != "REELS":
        raise GraphError(100, 2207023)
    if "location_id" in params and login is Login.INSTAGRAM:
        raise invalid("Param location_id is not supported")
    return {
        name: value for name, read in _OPTIONS.items() if (value := read(params, name)) is not None
    }


def _address(params: Params, name: str) -> str | None:
    if name not in params:
        return None
    address = text(params, name)
    if not is_address(address):
        raise GraphError(9004, 2207052)
    return address


def is_address(address: str) -> bool:
    """Only US-ASCII may stand in it."""
    try:
        parts = urlsplit(address)
        can_be_called = bool(httpx.URL(address).host) and parts.port != 0
    except (httpx.InvalidURL, ValueError):
        return False
    return can_be_called and address.isascii() and parts.scheme in ("http", "https")


def _offset(params: Params, name: str) -> int | None:
    offset = whole(params, name)
    if offset is not None and offset < 0:
        raise GraphError(1, 2207057)
    return offset


def _words(params: Params, name: str) -> str | None:
    return text(params, name) if name in params else None


def _place(params: Params, name: str) -> str | None:
    place = _words(params, name)
    if place is not None and not place.isdecimal():
        raise invalid("Param location_id must be a valid place")
    return place


def _collaborators(params: Params, name: str) -> list[str] | None:
    return _names(parsed(params, name), name, _MOST_COLLABORATORS)


def _sponsors(params: Params, name: str) -> list[str] | None:
    return _names(parsed(params, name), name, _MOST_SPONSORS)


def _names(value: Any, name: str, most: int) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise invalid(f"Param {name} must be an array of strings")
    if len(value) > most:
        raise invalid(f"Param {name} has at most {most} entries")
    return value


def _tags(params: Params, name: str) -> list[dict[str, Any]] | None:
    value = parsed(params, name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(f"Param {name} must be an array of objects")
    if any(set(one) != {"username"} for one in value):
        raise invalid(f"Param {name} of a video has user names and no places")
    if _LIMITS.max_mentions is not None and len(value) > _LIMITS.max_mentions:
        raise GraphError(100, 2207040)
    return value


def _trial(params: Params, name: str) -> dict[str, Any] | None:
    value = parsed(params, name)
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("graduation_strategy") not in _STRATEGIES:
        raise invalid("Param trial_params[graduation_strategy] must be one of its strategies")
    return value


_OPTIONS: Final[Mapping[str, Callable[[Params, str], Any]]] = {
    "share_to_feed": flag,
    "is_ai_generated": flag,
    "is_paid_partnership": flag,
    "thumb_offset": _offset,
    "cover_url": _address,
    "audio_name": _words,
    "location_id": _place,
    "collaborators": _collaborators,
    "branded_content_sponsor_ids": _sponsors,
    "user_tags": _tags,
    "trial_params": _trial,
}
