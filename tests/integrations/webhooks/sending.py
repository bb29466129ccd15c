"""Deliveries as the platforms send them, signed as those of the rehearsal are."""

import hashlib
import hmac
import json
from typing import Any

SECRET = "rehearsal-secret"
APP = "rehearsal"

Signed = list[tuple[str, str]]


def by_instagram(body: bytes, *, secret: str = SECRET) -> Signed:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return [("X-Hub-Signature-256", f"sha256={digest}")]


def by_tiktok(body: bytes, *, at: int, secret: str = SECRET) -> Signed:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return [("TikTok-Signature", f"t={at},s={digest}")]


def by_youtube(body: bytes, *, secret: str = SECRET, algorithm: str = "sha1") -> Signed:
    digest = hmac.new(secret.encode(), body, algorithm).hexdigest()
    return [("X-Hub-Signature", f"{algorithm}={digest}")]


def tiktok_event(event: str, *, app: str = APP, at: int = 1_790_000_000, **content: Any) -> bytes:
    told = {
        "client_key": app,
        "event": event,
        "create_time": at,
        "user_openid": "-000person",
        "content": json.dumps(content),
    }
    return json.dumps(told).encode()


def instagram_event(field: str, **value: Any) -> bytes:
    change = {"field": field, "value": value}
    entry = {"id": "17841400000000001", "time": 1_790_000_000, "changes": [change]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


def youtube_feed(video: str = "dQw4w9WgXcQ", channel: str = "UCours") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <link rel="hub" href="https://pubsubhubbub.appspot.com"/>
 <title>YouTube video feed</title>
 <entry>
  <id>yt:video:{video}</id>
  <yt:videoId>{video}</yt:videoId>
  <yt:channelId>{channel}</yt:channelId>
  <title>A goal &amp; more</title>
  <author><name>Us</name><uri>https://www.youtube.com/channel/{channel}</uri></author>
  <published>2026-11-22T10:00:00+00:00</published>
  <updated>2026-11-22T10:00:05+00:00</updated>
 </entry>
</feed>""".encode()


def youtube_tombstone(video: str = "dQw4w9WgXcQ", channel: str = "UCours") -> bytes:
    return f"""<feed xmlns:at="http://purl.org/atompub/tombstones/1.0"
 xmlns="http://www.w3.org/2005/Atom">
 <at:deleted-entry ref="yt:video:{video}" when="2026-11-22T10:00:00+00:00">
  <link href="https://www.youtube.com/watch?v={video}"/>
  <at:by><name>Us</name><uri>https://www.youtube.com/channel/{channel}</uri></at:by>
 </at:deleted-entry>
</feed>""".encode()
