"""The access token: a short-lived JWT that says who signed in, and nothing of what they may do.

The library checks the signature; everything that libraries let through is refused here before or
after it: other algorithms and types, repeated members, long lifetimes, times that are not whole
seconds, oversized input.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NoReturn

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.access import NotSignedIn
from domain.ids import UserId

LIFETIME: Final = timedelta(hours=12)
MAX_BYTES: Final = 8 * 1024
_LEEWAY_S: Final = 30
_ALGORITHM: Final = "HS256"
_HEADER: Final = {"alg": _ALGORITHM, "typ": "at+jwt"}
_ISSUER: Final = "stakazo"
_AUDIENCE: Final = "stakazo-api"
_PURPOSE: Final = "session"
_CLAIMS: Final = frozenset({"iss", "aud", "sub", "purpose", "iat", "exp", "jti"})
_SEGMENT: Final = re.compile(rb"[A-Za-z0-9_-]+")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    text: str
    expires_in_s: int


class AccessTokens:
    """``secrets`` are the service's keys, newest first: the first signs, all of them verify."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("at least one secret key is needed")
        self._keys = [_signing_key(secret) for secret in secrets]

    def issue(self, user_id: UserId, *, now: datetime, jti: str) -> AccessToken:
        issued = int(now.timestamp())
        lifetime_s = int(LIFETIME.total_seconds())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": user_id,
            "purpose": _PURPOSE,
            "iat": issued,
            "exp": issued + lifetime_s,
            "jti": jti,
        }
        text = jwt.encode(dict(_HEADER), claims, self._keys[0], algorithms=[_ALGORITHM])
        return AccessToken(text=text, expires_in_s=lifetime_s)

    def read(self, text: str, *, now: datetime) -> UserId:
        """Who it was issued to. Raises NotSignedIn for anything that is not exactly one of ours."""
        _check_shape(text)
        return _subject(self._verified(text), now=now)

    def _verified(self, text: str) -> dict[str, object]:
        for key in self._keys:
            try:
                token = jwt.decode(text, key, algorithms=[_ALGORITHM], decoder_cls=_StrictDecoder)
            except (JoseError, ValueError):
                continue
            return dict(token.claims)
        raise NotSignedIn()


class _StrictDecoder(json.JSONDecoder):
    """Refuses a member that is named twice, and the constants that JSON does not have."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _signing_key(secret: str) -> OctKey:
    """One secret serves several purposes; each signs with a key of its own."""
    material = hmac.digest(secret.encode(), b"stakazo access token v1", "sha256")
    return OctKey.import_key(material)


def _check_shape(text: str) -> None:
    """Raises NotSignedIn."""
    if len(text) > MAX_BYTES or not text.isascii():
        raise NotSignedIn()
    segments = text.encode().split(b".")
    if len(segments) != 3 or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise NotSignedIn()
    try:
        header = json.loads(_decoded(segments[0]), cls=_StrictDecoder)
        _decoded(segments[1])
        _decoded(segments[2])
    except (ValueError, RecursionError) as error:
        raise NotSignedIn() from error
    if header != _HEADER:
        raise NotSignedIn()


def _decoded(segment: bytes) -> bytes:
    """Raises ValueError unless it is the one spelling of its bytes."""
    try:
        raw = base64.b64decode(segment + b"=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != segment:
        raise ValueError("not the canonical spelling")
    return raw


def _subject(claims: dict[str, object], *, now: datetime) -> UserId:
    """Raises NotSignedIn."""
    expected = {"iss": _ISSUER, "aud": _AUDIENCE, "purpose": _PURPOSE}
    subject, session = claims.get("sub"), claims.get("jti")
    if (
        claims.keys() != _CLAIMS
        or any(claims[name] != value for name, value in expected.items())
        or not (isinstance(subject, str) and _UUID.fullmatch(subject))
        or not (isinstance(session, str) and _UUID.fullmatch(session))
        or not _is_current(claims["iat"], claims["exp"], now=now.timestamp())
    ):
        raise NotSignedIn()
    return UserId(subject)


def _is_current(issued: object, expires: object, *, now: float) -> bool:
    if type(issued) is not int or type(expires) is not int:
        return False
    return (
        0 < expires - issued <= LIFETIME.total_seconds()
        and issued <= now + _LEEWAY_S
        and now < expires
    )
