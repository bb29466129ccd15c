"""What the platforms call us about: whether it is really theirs, and what it says.

``VERIFY`` and ``read_notices`` never raise anything but Unreadable, whatever comes in.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from domain.platforms import Platform
from domain.webhook import Notice
from integrations.webhooks import instagram, tiktok, youtube
from integrations.webhooks.signing import Headers, Keys

Verify = Callable[[bytes, Headers, Keys, datetime], bool]

VERIFY: Final[Mapping[Platform, Verify]] = {
    Platform.INSTAGRAM: instagram.verify,
    Platform.TIKTOK: tiktok.verify,
    Platform.YOUTUBE: youtube.verify,
}

_READ: Final[Mapping[Platform, Callable[[bytes], Sequence[Notice]]]] = {
    Platform.INSTAGRAM: instagram.read,
    Platform.TIKTOK: tiktok.read,
    Platform.YOUTUBE: youtube.read,
}


def read_notices(platform: Platform, body: bytes) -> Sequence[Notice]:
    """Raises Unreadable."""
    return _READ[platform](body)


__all__ = ["VERIFY", "Headers", "Keys", "Verify", "read_notices"]
