"""Exactly what goes out: the bytes, the words, who may see them, and what was declared.

An approval is for the digest of all of it, so that any change asks for another yes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.account import Account
from domain.canonical import Json, canonical
from domain.ids import AccountId, BlobKey, PublicationId
from domain.platforms import Platform


class Privacy(StrEnum):
    PUBLIC = "public"
    FRIENDS = "friends"
    """Followers that are followed back (TikTok)."""
    FOLLOWERS = "followers"
    """Of a private account (TikTok)."""
    UNLISTED = "unlisted"
    PRIVATE = "private"


ALLOWED_PRIVACY: Final[Mapping[Platform, tuple[Privacy, ...]]] = {
    Platform.INSTAGRAM: (Privacy.PUBLIC,),
    Platform.TIKTOK: (Privacy.PUBLIC, Privacy.FRIENDS, Privacy.FOLLOWERS, Privacy.PRIVATE),
    Platform.YOUTUBE: (Privacy.PUBLIC, Privacy.UNLISTED, Privacy.PRIVATE),
}

DEFAULT_PRIVACY: Final[Mapping[Platform, Privacy | None]] = {
    Platform.INSTAGRAM: Privacy.PUBLIC,
    Platform.TIKTOK: None,
    Platform.YOUTUBE: Privacy.PUBLIC,
}
"""TikTok's sharing guidelines forbid a choice that was made beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decides beside the words. Everything that declares or allows is off until
    somebody says so. ``cover_ms`` is the time of the cover's frame in the file.

    ``inbox`` (TikTok): it goes to the app's inbox, where a person finishes it.
    ``on_platform`` (YouTube): the platform itself makes it public at its time.
    """

    ai_generated: bool = False
    paid_partnership: bool = False
    own_brand: bool = False
    made_for_kids: bool = False
    allow_comments: bool = False
    allow_duet: bool = False
    allow_stitch: bool = False
    share_to_feed: bool = True
    notify_followers: bool = True
    inbox: bool = False
    on_platform: bool = False
    cover_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """The file that was approved. ``cover`` is a JPEG, where one was chosen."""

    blob: BlobKey
    sha256: str
    size_bytes: int
    duration_ms: int
    cover: BlobKey | None = None
    cover_sha256: str | None = None


class Misfire(StrEnum):
    """What to do with a publication whose time passed while nobody could send it."""

    SHIFT = "shift"
    """As soon as possible, but never closer to another one than the account's gap."""
    SKIP = "skip"
    """Not at all: its moment is over."""
    ASK = "ask"
    """A person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When it may go out: from ``opens_at`` for as long as ``lasts``; later than that,
    ``misfire`` decides. ``wall_time`` (ISO 8601 without offset) and ``zone`` (IANA) are what the
    person said, None for "now"."""

    opens_at: datetime
    lasts: timedelta
    misfire: Misfire
    wall_time: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """``digest`` of it is what a person says yes to."""

    platform: Platform
    account_id: AccountId
    account_external_id: str
    caption: str
    privacy: Privacy
    choices: Choices
    medium: Medium
    window: Window

    def digest(self) -> str:
        """SHA-256, hexadecimal, over the canonical bytes."""
        choices: dict[str, Json] = asdict(self.choices)
        return hashlib.sha256(
            canonical(
                {
                    "platform": self.platform.value,
                    "account": self.account_id,
                    "account_external_id": self.account_external_id,
                    "caption": self.caption,
                    "privacy": self.privacy.value,
                    "choices": choices,
                    "media_sha256": self.medium.sha256,
                    "cover_sha256": self.medium.cover_sha256,
                    "opens_at": self.window.opens_at.isoformat(),
                    "lasts_s": self.window.lasts.total_seconds(),
                    "misfire": self.window.misfire.value,
                }
            )
        ).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a platform is told about a publication. ``born_at`` is when the publication was made:
    nothing older can be it. ``publish_at`` is set when the platform keeps the time."""

    publication_id: PublicationId
    account: Account
    caption: str
    privacy: Privacy
    choices: Choices
    medium: Medium
    born_at: datetime
    publish_at: datetime | None = None


def title_of(caption: str) -> str:
    """On YouTube the first line of the text is the title."""
    return caption.strip().partition("\n")[0].strip()


def description_of(caption: str) -> str:
    """On YouTube what follows the first line is the description."""
    return caption.strip().partition("\n")[2].strip()
