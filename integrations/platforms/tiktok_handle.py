"""What is kept of an upload that was opened at TikTok: all that is needed to go on and to look."""

import json
from dataclasses import dataclass, field
from typing import Final

import httpx

from domain.publication import Remedy, Setback
from integrations.platforms.tiktok_chunks import Cut

OWN_HOSTS: Final = ".tiktokapis.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """``upload_url`` is a secret: whoever has it may send the video."""

    publish_id: str
    upload_url: str = field(repr=False)
    cut: Cut

    def text(self) -> str:
        return json.dumps(
            {
                "publish_id": self.publish_id,
                "upload_url": self.upload_url,
                "chunk_size": self.cut.chunk_size,
                "total_chunk_count": self.cut.count,
                "size": self.cut.size,
            }
        )

    def address(self, api: str) -> str:
        """Where the bytes go now."""
        return str(httpx.URL(api).join(self.upload_url))


def handle_in(text: str) -> Handle:
    """Raises Setback."""
    try:
        kept = json.loads(text)
        return Handle(
            publish_id=kept["publish_id"],
            upload_url=kept["upload_url"],
            cut=Cut(
                size=kept["size"], chunk_size=kept["chunk_size"], count=kept["total_chunk_count"]
            ),
        )
    except (ValueError, KeyError, TypeError):
        # What could not be read is a secret all the same: it stays out of the chain.
        said = "the handle of this upload cannot be read"
        raise Setback("unreadable_handle", said, remedy=Remedy.HUMAN) from None


def upload_address(url: str, *, api: str) -> str:
    """The address as it is kept: without the host where that is the API's own, so that an upload
    outlives a change of address. Raises Setback for a host that is not TikTok's."""
    try:
        ours, given = httpx.URL(api), httpx.URL(api).join(url)
    except httpx.InvalidURL:
        raise _foreign() from None
    if given.scheme != ours.scheme:
        raise _foreign()
    if given.netloc == ours.netloc:
        return given.raw_path.decode()
    if given.port is None and all(one.host.endswith(OWN_HOSTS) for one in (given, ours)):
        return str(given)
    raise _foreign()


def _foreign() -> Setback:
    said = "TikTok gave an upload address that is not its own"
    return Setback("odd_upload_address", said, remedy=Remedy.HUMAN)
