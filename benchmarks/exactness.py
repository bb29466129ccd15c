"""Cuts of random spans out of videos that count their own pictures: are they exact?

Each source shows its picture's number in blocks of black and white, and flashes and beeps at each
full second. Of every clip the first and the last picture, its length, and how far flash and beep
are apart are compared with what the source shows. Goal: no wrong picture, at most 10 ms.
"""

import argparse
import asyncio
import random
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.media import Span
from domain.rendering import ClipOrder
from integrations.media.children import nobody
from integrations.media.cutting import Source
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.making import make
from integrations.media.probe import inspect
from integrations.media.process import Limits, Places, run

SPANS: Final = 200
QUICK_SPANS: Final = 24
MOST_OFFSET_S: Final = 0.010
_SEED: Final = 20
_LENGTH_S: Final = 12
_NEAR: Final = Fraction(1, 20)
_BITS: Final = 10
_BLOCK: Final = 32
_LOUD: Final = 0.1
_KEPT_EVERY: Final = (1, 2, 5)
"""In the uneven sources: all pictures of one second, then every second one, then every fifth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    rate: Fraction
    uneven: bool = False
    options: tuple[str, ...] = ()

    @property
    def shown(self) -> Sequence[int]:
        """The numbers of the pictures that the source has."""
        per_s = round(self.rate)
        numbers = range(int(_LENGTH_S * self.rate))
        if not self.uneven:
            return numbers
        every = [_KEPT_EVERY[n // per_s % len(_KEPT_EVERY)] for n in numbers]
        return [n for n in numbers if n % per_s < 2 or n % every[n] == 0]


KINDS: Final = (
    Kind(name="even.mp4", rate=Fraction(30), options=("-bf", "2", "-g", "45")),
    Kind(name="ntsc.mp4", rate=Fraction(30000, 1001), options=("-bf", "3", "-g", "250")),
    Kind(name="film.mkv", rate=Fraction(24), options=("-bf", "2", "-g", "30")),
    Kind(name="stream.ts", rate=Fraction(25), options=("-bf", "2", "-g", "50")),
    Kind(name="fast.mp4", rate=Fraction(60), options=("-bf", "0", "-g", "20")),
    Kind(name="uneven.mp4", rate=Fraction(30), uneven=True, options=("-bf", "2", "-g", "40")),
    Kind(name="uneven.mkv", rate=Fraction(25), uneven=True, options=("-bf", "2", "-g", "99")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    first_right: bool
    last_right: bool
    length_off_s: float
    copied: bool
    offsets_s: tuple[float, ...]

    @property
    def right(self) -> bool:
        close = all(abs(offset) <= MOST_OFFSET_S for offset in self.offsets_s)
        return self.first_right and self.last_right and close


async def make_source(kind: Kind, folder: Path) -> Source:
    path, binary = folder / kind.name, find_ffmpeg()
    per_s = round(kind.rate)
    number = f"if(mod(floor(N/pow(2\\,floor(X/{_BLOCK})))\\,2)\\,235\\,16)"
    flash = f"if(lt(mod(N\\,{per_s})\\,2)\\,235\\,16)"
    picture = f"geq=lum='if(lt(Y\\,32)\\,{number}\\,{flash})':cb=128:cr=128"
    second = f"mod(t\\,{float(per_s / kind.rate):.9f})"
    kept = f"lt(mod(n\\,{per_s})\\,2)" if kind.uneven else "1"
    for turn, every in enumerate(_KEPT_EVERY if kind.uneven else ()):
        its_turn = f"eq(mod(floor(n/{per_s})\\,{len(_KEPT_EVERY)})\\,{turn})"
        kept += f"+{its_turn}*not(mod(n\\,{every}))"
    command = [
        binary, *("-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i"),
        f"color=black:s={_BITS * _BLOCK}x64:r={kind.rate},{picture},select='{kept}'",
        *("-f", "lavfi", "-i", f"aevalsrc='0.5*cos(2*PI*1500*t)*lt({second}\\,0.06)':s=48000"),
        *("-t", str(_LENGTH_S), "-fps_mode", "passthrough", "-c:v", "libx264"),
        *("-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", *kind.options),
        *("-c:a", "aac", f"file:{path}"),
    ]  # fmt: skip
    await run(
        command,
        limits=Limits(wall_s=300, cpu_s=300),
        on_line=_nothing,
        places=Places(writes=[str(folder)]),
    )
    return Source(binary=binary, path=str(path), inspection=await inspect(str(path)))


async def try_span(kind: Kind, source: Source, span: Span, folder: Path) -> Found:
    order = ClipOrder(span=span, poster_ms=span.start_ms)
    made = await make(source, order, str(folder), captions=(), on_progress=nobody)
    assert made.clip
    pictures = list(_pictures(made.clip))
    times = [Fraction(n) / kind.rate for n in kind.shown]
    first, after, length = _wanted(times, Fraction(_LENGTH_S), span)
    with av.open(made.clip) as container:
        length_s = (container.duration or 0) / 1_000_000
        encoder = container.streams.video[0].metadata.get("encoder", "")
    flashes = [time for time, _, white in pictures if white]
    return Found(
        first_right=pictures[0][1] == kind.shown[first] and pictures[0][0] < 0.001,
        last_right=pictures[-1][1] == kind.shown[after - 1] and len(pictures) == after - first,
        length_off_s=abs(length_s - float(length)),
        copied="x264" not in encoder,
        offsets_s=_offsets(_rises(flashes), _rises(_loud(made.clip)), float(length)),
    )


def random_spans(count: int) -> Iterator[tuple[Kind, Span]]:
    """Half of them begin just at a picture, as spans that begin with a shot do."""
    chance = random.Random(_SEED)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        start_ms = chance.randrange(0, 9_000)
        if chance.random() < 0.5:
            start_ms = round(Fraction(chance.randrange(0, 200)) / kind.rate * 1000)
        length_ms = chance.randrange(1_100, 3_000)
        end_ms = min(start_ms + length_ms, _LENGTH_S * 1000)
        yield kind, Span(start_ms=start_ms, end_ms=end_ms)


def _wanted(times: Sequence[Fraction], end: Fraction, span: Span) -> tuple[int, int, Fraction]:
    """The first picture, the one after the last, and the length."""
    edges = [*times, end]
    starts, ends = Fraction(span.start_ms, 1000), Fraction(span.end_ms, 1000)
    near_start = min(edges[:-1], key=lambda edge: abs(edge - starts))
    near_end = min(edges, key=lambda edge: abs(edge - ends))
    starts = near_start if abs(near_start - starts) <= _NEAR else starts
    ends = near_end if abs(near_end - ends) <= _NEAR else ends
    return bisect_right(times, starts) - 1, bisect_left(times, ends), ends - starts


def _pictures(path: str) -> Iterator[tuple[float, int, bool]]:
    """Time, number, and whether it flashes."""
    with av.open(path) as container:
        for frame in container.decode(video=0):
            grey = frame.to_ndarray(format="gray")
            bits = [grey[16, round((bit + 0.5) * _BLOCK)] > 128 for bit in range(_BITS)]
            number = sum(1 << at for at, bit in enumerate(bits) if bit)
            yield frame.time or 0.0, number, bool(grey[48].mean() > 128)


def _loud(path: str) -> list[float]:
    """The moments at which it beeps, to the sample."""
    times: list[float] = []
    with av.open(path) as container:
        for frame in container.decode(audio=0):
            loud = np.nonzero(np.abs(frame.to_ndarray()).max(axis=0) > _LOUD)[0]
            times += [(frame.time or 0.0) + at / frame.sample_rate for at in loud]
    return times


def _rises(times: Sequence[float]) -> list[float]:
    """The first of each group."""
    return [t for at, t in enumerate(times) if at == 0 or t - times[at - 1] > 0.5]


def _offsets(
    flashes: Sequence[float], beeps: Sequence[float], length_s: float
) -> tuple[float, ...]:
    """What begins at the very edge is half cut off, and is left out."""
    inside = [time for time in flashes if 0.1 < time < length_s - 0.1]
    return tuple(min((beep - time for beep in beeps), key=abs, default=9.9) for time in inside)


async def _nothing(_: str) -> None: ...


async def measure(count: int, folder: Path) -> Sequence[Found]:
    sources = {kind: await make_source(kind, folder) for kind in KINDS}
    clips = folder / "clips"
    clips.mkdir()
    return [await try_span(kind, sources[kind], span, clips) for kind, span in random_spans(count)]


def report(found: Sequence[Found]) -> None:
    offsets = [abs(offset) for one in found for offset in one.offsets_s]
    print(f"{len(found)} spans of {len(KINDS)} sources, {sum(one.copied for one in found)} copied")
    print(f"wrong first picture {sum(not one.first_right for one in found)}")
    print(f"wrong last picture  {sum(not one.last_right for one in found)}")
    print(f"length off by up to {max(one.length_off_s for one in found) * 1000:.1f} ms")
    print(
        f"sound and picture   {len(offsets)} flashes, up to {max(offsets) * 1000:.1f} ms apart,"
        f" {sum(offset > MOST_OFFSET_S for offset in offsets)} above {MOST_OFFSET_S * 1000:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"only {QUICK_SPANS} spans")
    count = QUICK_SPANS if parser.parse_args().quick else SPANS
    with tempfile.TemporaryDirectory() as folder:
        report(asyncio.run(measure(count, Path(folder))))


if __name__ == "__main__":
    main()
