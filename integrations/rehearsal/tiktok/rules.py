"""What TikTok demands of a post before it takes it: the fields of both init calls."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from integrations.rehearsal.tiktok import chunks
from integrations.rehearsal.tiktok.creators import SELF, Creator
from integrations.rehearsal.tiktok.errors import ApiError
from integrations.rehearsal.tiktok.stage import fields
from integrations.rehearsal.tiktok.tasks import Source

MOST_TITLE: Final = 2200
"""UTF-16 code units."""

_TOGGLES: Final = {
    "disable_comment": "comment_disabled",
    "disable_duet": "duet_disabled",
    "disable_stitch": "stitch_disabled",
}
"""Each with what the creator's settings call it."""

_PLAN: Final = ("video_size", "chunk_size", "total_chunk_count")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_POST_FIELDS: Final[Mapping[str, Callable[[object], bool]]] = {
    "privacy_level": _is_text,
    "title": _is_text,
    "video_cover_timestamp_ms": _is_count,
    **dict.fromkeys(_TOGGLES, _is_flag),
    "brand_content_toggle": _is_flag,
    "brand_organic_toggle": _is_flag,
    "is_aigc": _is_flag,
}


def post_settings(given: object, creator: Creator, *, is_audited: bool) -> dict[str, Any]:
    """The ``post_info`` of a direct post. Raises ApiError."""
    settings = fields(given, *_POST_FIELDS)
    _judge_types(settings, _POST_FIELDS)
    privacy = settings.get("privacy_level")
    if not privacy:
        raise ApiError("invalid_param", "privacy_level is required.")
    if privacy not in creator.privacy_options:
        raise ApiError(
            "privacy_level_option_mismatch", "privacy_level is not one of the creator's options."
        )
    if not is_audited and not (creator.is_private and privacy == SELF):
        raise ApiError("unaudited_client_can_only_post_to_private_accounts")
    if len(settings.get("title", "").encode("utf-16-le", "surrogatepass")) > 2 * MOST_TITLE:
        raise ApiError("invalid_param", "title is longer than 2200.")
    if settings.get("brand_content_toggle") and privacy == SELF:
        raise ApiError("invalid_param", "Branded content cannot be private.")
    for toggle, ability in _TOGGLES.items():
        if getattr(creator, ability) and not settings.get(toggle, False):
            raise ApiError("invalid_param", f"{toggle} must be true for this creator.")
    return settings


def upload_plan(source: Mapping[str, Any]) -> dict[str, int]:
    """The ``source_info`` of a file that will be sent. Raises ApiError."""
    plan = {name: source.get(name, 0) for name in _PLAN}
    _judge_types(plan, dict.fromkeys(_PLAN, _is_count))
    try:
        chunks.judge_plan(
            size=plan["video_size"], chunk=plan["chunk_size"], count=plan["total_chunk_count"]
        )
    except chunks.Wrong as wrong:
        raise ApiError("invalid_param", f"The chunks are wrong: {wrong}.") from wrong
    return plan


def source_of(given: object) -> tuple[Source, dict[str, Any]]:
    """Raises ApiError."""
    if not isinstance(given, dict):
        raise ApiError("invalid_params", "source_info is required.")
    match given.get("source"):
        case Source.FILE_UPLOAD:
            return Source.FILE_UPLOAD, fields(given, "source", *_PLAN)
        case Source.PULL_FROM_URL:
            return Source.PULL_FROM_URL, fields(given, "source", "video_url")
        case _:
            raise ApiError("invalid_param", "source is FILE_UPLOAD or PULL_FROM_URL.")


def _judge_types(given: Mapping[str, Any], types: Mapping[str, Callable[[object], bool]]) -> None:
    for name, value in given.items():
        if not types[name](value):
            raise ApiError("invalid_params", f"{name} has a wrong type.")
