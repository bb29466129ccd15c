"""The cookie that ties a way through a platform's consent page to the browser that began it: a
state that somebody else began, sent along in a link, opens nothing."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.requests import Request
from starlette.responses import Response

from domain.account import VISIT_LIFE
from domain.ids import UserId

NAME: Final = "stakazo_visit"
_MAX_LENGTH: Final = 1024
_ALGORITHM: Final = "HS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    user_id: UserId
    state: str = field(repr=False)


class VisitCookies:
    """``secrets`` are the service's keys, newest first: the first signs, all of them verify."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_signing_key(secret) for secret in secrets]

    def give(self, answer: Response, began: Began, *, redirect_uri: str, now: datetime) -> None:
        """Only the address that the platform sends the browser back to gets to see it."""
        expires = int((now + VISIT_LIFE).timestamp())
        payload = json.dumps([began.user_id, began.state, expires]).encode()
        back = urlsplit(redirect_uri)
        answer.set_cookie(
            NAME,
            jws.serialize_compact({"alg": _ALGORITHM}, payload, self._keys[0]),
            max_age=int(VISIT_LIFE.total_seconds()),
            path=back.path,
            secure=back.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def read(self, request: Request, *, now: datetime) -> Began | None:
        text = request.cookies.get(NAME, "")
        if len(text) > _MAX_LENGTH or not text.isascii():
            return None
        for key in self._keys:
            try:
                signed = jws.deserialize_compact(text, key, algorithms=[_ALGORITHM])
            except (JoseError, ValueError):
                continue
            user_id, state, expires = json.loads(signed.payload)
            if now.timestamp() < expires:
                return Began(user_id=UserId(user_id), state=state)
        return None


def is_same(began: Began | None, state: str) -> bool:
    return began is not None and hmac.compare_digest(began.state.encode(), state.encode())


def _signing_key(secret: str) -> OctKey:
    """One secret serves several purposes; each signs with a key of its own."""
    return OctKey.import_key(hmac.digest(secret.encode(), b"stakazo visit v1", "sha256"))
