"""TikTok's webhooks: the time is signed with the bytes, and our app is named inside."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.webhook import Notice, NoticeKind, Unreadable
from integrations.webhooks.reading import id_of, ids_of, moment_of, read_object
from integrations.webhooks.signing import Headers, Keys, is_signed, only

LONGEST_AGE_S: Final = 300
"""TikTok leaves it to us; five minutes are usual. Both ways, for clocks that differ."""

_TIME: Final = re.compile(r"[0-9]{1,11}")
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")
_ABOUT_A_POST: Final = "post.publish."
_ACCESS_REMOVED: Final = "authorization.removed"


def verify(body: bytes, headers: Headers, keys: Keys, now: datetime) -> bool:
    """``TikTok-Signature: t=<seconds>,s=<HMAC-SHA256 of "t.body">``."""
    time, digest = _parts(only(headers, "tiktok-signature"))
    if not _TIME.fullmatch(time) or not _DIGEST.fullmatch(digest):
        return False
    if abs(now.timestamp() - int(time)) > LONGEST_AGE_S:
        return False
    if not is_signed(time.encode() + b"." + body, digest, keys, "sha256"):
        return False
    return keys.app_id is None or _app_id(body) in (None, keys.app_id)


def read(body: bytes) -> Sequence[Notice]:
    """Always one. Raises Unreadable."""
    told = read_object(body)
    event = id_of(told.get("event"))
    if event is None:
        raise Unreadable("no event")
    said = told.get("content")
    content = read_object(said) if isinstance(said, str) and said else {}
    return [
        Notice(
            kind=_kind(event),
            event=event,
            account_external_id=id_of(told.get("user_openid")),
            reference=id_of(content.get("publish_id")),
            post_ids=ids_of(content.get("post_id")),
            happened_at=moment_of(told.get("create_time")),
            detail=id_of(content.get("reason")),
        )
    ]


def _parts(header: str) -> tuple[str, str]:
    """The time and the digest; both empty unless each is there exactly once."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    values = {name: value for name, _, value in pairs}
    if len(pairs) != 2 or values.keys() != {"t", "s"}:
        return "", ""
    return values["t"], values["s"]


def _app_id(body: bytes) -> str | None:
    """None when the body cannot be read: it is really TikTok's, and is kept as such."""
    try:
        return id_of(read_object(body).get("client_key")) or ""
    except Unreadable:
        return None


def _kind(event: str) -> NoticeKind:
    if event.startswith(_ABOUT_A_POST):
        return NoticeKind.POST
    return NoticeKind.ACCESS_REMOVED if event == _ACCESS_REMOVED else NoticeKind.OTHER
