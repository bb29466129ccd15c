"""What YouTube accepts as the words and settings of a video.

https://developers.google.com/youtube/v3/docs/videos and its discovery document of November 2026.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request

from integrations.rehearsal.youtube.errors import ApiError

Resource = dict[str, Any]

PARTS: Final = frozenset(
    {
        "id",
        "snippet",
        "status",
        "statistics",
        "processingDetails",
        "contentDetails",
        "fileDetails",
        "liveStreamingDetails",
        "localizations",
        "paidProductPlacementDetails",
        "player",
        "recordingDetails",
        "suggestions",
        "topicDetails",
    }
)
WRITABLE: Final[Mapping[str, Mapping[str, object]]] = {
    "snippet": {"title": None, "description": "", "tags": None, "categoryId": None},
    "status": {
        "privacyStatus": "public",
        "publishAt": None,
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": False,
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
    },
}
"""The fields of each part that a client writes, with what they are when it leaves them out.
Since 2026-11-02 a video without privacyStatus is public."""

CATEGORIES: Final = frozenset(map(str, (1, 2, 10, 15, 17, 19, 20, *range(22, 30))))
"""The ones that can be assigned; the others of the catalogue are for films and shows."""

PRIVACY: Final = frozenset({"public", "unlisted", "private"})
FLAGS: Final = (
    "selfDeclaredMadeForKids",
    "containsSyntheticMedia",
    "embeddable",
    "publicStatsViewable",
)
MAX_TITLE: Final = 100
MAX_DESCRIPTION_BYTES: Final = 5000
MAX_TAGS: Final = 500
MAX_BYTES: Final = 256 * 2**30


def parts_of(part: str) -> tuple[str, ...]:
    """Raises ApiError 400."""
    parts = tuple(name.strip() for name in part.split(",") if name.strip())
    if not parts:
        raise ApiError(400, "missingRequiredParameter", "No filter selected: part")
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        raise ApiError(400, "unknownPart", f"unknown part {unknown[0]!r}")
    return parts


async def json_of(request: Request) -> object:
    """Raises ApiError 400."""
    try:
        return await request.json()
    except ValueError as bad:
        raise ApiError(400, "parseError", "the body is not JSON") from bad


def written(body: object, *, parts: Sequence[str], now: datetime) -> Resource:
    """The named parts of a video, complete and checked: what is left out gets its default.

    Raises ApiError 400.
    """
    if not isinstance(body, dict):
        raise ApiError(400, "parseError", "the body must be a video resource")
    stray = [name for name in body if name in WRITABLE and name not in parts]
    if stray:
        raise ApiError(400, "unexpectedPart", f"{stray[0]} is not named in part")
    resource: Resource = {}
    for name in parts:
        if name in WRITABLE:
            resource[name] = _part(name, body.get(name, {}))
    if "snippet" in resource:
        check_snippet(resource["snippet"])
    if "status" in resource:
        check_status(resource["status"], now=now)
    return resource


def _part(name: str, given: object) -> Resource:
    if not isinstance(given, dict):
        raise ApiError(400, "invalidVideoMetadata", f"{name} must be an object")
    merged = {field: given.get(field, default) for field, default in WRITABLE[name].items()}
    return {field: value for field, value in merged.items() if value is not None}


def check_snippet(snippet: Mapping[str, Any]) -> None:
    title = snippet.get("title")
    if not isinstance(title, str) or not title.strip() or not _is_plain(title, MAX_TITLE):
        raise ApiError(400, "invalidTitle", "a title has 1 to 100 characters and no < or >")
    description = snippet["description"]
    if not isinstance(description, str) or not _is_plain(description, MAX_DESCRIPTION_BYTES):
        raise ApiError(400, "invalidDescription", "the description cannot be used")
    if len(description.encode()) > MAX_DESCRIPTION_BYTES:
        raise ApiError(400, "invalidDescription", "a description has at most 5000 bytes")
    tags = snippet.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ApiError(400, "invalidTags", "tags are a list of words")
    if tags_length(tags) > MAX_TAGS or any(set(tag) & set("<>") for tag in tags):
        raise ApiError(400, "invalidTags", "tags have at most 500 characters together")
    if snippet.get("categoryId", "22") not in CATEGORIES:
        raise ApiError(400, "invalidCategoryId", "no such category")


def tags_length(tags: Sequence[str]) -> int:
    """As YouTube counts: commas between them, and two quotes around one with a space."""
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1)


def check_status(status: Resource, *, now: datetime) -> None:
    """Also settles ``publishAt``: a time that has passed publishes at once."""
    if status["privacyStatus"] not in PRIVACY:
        raise ApiError(400, "invalidVideoMetadata", "no such privacyStatus")
    for flag in FLAGS:
        if not isinstance(status[flag], bool):
            raise ApiError(400, "invalidVideoMetadata", f"{flag} is true or false")
    if "publishAt" not in status:
        return
    if status["privacyStatus"] != "private":
        raise ApiError(400, "invalidPublishAt", "only a private video can be scheduled")
    if time_of(status["publishAt"]) <= now:
        del status["publishAt"]
        status["privacyStatus"] = "public"


def time_of(text: object) -> datetime:
    """Raises ApiError 400 for anything but ISO 8601 with a zone."""
    refused = ApiError(400, "invalidPublishAt", "publishAt is ISO 8601 with a zone")
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as bad:
        raise refused from bad
    if at.tzinfo is None:
        raise refused
    return at


def _is_plain(text: str, longest: int) -> bool:
    return len(text) <= longest and not set(text) & set("<>")
