"""What the whole analysis of a long 1080p video costs, against decoding it to nothing.

    python -m benchmarks.analyse [--media ../shared/media] [--keep FOLDER] [--rounds 3] [--quick]

The material is the real montage, scaled to 1080p, H.264 with B-frames at about 7 Mbit/s, repeated
to 10 and 60 minutes. Goals: 0.8 of the wall time of `ffmpeg -threads 2`, the cuts still found, and
memory that does not grow: the peak of all processes together within 10 % from 10 to 60 minutes.
"""

import asyncio
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.shots import (
    arguments,
    beginning_of,
    decode,
    nothing_kept,
    rates,
    timed,
    truth_of,
)
from domain.media import Signals, Transition
from integrations.media.analysis import analyse
from integrations.media.children import nobody
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.probe import inspect

TIME_GOAL: Final = 0.8
MEMORY_GOAL: Final = 1.1
ONE_MONTAGE_S: Final = 310.8
MINUTES: Final = (10, 60)
QUICK_MINUTES: Final = (1, 3)
LOOK_S: Final = 0.2
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def material(montage: Path, minutes: int, folder: Path) -> Path:
    """Made once per folder; the parts are copied, not encoded again."""
    whole, long = folder / f"1080p-{montage.name}", folder / f"{minutes}-minutes.mp4"
    ffmpeg = (find_ffmpeg(), "-v", "error", "-nostdin", "-y")
    if not whole.exists():
        half = folder / "half-made.mp4"
        look = ("-vf", "scale=1920:1080", "-c:v", "libx264", "-preset", "veryfast", "-bf", "3")
        rate = ("-b:v", "7M", "-maxrate", "10M", "-bufsize", "14M", "-c:a", "aac")
        subprocess.run((*ffmpeg, "-i", str(montage), *look, *rate, str(half)), check=True)
        half.rename(whole)
    if not long.exists():
        half = folder / "half-made.mp4"
        again = ("-stream_loop", "-1", "-i", str(whole), "-t", str(minutes * 60), "-c", "copy")
        subprocess.run((*ffmpeg, *again, str(half)), check=True)
        half.rename(long)
    return long


async def watched(path: Path) -> tuple[Signals, int]:
    """The signals, and the most bytes that the child processes held at one time."""
    task = asyncio.create_task(_analyse(str(path)))
    most = 0
    while not task.done():
        most = max(most, held_by_children())
        await asyncio.wait({task}, timeout=LOOK_S)
    return task.result(), most


async def _analyse(path: str) -> Signals:
    return await analyse(
        path, await inspect(path), done=(), on_part=nothing_kept, on_progress=nobody
    )


def held_by_children() -> int:
    """Resident bytes of this process and of all that it started, theirs too."""
    held: dict[int, int] = {}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                held[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * _PAGE
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(stat[1])
    return sum(size for pid, size in held.items() if _is_ours(pid, parents))


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == os.getpid():
            return True
        pid = parents.get(pid, 0)
    return False


def cost(path: Path, truth: Any, rounds: int, until_s: float) -> int:
    """Prints time and cuts; returns the peak of memory."""
    ratios: list[float] = []
    peaks: list[int] = []
    for _ in range(rounds):
        plain_s, _ = timed(decode, str(path))
        started = time.perf_counter()
        signals, peak = asyncio.run(watched(path))
        ratios.append((time.perf_counter() - started) / plain_s)
        peaks.append(peak)
    cuts = [shot for shot in signals.shots if shot.begins is Transition.CUT]
    f1 = rates([shot.span.start_ms / 1000 for shot in cuts], truth, until_s)[2]
    ratio, peak = statistics.median(ratios), max(peaks)
    print(
        f"{path.stem:12} {ratio:.2f} of decoding to null (goal {TIME_GOAL}), F1 {f1:.3f},"
        f" at most {peak / 2**20:.0f} MB in all processes"
    )
    return peak


def main() -> None:
    parser = arguments()
    parser.add_argument("--keep", type=Path, help="where the material is made, and found again")
    asked = parser.parse_args()
    truth = truth_of(asked.media)
    montage = asked.media / "real" / "montage_720p.mp4"
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if asked.quick:
            montage = beginning_of(montage, 60, folder)
        short, long = (material(montage, one, folder) for one in _minutes(quick=asked.quick))
        until_s = 59.5 if asked.quick else ONE_MONTAGE_S
        first = cost(short, truth, 1 if asked.quick else asked.rounds, until_s)
        growth = cost(long, truth, 1, until_s) / first
    print(f"memory       {growth:.2f} of that for the longer one (goal {MEMORY_GOAL})")


def _minutes(*, quick: bool) -> tuple[int, int]:
    return QUICK_MINUTES if quick else MINUTES


if __name__ == "__main__":
    main()
