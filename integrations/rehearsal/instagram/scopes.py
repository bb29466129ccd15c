"""What each call needs a permission for, on each of the two hosts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.account import Login


class Right(StrEnum):
    READ = "read"
    PUBLISH = "publish"
    INSIGHTS = "insights"
    DELETE = "delete"


SCOPES: Final[Mapping[Login, Mapping[Right, str]]] = {
    Login.INSTAGRAM: {
        Right.READ: "instagram_business_basic",
        Right.PUBLISH: "instagram_business_content_publish",
        Right.INSIGHTS: "instagram_business_manage_insights",
    },
    Login.FACEBOOK: {
        Right.READ: "instagram_basic",
        Right.PUBLISH: "instagram_content_publish",
        Right.INSIGHTS: "instagram_manage_insights",
        Right.DELETE: "instagram_manage_contents",
    },
}
"""Nothing can be deleted on the host of the Instagram login."""
