"""Signed tickets: who holds one may fetch one file, for as long as it is good."""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from joserfc import jws
from joserfc.jwk import OctKey

from domain.ports.links import Shown

MAX_LENGTH: Final = 512
_ALGORITHM: Final = "HS256"
_HEADER: Final = {"alg": _ALGORITHM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """``expires`` counts seconds since 1970."""

    shown: Shown
    id: str
    expires: int


class Tickets:
    """``secrets`` are the service's keys, newest first: the first signs, all of them verify."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_signing_key(secret) for secret in secrets]

    def issue(self, ticket: Ticket) -> str:
        return _signed(ticket, self._keys[0])

    def read(self, text: str) -> Ticket | None:
        """None for anything that is not, letter for letter, what we would have issued."""
        ticket = _ticket(text)
        if ticket is None:
            return None
        given = text.encode()
        mine = [hmac.compare_digest(_signed(ticket, key).encode(), given) for key in self._keys]
        return ticket if any(mine) else None


def _signing_key(secret: str) -> OctKey:
    """One secret serves several purposes; each signs with a key of its own."""
    return OctKey.import_key(hmac.digest(secret.encode(), b"stakazo media link v1", "sha256"))


def _signed(ticket: Ticket, key: OctKey) -> str:
    payload = json.dumps([ticket.shown.value, ticket.id, ticket.expires], separators=(",", ":"))
    return jws.serialize_compact(dict(_HEADER), payload.encode(), key, algorithms=[_ALGORITHM])


def _ticket(text: str) -> Ticket | None:
    """What a token says; nothing of it is proven yet."""
    segments = text.split(".")
    if len(text) > MAX_LENGTH or not text.isascii() or len(segments) != 3:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(segments[1] + "=" * (-len(segments[1]) % 4)))
        shown, id_, expires = said
        if type(id_) is not str or type(expires) is not int:
            return None
        return Ticket(shown=Shown(shown), id=id_, expires=expires)
    except (ValueError, TypeError, RecursionError):
        return None
