"""YouTube's notifications (W3C WebSub): Atom feeds that a hub signs with the secret that we gave
when we subscribed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn
from urllib.parse import parse_qs, urlencode
from xml.parsers import expat

from domain.webhook import Notice, NoticeKind, Unreadable
from integrations.webhooks.reading import id_of, ids_of
from integrations.webhooks.signing import Headers, Keys, is_signed, only

FEED: Final = "https://www.youtube.com/xml/feeds/videos.xml"
_SIGNATURE: Final = re.compile(r"(sha1|sha256)=([0-9a-fA-F]{40,64})")
_ATOM: Final = "http://www.w3.org/2005/Atom"
_YT: Final = "http://www.youtube.com/xml/schemas/2015"
_AT: Final = "http://purl.org/atompub/tombstones/1.0"
_ENTRY, _DELETED = f"{_ATOM} entry", f"{_AT} deleted-entry"
_FIELDS: Final = {f"{_YT} videoId": "video", f"{_YT} channelId": "channel", f"{_ATOM} uri": "uri"}
_POST_REF: Final = re.compile(r"yt:video:([A-Za-z0-9_-]{1,64})")
_CHANNEL_URI: Final = re.compile(r"https?://www\.youtube\.com/channel/([A-Za-z0-9_-]{1,64})")
_MAX_TEXT: Final = 1_000


def topic_of(channel: str) -> str:
    """What a subscription to a channel is about."""
    return f"{FEED}?{urlencode({'channel_id': channel})}"


def channel_of(topic: str) -> str | None:
    """None when it is about anything else."""
    base, _, query = topic.partition("?")
    channels = parse_qs(query).get("channel_id", [])
    return channels[0] if base == FEED and len(channels) == 1 else None


def verify(body: bytes, headers: Headers, keys: Keys, now: datetime) -> bool:
    """SHA-1 is what the hub sends; as an HMAC it still holds. There is no time in it."""
    found = _SIGNATURE.fullmatch(only(headers, "x-hub-signature"))
    return found is not None and is_signed(body, found[2], keys, found[1])


def read(body: bytes) -> Sequence[Notice]:
    """One per entry, and one per tombstone: a video that was deleted or made private. A document
    that declares a type or an entity is refused as a whole. Raises Unreadable."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.add
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(type(error).__name__) from None
    return reader.notices


def _refuse(*_: object) -> NoReturn:
    raise Unreadable("a document type")


@dataclass
class _Reader:
    """Only what is asked for is kept, and only so much of it."""

    notices: list[Notice] = field(default_factory=list)
    _values: dict[str, str] = field(default_factory=dict)
    _open: str | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in (_ENTRY, _DELETED):
            self._values = {"ref": attributes.get("ref", "")}
        self._open = _FIELDS.get(name)

    def add(self, text: str) -> None:
        if self._open is not None:
            so_far = self._values.get(self._open, "")
            self._values[self._open] = (so_far + text)[:_MAX_TEXT]

    def end(self, name: str) -> None:
        self._open = None
        if name == _ENTRY:
            self._tell("entry", self._value("video"), self._value("channel"))
        elif name == _DELETED:
            video = _POST_REF.fullmatch(self._value("ref"))
            channel = _CHANNEL_URI.fullmatch(self._value("uri"))
            self._tell("deleted-entry", video[1] if video else "", channel[1] if channel else "")

    def _value(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def _tell(self, event: str, video: str, channel: str) -> None:
        self.notices.append(
            Notice(
                kind=NoticeKind.POST,
                event=event,
                account_external_id=id_of(channel),
                post_ids=ids_of(video),
            )
        )
