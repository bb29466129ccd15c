"""What happens when the last byte of a video is there: it is looked at, and handed to the desk."""

import asyncio
import hashlib
from pathlib import Path
from typing import Final

from integrations.rehearsal.tiktok.film import Film, NoVideo, look
from integrations.rehearsal.tiktok.stage import Stage
from integrations.rehearsal.tiktok.tasks import Source, Task

SHORTEST_S: Final = 3.0
LONGEST_S: Final = 600.0
SIDE: Final = range(360, 4097)
"""Pixels. From TikTok's media transfer guide, as the longest duration."""


async def received(stage: Stage, task: Task) -> None:
    """All bytes are there. Nobody learns what is wrong with them before they are processed."""
    await asyncio.to_thread(_inspect, stage, task)
    # It may have been called off while we looked.
    if not task.is_settled:
        stage.desk.received(task)


def recover(stage: Stage) -> None:
    """Goes on with what a crash interrupted between the last byte and its note."""
    for task in stage.tasks:
        if task.received_at is not None or task.is_settled:
            continue
        if task.source is Source.PULL_FROM_URL:
            stage.desk.fail(task, "video_pull_failed")
        elif task.stored == task.size:
            _inspect(stage, task)
            stage.desk.received(task)
    stage.desk.wake()


def _inspect(stage: Stage, task: Task) -> None:
    path = stage.tasks.media(task)
    task.sha256 = _sha256(path)
    try:
        film = look(path)
    except NoVideo:
        task.wrong = "file_format_check_failed"
        return
    task.duration_s, task.width, task.height = film.duration_s, film.width, film.height
    creator = stage.creators.get(task.account)
    task.wrong = _wrong(film, longest_s=min(LONGEST_S, creator.max_video_post_duration_sec))


def _wrong(film: Film, *, longest_s: float) -> str | None:
    if not SHORTEST_S <= film.duration_s <= longest_s:
        return "duration_check_failed"
    if film.width and not (film.width in SIDE and film.height in SIDE):
        return "picture_size_check_failed"
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
