"""Asks a child process of ours about a file: hostile media can crash or stall only the child."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.ports import Progress
from domain.video import MediaRefused
from integrations.media.process import NOWHERE, Limits, Places, TookTooLong, run


class ChildFailed(Exception):
    """The child ended without an answer. The message is the end of what it said."""


async def nobody(_: float) -> None:
    """Progress that nobody follows."""


async def ask(
    module: str,
    path: str,
    *,
    wall_s: float,
    settings: Mapping[str, Any] | None = None,
    on_progress: Progress = nobody,
    places: Places = NOWHERE,
) -> Mapping[str, Any]:
    """What ``integrations.media.<module>`` found. Raises MediaRefused and ChildFailed.

    The child may read ``path``, the libraries and our own code; more only as ``places`` say.
    """
    found: dict[str, Any] = {}

    async def listen(line: str) -> None:
        message = json.loads(line)
        if "progress" in message:
            await on_progress(message["progress"])
        else:
            found.update(message)

    command = [sys.executable, "-m", f"integrations.media.{module}", path]
    limits = Limits(wall_s=wall_s, cpu_s=int(wall_s * 2))
    try:
        finished = await run(
            [*command, json.dumps(settings or {})],
            limits=limits,
            on_line=listen,
            places=replace(places, reads=[path, *places.reads]),
        )
    except TookTooLong as error:
        raise MediaRefused("took_too_long") from error
    if "refused" in found:
        raise MediaRefused(found["refused"], **found["values"])
    if "found" not in found:
        raise ChildFailed(f"{module} ended with {finished.returncode}: {finished.stderr.strip()}")
    answer: Mapping[str, Any] = found["found"]
    return answer
