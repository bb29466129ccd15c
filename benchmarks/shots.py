"""How many hard cuts of real video are found to the picture, and what it costs, against peers.

    python -m benchmarks.shots [--media ../shared/media] [--rounds 3] [--quick]

The truth is the hand-checked `gt/montage_720p.cuts.json`; its gradual and ambiguous spans count
neither way. Ours does the whole analysis (motion, sound, faces …), the peers only look for cuts.
Goal: a better F1 than the best peer. One entry of the truth (263.3 s) is 1.3 s before the cut that
the picture shows, so that nobody can have more than 76 of the 77.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import peers
from domain.media import Transition
from integrations.media.analysis import analyse
from integrations.media.children import nobody
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.probe import inspect

MEDIA: Final = peers.ROOT.parent / "shared" / "media"
TOLERANCE_S: Final = 0.05
"""One picture at 30 a second, and half a one for the truth's own rounding."""
QUICK_S: Final = 60
NICE: Final = ("nice", "-n", "10")
"""Our child processes give way to others by themselves; so do those that they are compared with."""

_DETECT: Final = """
import sys
from scenedetect import AdaptiveDetector, ContentDetector, HashDetector, detect
detector = {"content": ContentDetector, "adaptive": AdaptiveDetector, "hash": HashDetector}
for start, _ in detect(sys.argv[2], detector[sys.argv[1]]())[1:]:
    print(start.get_seconds())
"""

Find = Callable[[str], Sequence[float]]


async def nothing_kept(_: bytes) -> None:
    """A part that nobody keeps."""


def ours(path: str) -> Sequence[float]:
    async def run() -> Sequence[float]:
        signals = await analyse(
            path, await inspect(path), done=(), on_part=nothing_kept, on_progress=nobody
        )
        cuts = [shot for shot in signals.shots if shot.begins is Transition.CUT]
        return [shot.span.start_ms / 1000 for shot in cuts]

    return asyncio.run(run())


def scenedetect(detector: str) -> Find:
    def find(path: str) -> Sequence[float]:
        return [float(line) for line in said(str(peers.python()), "-c", _DETECT, detector, path)]

    return find


def scdet(path: str) -> Sequence[float]:
    graph = "scdet=threshold=10,metadata=print:key=lavfi.scd.time:file=-"
    lines = said(*_ffmpeg(path), "-vf", graph, "-f", "null", "-")
    return [float(line.partition("=")[2]) for line in lines if line.startswith("lavfi.scd.time")]


def decode(path: str) -> Sequence[float]:
    said(*_ffmpeg(path), "-f", "null", "-")
    return ()


def _ffmpeg(path: str) -> tuple[str, ...]:
    reading = ("-v", "error", "-nostdin", "-threads", "2", "-i", path, "-map", "0:v:0")
    return (find_ffmpeg(), *reading)


def said(*command: str) -> list[str]:
    done = subprocess.run((*NICE, *command), check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


WAYS: Final[dict[str, Find]] = {
    "decode to null": decode,
    "ours, everything": ours,
    "PySceneDetect content": scenedetect("content"),
    "PySceneDetect adaptive": scenedetect("adaptive"),
    "PySceneDetect hash": scenedetect("hash"),
    "ffmpeg scdet": scdet,
}


def truth_of(media: Path) -> Any:
    """Says plainly when the media folder is not there."""
    file = media / "gt" / "montage_720p.cuts.json"
    if not file.is_file():
        sys.exit(f"The media to measure with is not there: {file} (say where with --media)")
    return json.loads(file.read_text())


def rates(found: Sequence[float], truth: Any, until_s: float) -> tuple[float, float, float]:
    """Precision, recall and F1 before ``until_s``. Each found cut counts for one true one."""
    left = sorted(at for at in found if at < until_s)
    hard = [cut["t"] for cut in truth["hard"] if cut["t"] < until_s]
    hits = 0
    for cut in hard:
        near = min(left, key=lambda at: abs(at - cut), default=None)
        if near is not None and abs(near - cut) <= TOLERANCE_S:
            left.remove(near)
            hits += 1
    unclear = [*truth["gradual"], *truth["ambiguous"]]
    wrong = [at for at in left if not any(low - 0.1 <= at <= high + 0.1 for low, high in unclear)]
    precision, recall = hits / max(1, hits + len(wrong)), hits / max(1, len(hard))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def timed(find: Find, path: str) -> tuple[float, Sequence[float]]:
    started = time.perf_counter()
    found = find(path)
    return time.perf_counter() - started, found


def beginning_of(path: Path, seconds: int, folder: Path) -> Path:
    short = folder / f"first-{seconds}-{path.name}"
    command = (find_ffmpeg(), "-v", "error", "-y", "-i", str(path), "-t", str(seconds))
    subprocess.run((*command, "-c", "copy", str(short)), check=True)
    return short


def compare(path: str, truth: Any, rounds: int, until_s: float) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    found: dict[str, Sequence[float]] = {}
    for _ in range(rounds):
        for name, find in WAYS.items():
            spent, found[name] = timed(find, path)
            seconds[name].append(spent)
    print(f"{'':24}    P      R      F1    time (decode to null = 1)")
    for name in WAYS:
        precision, recall, f1 = rates(found[name], truth, until_s)
        pairs = zip(seconds[name], seconds["decode to null"], strict=True)
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{name:24}  {precision:.3f}  {recall:.3f}  {f1:.3f}  {ratio:.2f}")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--media", type=Path, default=MEDIA, help="the folder with real/ and gt/")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of a short piece")
    return parser


def main() -> None:
    asked = arguments().parse_args()
    truth = truth_of(asked.media)
    montage = asked.media / "real" / "montage_720p.mp4"
    with tempfile.TemporaryDirectory() as folder:
        if asked.quick:
            short = beginning_of(montage, QUICK_S, Path(folder))
            compare(str(short), truth, 1, QUICK_S - 0.5)
        else:
            compare(str(montage), truth, asked.rounds, float("inf"))


if __name__ == "__main__":
    main()
