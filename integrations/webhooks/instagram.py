"""Instagram's webhooks (Graph API): signed with our app secret over the bytes as they came."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from domain.webhook import Notice, NoticeKind, Unreadable
from integrations.webhooks.reading import id_of, ids_of, moment_of, objects_of, read_object
from integrations.webhooks.signing import Headers, Keys, is_signed, only

_SIGNATURE: Final = re.compile(r"sha256=([0-9a-fA-F]{64})")
_ABOUT_A_POST: Final = frozenset({"media"})
"""There is no documented event for what became of a post; this one has been seen in the wild."""


def verify(body: bytes, headers: Headers, keys: Keys, now: datetime) -> bool:
    """The older X-Hub-Signature with SHA-1 proves nothing here. There is no time in it: that the
    same delivery counts once is all that stands against a replay."""
    found = _SIGNATURE.fullmatch(only(headers, "x-hub-signature-256"))
    return found is not None and is_signed(body, found[1], keys, "sha256")


def read(body: bytes) -> Sequence[Notice]:
    """One per change; direct messages are not ours to read. Raises Unreadable."""
    told = read_object(body)
    if told.get("object") != "instagram":
        raise Unreadable("not about Instagram")
    return [
        _notice(entry, change)
        for entry in objects_of(told.get("entry"))
        for change in objects_of(entry.get("changes"))
    ]


def _notice(entry: dict[str, Any], change: dict[str, Any]) -> Notice:
    value = change.get("value")
    value = value if isinstance(value, dict) else {}
    media = value.get("media")
    media = media if isinstance(media, dict) else {}
    event = id_of(change.get("field")) or "unknown"
    return Notice(
        kind=NoticeKind.POST if event in _ABOUT_A_POST else NoticeKind.OTHER,
        event=event,
        account_external_id=id_of(entry.get("id")),
        reference=id_of(value.get("container_id")),
        post_ids=ids_of(value.get("media_id"), media.get("id")),
        happened_at=moment_of(entry.get("time")),
    )
