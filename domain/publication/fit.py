"""Whether a file, its words and its choices are what a platform accepts, told before anybody
is asked for a yes."""

import re
from typing import Final

from domain.errors import DomainError
from domain.platforms import LIMITS, Limits, Platform
from domain.publication.content import (
    ALLOWED_PRIVACY,
    Choices,
    Privacy,
    description_of,
    title_of,
)

HASHTAG: Final = re.compile(r"(?<![\w&])#\w+")
MENTION: Final = re.compile(r"(?<![\w.])@[\w.]+")


class VariantDoesNotFit(DomainError):
    """``reason`` names the text ``does_not_fit.<reason>``."""

    code = "does_not_fit"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


def check_fit(platform: Platform, *, duration_ms: int, size_bytes: int, caption: str) -> None:
    """Raises VariantDoesNotFit."""
    limits, name = LIMITS[platform], platform.label
    if duration_ms > limits.max_duration_ms:
        raise VariantDoesNotFit("too_long", platform=name, most=limits.max_duration_ms // 1000)
    if duration_ms < limits.min_duration_ms:
        raise VariantDoesNotFit("too_short", platform=name, least=limits.min_duration_ms // 1000)
    if size_bytes > limits.max_bytes:
        raise VariantDoesNotFit("too_big", platform=name, most=limits.max_bytes // 10**6)
    check_caption(platform, caption)


def check_caption(platform: Platform, caption: str) -> None:
    """Raises VariantDoesNotFit."""
    limits, name = LIMITS[platform], platform.label
    if platform is Platform.YOUTUBE:
        _check_title(title_of(caption), limits)
        _check_description(description_of(caption))
    elif (length := utf16_units(caption)) > limits.max_caption:
        raise VariantDoesNotFit("caption", platform=name, most=limits.max_caption, length=length)
    for pattern, most, reason in (
        (HASHTAG, limits.max_hashtags, "hashtags"),
        (MENTION, limits.max_mentions, "mentions"),
    ):
        count = len(pattern.findall(caption))
        if most is not None and count > most:
            raise VariantDoesNotFit(reason, platform=name, most=most, length=count)


def _check_title(title: str, limits: Limits) -> None:
    if not title or set("<>") & set(title):
        raise VariantDoesNotFit("title", platform=Platform.YOUTUBE.label)
    if len(title) > limits.max_caption:
        raise VariantDoesNotFit(
            "title_length", platform=Platform.YOUTUBE.label, most=limits.max_caption
        )


def _check_description(description: str) -> None:
    if set("<>") & set(description):
        raise VariantDoesNotFit("title", platform=Platform.YOUTUBE.label)
    if len(description.encode()) > MAX_DESCRIPTION_BYTES:
        raise VariantDoesNotFit(
            "description", platform=Platform.YOUTUBE.label, most=MAX_DESCRIPTION_BYTES
        )


MAX_DESCRIPTION_BYTES: Final = 5_000
"""https://developers.google.com/youtube/v3/docs/videos#snippet.description"""


def check_choices(platform: Platform, privacy: Privacy, choices: Choices) -> None:
    """Raises VariantDoesNotFit."""
    name = platform.label
    if privacy not in ALLOWED_PRIVACY[platform]:
        raise VariantDoesNotFit("privacy", platform=name, privacy=privacy)
    if platform is Platform.TIKTOK and choices.paid_partnership and privacy is Privacy.PRIVATE:
        raise VariantDoesNotFit("private_partnership", platform=name)
    if choices.inbox and platform is not Platform.TIKTOK:
        raise VariantDoesNotFit("inbox", platform=name)
    if choices.on_platform and platform is not Platform.YOUTUBE:
        raise VariantDoesNotFit("on_platform", platform=name)


def utf16_units(text: str) -> int:
    """How TikTok and Instagram count: an emoji is two."""
    return len(text.encode("utf-16-le", errors="replace")) // 2
