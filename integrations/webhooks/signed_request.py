"""Meta's ``signed_request``: who removed our app, or wants their data deleted.

https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.webhook import Unreadable
from integrations.webhooks.reading import id_of, moment_of, read_object
from integrations.webhooks.signing import Keys, is_signed

MAX_LENGTH: Final = 4096
_ALGORITHM: Final = "HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    user_id: str
    said_at: datetime


def read_signed_request(text: str, keys: Keys) -> Leaving | None:
    """``<signature>.<payload>``, both base64url; what is signed are the payload's characters as
    they came. None for whatever is not really Meta's."""
    signature, dot, payload = text.partition(".")
    if len(text) > MAX_LENGTH or not dot or not text.isascii():
        return None
    try:
        if not is_signed(payload.encode(), _decoded(signature).hex(), keys, "sha256"):
            return None
        told = read_object(_decoded(payload))
    except (binascii.Error, Unreadable):
        return None
    user_id, said_at = id_of(told.get("user_id")), moment_of(told.get("issued_at"))
    if told.get("algorithm") != _ALGORITHM or user_id is None or said_at is None:
        return None
    return Leaving(user_id=user_id, said_at=said_at)


def _decoded(text: str) -> bytes:
    """Raises binascii.Error."""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
