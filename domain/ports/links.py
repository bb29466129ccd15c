"""Addresses that open without signing in."""

from enum import StrEnum
from typing import Protocol


class Shown(StrEnum):
    """What can be looked at. All of it was made by us; an original never is among it."""

    CLIP = "clip"
    CLIP_POSTER = "clip_poster"
    CLIP_PREVIEW = "clip_preview"
    VARIANT = "variant"
    VARIANT_POSTER = "variant_poster"
    PUBLICATION = "publication"
    """The very file that was approved, whatever became of the variant since."""
    CONTACT_SHEET = "contact_sheet"
    """Of a video."""


class Links(Protocol):
    def __call__(self, shown: Shown, id_: str) -> str:
        """Good for a day, for everybody who has it. ``id_`` is the clip's, variant's,
        publication's or video's."""
        ...
