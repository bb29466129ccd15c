"""Signatures over the bytes as they came; nothing is parsed before it is known whose it is."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

Headers = Sequence[tuple[str, str]]
"""As they came: in any case, and a name may come twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """``secrets`` are all good at once, so that one can be changed for another. ``app_id`` is what
    the platform calls our app, for those that say it inside; None: it is not looked at."""

    secrets: tuple[str, ...] = field(repr=False)
    app_id: str | None = None


def only(headers: Headers, name: str) -> str:
    """The header's value; empty when it is not there, or there more than once."""
    values = [value for key, value in headers if key.lower() == name]
    return values[0] if len(values) == 1 else ""


def is_signed(content: bytes, signature: str, keys: Keys, algorithm: str) -> bool:
    """``signature`` is in hexadecimal digits. Takes the same time wherever they differ."""
    given = signature.lower().encode()
    found = False
    for secret in keys.secrets:
        # Everybody can sign with an empty one.
        if secret:
            digest = hmac.digest(secret.encode(), content, algorithm).hex().encode()
            found |= hmac.compare_digest(digest, given)
    return found
