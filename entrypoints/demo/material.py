"""The demo's video: made on the spot, or the person's own."""

import asyncio
import shutil
from pathlib import Path
from typing import Final

from domain.errors import DomainError
from integrations.media.sample import make_sample

SAMPLE: Final = "sample.mp4"
_SECONDS: Final = 90


class NoSuchFile(DomainError):
    code = "demo_no_such_file"


def is_url(video: str) -> bool:
    return video.startswith(("http://", "https://"))


def checked(video: str) -> str:
    """Raises NoSuchFile before anything was started for it."""
    if not is_url(video) and not Path(video).is_file():
        raise NoSuchFile(path=video)
    return video


async def provide(video: str | None, inbox: Path) -> str:
    """What to call it in the chat: a URL, or a name in the inbox folder."""
    inbox.mkdir(parents=True, exist_ok=True)
    if video is None:
        await make_sample(str(inbox / SAMPLE), seconds=_SECONDS)
        return SAMPLE
    if is_url(video):
        return video
    name = "video" + Path(video).suffix.lower()
    await asyncio.to_thread(shutil.copyfile, video, inbox / name)
    return name
