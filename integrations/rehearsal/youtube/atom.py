"""The feeds that YouTube's hub sends: one entry for a video, or a tombstone where it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from xml.sax.saxutils import escape, quoteattr


class Writes(Protocol):
    def __call__(self, line: Mapping[str, Any], *, at: datetime) -> bytes: ...


def feed(line: Mapping[str, Any], *, at: datetime) -> bytes:
    """``line`` is one of the truth log."""
    video, channel = escape(str(line["post_id"])), escape(str(line["account"]))
    link = quoteattr(f"https://www.youtube.com/watch?v={line['post_id']}")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <title>YouTube video feed</title>
 <updated>{at.isoformat()}</updated>
 <entry>
  <id>yt:video:{video}</id>
  <yt:videoId>{video}</yt:videoId>
  <yt:channelId>{channel}</yt:channelId>
  <title>{escape(str(line.get("title", "")))}</title>
  <link rel="alternate" href={link}/>
  <author><uri>https://www.youtube.com/channel/{channel}</uri></author>
  <published>{escape(str(line["at"]))}</published>
  <updated>{at.isoformat()}</updated>
 </entry>
</feed>""".encode()


def tombstone(line: Mapping[str, Any], *, at: datetime) -> bytes:
    """The video was deleted, or made private."""
    reference = quoteattr(f"yt:video:{line['post_id']}")
    link = quoteattr(f"https://www.youtube.com/watch?v={line['post_id']}")
    channel = escape(str(line["account"]))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">
 <at:deleted-entry ref={reference} when="{at.isoformat()}">
  <link href={link}/>
  <at:by><uri>https://www.youtube.com/channel/{channel}</uri></at:by>
 </at:deleted-entry>
</feed>""".encode()
