"""The demo's video: made on the spot, or the person's own."""

import asyncio
import re
import secrets
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


async def prepare(video: str | None, folder: Path) -> str:
    """A URL, or the path of a file; the sample is made once and kept in ``folder``."""
    if video is not None:
        return video
    sample = folder / SAMPLE
    if not sample.exists():
        aside = folder / f".{secrets.token_hex(4)}.mp4"
        await make_sample(str(aside), seconds=_SECONDS)
        aside.replace(sample)
    return str(sample)


async def provide(video: str, inbox: Path) -> str:
    """What to call it in the chat: a URL, or a name in the inbox folder."""
    if is_url(video):
        return video
    name = f"{_plain(Path(video).stem)}{Path(video).suffix.lower()}"
    await asyncio.to_thread(shutil.copyfile, video, inbox / name)
    return name


def _plain(stem: str) -> str:
    """One word, so that it can be said in a sentence: whatever the file was called."""
    return "-".join(re.findall(r"[A-Za-z0-9]+", stem)) or "video"
