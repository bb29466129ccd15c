"""TikTok's webhooks: what they say and how they are signed."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

from integrations.rehearsal.consent import CLIENT_ID, CLIENT_SECRET
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok.tasks import Post, Task

PATH: Final = "/webhook/tiktok"

FAILED: Final = "post.publish.failed"
COMPLETE: Final = "post.publish.complete"
INBOX_DELIVERED: Final = "post.publish.inbox_delivered"
PUBLICLY_AVAILABLE: Final = "post.publish.publicly_available"
NO_LONGER_PUBLIC: Final = "post.publish.no_longer_publicaly_available"
"""Misspelt by TikTok, as in the field of the status."""
REMOVED: Final = "authorization.removed"


class Hooks:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def about(self, event: str, task: Task) -> None:
        reason = {} if task.failed is None else {"reason": task.failed}
        self._send(event, task.account, {"publish_id": task.id, **reason, **_way(task)})

    def about_post(self, event: str, task: Task, post: Post) -> None:
        self._send(event, task.account, {"publish_id": task.id, "post_id": post.id, **_way(task)})

    def authorisation_removed(self, account: str, *, reason: int) -> None:
        self._send(REMOVED, account, {"reason": reason})

    def _send(self, event: str, account: str, content: Mapping[str, str | int]) -> None:
        told = {
            "client_key": CLIENT_ID,
            "event": event,
            "create_time": self._now(),
            "user_openid": account,
            "content": json.dumps(content, separators=(",", ":")),
        }
        body = json.dumps(told, separators=(",", ":")).encode()
        self._ground.callbacks.send(PATH, body, lambda: _headers(body, at=self._now()))

    def _now(self) -> int:
        return int(self._ground.clock.now().timestamp())


def _headers(body: bytes, *, at: int) -> dict[str, str]:
    return {"Content-Type": "application/json", "TikTok-Signature": sign(body, at=at)}


def sign(body: bytes, *, at: int) -> str:
    """``t=<seconds>,s=<hex HMAC-SHA256 of the time, a point and the body>``."""
    digest = hmac.new(CLIENT_SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},s={digest.hexdigest()}"


def _way(task: Task) -> dict[str, str]:
    return {"publish_type": task.kind}
