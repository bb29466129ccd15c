"""The ffmpeg program: where it is, how it is told to read a file safely, and how it is run."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import ffmpeg
import imageio_ffmpeg

from domain.ports import Progress
from integrations.media.formats import DEMUXERS, MAX_PIXELS, MAX_STREAMS
from integrations.media.process import Limits, OnLine, Places, run

_OLDEST_SYSTEM_VERSION: Final = 7
_MAX_ALLOC: Final = 256 * 2**20
_THREADS: Final = 2
_MODEST_S: Final = 60.0
_SLOWEST: Final = 60


class FfmpegFailed(Exception):
    """ffmpeg ended with an error. The message is the end of what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How much there is to do: milliseconds of output, and the most bytes it may have."""

    duration_ms: int
    max_bytes: int = 64 * 2**30

    @property
    def limits(self) -> Limits:
        """A machine so slow that a second of video takes a minute is stuck."""
        wall_s = _MODEST_S + _SLOWEST * self.duration_ms / 1000
        return Limits(wall_s=wall_s, cpu_s=int(wall_s * 4), file_bytes=self.max_bytes)


def find_ffmpeg(override: str | None = None) -> str:
    """The program's path: as told, else the system's where it is new enough, else our own."""
    if override:
        return override
    system = shutil.which("ffmpeg")
    if system and _is_fit(system):
        return system
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def safe_input(path: str, **options: Any) -> Any:
    """A file as the start of an ffmpeg-python graph, whatever its name and its contents."""
    return ffmpeg.input(
        f"file:{path}",
        protocol_whitelist="file,pipe",
        format_whitelist=DEMUXERS,
        max_streams=MAX_STREAMS,
        max_pixels=MAX_PIXELS,
        **{"threads": _THREADS, **options},
    )


async def render(binary: str, graph: Any, *, work: Work, on_progress: Progress) -> None:
    """Runs a graph that ends in a file. Raises FfmpegFailed and TookTooLong."""
    total_us = max(1, work.duration_ms * 1000)

    async def report(line: str) -> None:
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            await on_progress(min(1.0, max(0.0, int(value) / total_us)))

    await read_lines(binary, graph, work=work, on_line=report, progress=True)


async def read_lines(
    binary: str, graph: Any, *, work: Work, on_line: OnLine, progress: bool = False
) -> str:
    """Feeds stdout to ``on_line``; returns the end of stderr. Raises as ``render`` does."""
    command = _command(binary, graph, progress=progress)
    finished = await run(command, limits=work.limits, on_line=on_line, places=_places(command))
    if finished.returncode != 0:
        raise FfmpegFailed(f"ffmpeg ended with {finished.returncode}: {finished.stderr.strip()}")
    return finished.stderr


def _command(binary: str, graph: Any, *, progress: bool) -> list[str]:
    first = ["-hide_banner", "-nostdin", "-loglevel", "warning", "-max_alloc", str(_MAX_ALLOC)]
    if progress:
        first += ["-progress", "pipe:1", "-stats_period", "0.5"]
    program, *rest = ffmpeg.compile(graph, cmd=binary, overwrite_output=True)
    return [program, *first, *rest]


def _places(command: Sequence[str]) -> Places:
    """What the command names is what it may touch: files after ``-i``, the folders of others."""
    reads: list[str] = []
    writes: list[str] = []
    for option, value in pairwise(command):
        scheme, _, path = value.partition(":")
        if scheme == "file" and option == "-i":
            reads.append(path)
        elif scheme == "file":
            writes.append(str(Path(path).parent))
    return Places(reads=reads, writes=writes)


def _is_fit(program: str) -> bool:
    said = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=10).stdout
    version = re.search(r"^ffmpeg version n?(\d+)", said)
    new_enough = version is not None and int(version.group(1)) >= _OLDEST_SYSTEM_VERSION
    return new_enough and "--enable-libx264" in said
