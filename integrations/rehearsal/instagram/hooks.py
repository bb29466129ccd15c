"""Instagram's webhooks: comments, and a person who removes the app. None tells of a publish.

Sources: graph-api/webhooks/getting-started; facebook-login's data-deletion-callback.
"""

import base64
import hashlib
import hmac
import json
from typing import Any, Final
from urllib.parse import urlencode

from integrations.rehearsal.consent import CLIENT_SECRET
from integrations.rehearsal.ground import Ground

PATH: Final = "/webhook/instagram"


class Hooks:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def commented(self, account: str, media_id: str, *, by: str, words: str) -> None:
        value = {
            "id": str(int(media_id) + 1),
            "text": words,
            "from": {"username": by},
            "media": {"id": media_id, "media_product_type": "REELS"},
        }
        change = {"field": "comments", "value": value}
        entry = {"id": account, "time": self._now(), "changes": [change]}
        body = _escaped({"object": "instagram", "entry": [entry]})
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body)}
        self._ground.callbacks.send(PATH, body, headers)

    def removed(self, account: str) -> None:
        self._farewell("deauthorize", account)

    def wants_deletion(self, account: str) -> None:
        self._farewell("data-deletion", account)

    def _farewell(self, callback: str, account: str) -> None:
        told = {"user_id": account, "algorithm": "HMAC-SHA256", "issued_at": self._now()}
        body = urlencode({"signed_request": signed_request(told)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ground.callbacks.send(f"{PATH}/{callback}", body, headers)

    def _now(self) -> int:
        return int(self._ground.clock.now().timestamp())


def sign(body: bytes) -> str:
    return "sha256=" + hmac.new(CLIENT_SECRET.encode(), body, hashlib.sha256).hexdigest()


def signed_request(told: dict[str, Any]) -> str:
    """The signature and what it signs, both in base64url and without padding."""
    payload = _base64url(json.dumps(told).encode())
    digest = hmac.new(CLIENT_SECRET.encode(), payload.encode(), hashlib.sha256).digest()
    return f"{_base64url(digest)}.{payload}"


def _escaped(told: dict[str, Any]) -> bytes:
    r"""As Meta writes JSON: nothing but ASCII, ``\u00f1`` for ñ and ``\/`` for a slash."""
    return json.dumps(told, separators=(",", ":")).replace("/", r"\/").encode()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
