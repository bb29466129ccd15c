"""The Graph API's errors and the envelope that they travel in.

Sources: instagram-platform/instagram-graph-api/reference/error-codes and graph-api's
guides/error-handling.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    title: str
    text: str
    status: int = 400
    is_transient: bool = False


_TOLD: Final[Mapping[int, _Told]] = {
    2207001: _Told(title="Server error", text="Instagram server error. Try again.", status=500),
    2207003: _Told(title="Timeout", text="It takes too long to download the media."),
    2207004: _Told(title="Image too large", text="The image is too large to download."),
    2207005: _Told(title="Image format", text="The image format is not supported."),
    2207006: _Told(
        title="Media not found", text="Possible permission error due to missing rights."
    ),
    2207008: _Told(
        title="Media expired",
        text="The media builder with this creation id does not exist or has expired.",
    ),
    2207010: _Told(title="Caption too long", text="The caption was too long."),
    2207020: _Told(title="Media expired", text="The media you are trying to access has expired."),
    2207023: _Told(title="Unknown media type", text="The media type is unknown."),
    2207026: _Told(title="Unsupported video format", text="The video format is not supported."),
    2207027: _Told(
        title="Media not ready", text="The media is not ready for publishing, please wait."
    ),
    2207032: _Told(title="Create media fail", text="Create media fail, please try again."),
    2207040: _Told(title="Too many tags", text="The number of tags exceeds the maximum."),
    2207042: _Told(
        title="Publishing limit", text="You reached the maximum number of posts for one day."
    ),
    2207050: _Told(
        title="Account restricted",
        text="The Instagram account is restricted, inactive or checkpointed.",
        status=403,
    ),
    2207051: _Told(
        title="Action blocked", text="We restrict certain activity to protect our community."
    ),
    2207052: _Told(title="Media not fetched", text="The media could not be fetched from this URI."),
    2207053: _Told(title="Upload error", text="Unknown upload error."),
    2207057: _Told(title="Thumb offset", text="The thumbnail offset is outside of the video."),
}

_TRANSIENT: Final = frozenset({-2, -1, 1, 2, 4, 17, 32, 613, 80002})
_FORBIDDEN: Final = frozenset({10, *range(200, 300)})


class GraphError(Exception):
    def __init__(
        self, code: int, subcode: int | None = None, message: str = "", *, status: int | None = None
    ) -> None:
        told = _TOLD.get(subcode or 0)
        self.code = code
        self.subcode = subcode
        self.title = told.title if told else None
        self.message = message or (told.text if told else "An error occurred.")
        self.status = status or (told.status if told else 403 if code in _FORBIDDEN else 400)
        super().__init__(self.message)

    def envelope(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.code in _TRANSIENT
        if self.title is not None:
            error |= {"error_user_title": self.title, "error_user_msg": self.message}
        return {"error": {**error, "fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def unreadable(node: str, doing: str = "get") -> GraphError:
    """What is not there and what one may not see look the same."""
    return GraphError(
        100,
        33,
        f"Unsupported {doing} request. Object with ID '{node}' does not exist, cannot be loaded due"
        " to missing permissions, or does not support this operation.",
    )


def invalid(message: str) -> GraphError:
    return GraphError(100, None, f"(#100) {message}")


def named(reason: str, *, status: int | None = None) -> GraphError:
    """The error that a fault asks for as ``code/subcode`` or ``code``. Raises ValueError."""
    code, _, subcode = reason.partition("/")
    return GraphError(int(code), int(subcode) if subcode else None, status=status)
