"""PULL_FROM_URL: the rehearsal fetches a file itself, only ever from this machine."""

import asyncio
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx

from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok import chunks
from integrations.rehearsal.tiktok.receiving import received
from integrations.rehearsal.tiktok.stage import Stage
from integrations.rehearsal.tiktok.tasks import Task, Tasks

SILENCE_S: Final = 20.0


class _Failed(Exception):
    pass


def is_verified(ground: Ground, url: object) -> bool:
    """Whether the address is on a domain that is ours: this machine, where the terms say so."""
    if not isinstance(url, str) or not ground.term("verified_domain", 0):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
    return is_here and parts.scheme in ("http", "https")


def start_pulling(stage: Stage, task: Task) -> None:
    pull = asyncio.create_task(_pull(stage, task))
    stage.pulls.add(pull)
    pull.add_done_callback(stage.pulls.discard)


async def _pull(stage: Stage, task: Task) -> None:
    try:
        await _fetch(stage.tasks, task)
    except (httpx.HTTPError, httpx.InvalidURL, _Failed):
        if not task.is_settled:
            stage.desk.fail(task, "video_pull_failed")
        return
    await received(stage, task)


async def _fetch(tasks: Tasks, task: Task) -> None:
    """Follows no redirect, as TikTok does not."""
    async with (
        httpx.AsyncClient(timeout=SILENCE_S, follow_redirects=False, trust_env=False) as http,
        http.stream("GET", task.video_url or "") as answer,
    ):
        if answer.status_code != 200:
            raise _Failed
        with tasks.media(task).open("wb") as file:
            async for block in answer.aiter_raw():
                task.stored += file.write(block)
                if task.stored > chunks.MOST_BYTES or task.is_settled:
                    raise _Failed
    task.size = task.stored
