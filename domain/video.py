"""A video: one long source, as it was taken in and measured."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.errors import DomainError
from domain.ids import BlobKey, VideoId
from domain.media import Probe

MAX_BYTES: Final = 64 * 1024**3
MAX_DURATION_MS: Final = 24 * 3600 * 1000
MIN_DURATION_MS: Final = 1000
MAX_TITLE_LENGTH: Final = 200


class VideoStatus(StrEnum):
    READY = "ready"
    ANALYSED = "analysed"


class MediaRefused(DomainError):
    """``reason`` names the text ``media_refused.<reason>``: why, and what would work."""

    code = "media_refused"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


class VideoExists(Exception):
    """The same bytes were taken in before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    id: VideoId
    title: str
    source: str
    """Where it came from, as people should see it: a file name or a URL without its query."""
    blob: BlobKey
    sha256: str
    size_bytes: int
    probe: Probe
    status: VideoStatus
    created_at: datetime


def check(probe: Probe) -> None:
    """Raises MediaRefused for a file that can be read but not used."""
    if probe.duration_ms > MAX_DURATION_MS:
        raise MediaRefused("too_long", hours=MAX_DURATION_MS // 3_600_000)
    if probe.duration_ms < MIN_DURATION_MS:
        raise MediaRefused("too_short", seconds=MIN_DURATION_MS // 1000)


def shown(source: str) -> str:
    """A source as people may see it: a URL's query and credentials are often secret."""
    scheme, mark, rest = source.partition("://")
    if not mark:
        return source
    address = rest.partition("?")[0].partition("#")[0]
    host, slash, path = address.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def title_from(title: str | None, source: str) -> str:
    """The given title, or one made of the source's last part, without control characters."""
    text = title or source.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean[:MAX_TITLE_LENGTH] or "video"
