"""Files made to break us, on the way that every upload goes: what is refused, and what got out.

Each is stored, probed, and where it is accepted analysed and made into a clip of one second with a
picture. ``python -m benchmarks.hostile [count] [seed]`` ends with 1 when anything escaped: a crash,
a hang, a connection, a file or a process left behind, a refusal without a sentence.
"""

import asyncio
import logging
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from benchmarks.mutate import Hostile, hostile, make_seeds
from domain.clip import Look
from domain.ids import BlobKey
from domain.media import Blob, Span
from domain.platforms import Platform
from domain.ports import NoSpace
from domain.rendering import Measured, order
from domain.texts import Locale
from domain.video import MediaRefused, check
from integrations.clock import new_id
from integrations.media.adapter import FfmpegMedia
from integrations.media.workshop import workshop
from integrations.storage import ObjectStore

_COUNT: Final = 1000
_SEED: Final = 20_240_229
_AT_ONCE: Final = 2
_HANG_S: Final = 30.0
MOST_MB: Final = 1024
_LOOKS: Final = {Platform.YOUTUBE: Look()}
_RAW: Final = ("{", "}", "Error", "Errno", "/", "\\")
"""What no sentence for people has in it."""


@dataclass(slots=True)
class Outcome:
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    peak_mb: int = 0


class Bench:
    """The media tools over a store of their own. ``visits`` are connections that nobody should
    make."""

    def __init__(self, folder: Path) -> None:
        self.store = ObjectStore(f"file:{folder / 'store'}", new_id=new_id)
        self.workshop = folder / "work"
        self.media = FfmpegMedia(self.store, workshop(self.workshop, turns=folder / "turns"))
        self.visits: list[object] = []
        self.outcome = Outcome()

    async def try_all(self, files: Sequence[Hostile]) -> None:
        waiting = iter(files)

        async def one_after_the_other() -> None:
            for file in waiting:
                await self._try(file)
                print(".", end="", file=sys.stderr, flush=True)

        await asyncio.gather(*(one_after_the_other() for _ in range(_AT_ONCE)))
        incoming = self.workshop.parent / "store" / "incoming"
        left = [*self.workshop.rglob("*"), *(incoming.rglob("*") if incoming.exists() else ())]
        self.outcome.escaped += [f"left behind: {path}" for path in left]
        self.outcome.escaped += [f"still running: {pid}" for pid in _children()]
        self.outcome.escaped += [f"connected: {visit}" for visit in self.visits]
        self.outcome.peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024

    async def _try(self, file: Hostile) -> None:
        blob = await self.store.put(_once(file.content), max_bytes=len(file.content))
        started = time.monotonic()
        using = asyncio.create_task(self._use(blob.key))
        await asyncio.wait([using])
        self._note(file, using.exception())
        took_s = time.monotonic() - started
        self.outcome.slowest_s = max(self.outcome.slowest_s, took_s)
        if took_s > _HANG_S:
            self.outcome.escaped.append(f"{file.name}: took {took_s:.0f} s")

    def _note(self, file: Hostile, end: BaseException | None) -> None:
        if end is None:
            self.outcome.accepted += 1
        elif isinstance(end, MediaRefused | NoSpace):
            self.outcome.refused[end.key] += 1
            self._read(file, [end.text(locale) for locale in Locale])
        else:
            self.outcome.escaped.append(f"{file.name}: {end!r}")

    async def _use(self, source: BlobKey) -> None:
        probe = await self.media.probe(source)
        check(probe)
        analysis = await self.media.analyse(source, done=(), on_part=_kept, on_progress=_nobody)
        measured = Measured(probe=probe, signals=analysis.signals)
        span = Span(start_ms=0, end_ms=min(1000, probe.duration_ms))
        await self.media.make(source, order(measured, span, _LOOKS), on_progress=_nobody)

    def _read(self, file: Hostile, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            if any(mark in sentence for mark in _RAW) or not sentence.endswith("."):
                self.outcome.escaped.append(f"{file.name}: said {sentence!r}")


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _kept(_: Blob) -> None:
    return


async def _nobody(_: float) -> None:
    return


def _children() -> Sequence[str]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return listed.read_text().split() if listed.exists() else []


async def measure(folder: Path, *, count: int, seed: int, every: int = 1) -> Outcome:
    """``every``: the how-manieth of the files is tried."""
    bench = Bench(folder)
    server = await asyncio.start_server(lambda *who: bench.visits.append(who), "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        seeds = await asyncio.to_thread(make_seeds, folder)
        files = [*hostile(seeds, count=count, seed=seed, address=f"{host}:{port}")]
        await bench.try_all(files[::every])
    return bench.outcome


def main() -> int:
    count, seed = (*map(int, sys.argv[1:]), _COUNT, _SEED)[:2]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(measure(Path(folder), count=count, seed=seed))
    print(f"{count} files: {outcome.accepted} accepted, {outcome.refused.total()} refused")
    for reason, times in outcome.refused.most_common():
        print(f"  {times:5} {reason}")
    print(f"slowest {outcome.slowest_s:.1f} s, peak of one program {outcome.peak_mb} MB")
    escaped = [*outcome.escaped, *(["too much memory"] if outcome.peak_mb > MOST_MB else [])]
    print(f"escaped: {len(escaped)}", *escaped, sep="\n  ")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
