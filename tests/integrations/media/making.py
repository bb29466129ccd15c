"""Videos made on the spot, whose pictures and sounds can be recognised again."""

import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.media import Span
from domain.ports import Progress
from domain.rendering import ClipOrder, Picture
from integrations.media.cutting import Source
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.lettering import CaptionTrack
from integrations.media.making import MadeFiles
from integrations.media.making import make as render
from integrations.media.probe import inspect

FFMPEG: Final = find_ffmpeg()
_BITS: Final = 12
_BLOCK: Final = 32


async def nothing(_: float) -> None:
    """Progress that nobody follows."""


async def chunks(path: Path) -> AsyncIterator[bytes]:
    yield path.read_bytes()


def make(path: Path, *arguments: str) -> Path:
    command = [FFMPEG, "-v", "error", "-nostdin", "-y", *arguments, str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


def lavfi(source: str) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", source)


def numbered(path: Path, *, rate: str = "30", seconds: float = 12, gop: int = 50) -> Path:
    """Each picture shows its own number as black and white blocks; there is a tone."""
    width = _BITS * _BLOCK
    number = f"if(mod(floor(N/pow(2\\,floor(X/{_BLOCK})))\\,2)\\,235\\,16)"
    return make(
        path,
        *lavfi(f"color=black:s={width}x64:r={rate},geq=lum='{number}':cb=128:cr=128"),
        *lavfi("sine=frequency=440:sample_rate=48000"),
        *("-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"),
        *("-g", str(gop), "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


def numbered_unevenly(path: Path, *, seconds: float = 12) -> Path:
    """As ``numbered``, but of the later thirds of each 3 s only every second, or fourth picture."""
    whole = numbered(path.with_name(f"whole-{path.name}"), seconds=seconds)
    kept = "if(lt(mod(t\\,3)\\,1)\\,1\\,if(lt(mod(t\\,3)\\,2)\\,not(mod(n\\,2))\\,not(mod(n\\,4))))"
    return make(
        path, "-i", str(whole), "-vf", f"select={kept}", "-fps_mode", "vfr",
        *("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-c:a", "copy"),
    )  # fmt: skip


async def made(
    source: Path,
    span: Span,
    *,
    clip: bool = True,
    pictures: Sequence[Picture] = (),
    captions: Sequence[CaptionTrack | None] | None = None,
    on_progress: Progress = nothing,
) -> MadeFiles:
    """Everything of a span, in a folder beside the source."""
    folder = source.with_name(f"made-{span.start_ms}-{span.end_ms}")
    folder.mkdir(exist_ok=True)
    middle_ms = (span.start_ms + span.end_ms) // 2
    order = ClipOrder(span=span, poster_ms=middle_ms, clip=clip, pictures=tuple(pictures))
    inspected = Source(binary=FFMPEG, path=str(source), inspection=await inspect(str(source)))
    captions = captions or [None] * len(order.pictures)
    return await render(inspected, order, str(folder), captions=captions, on_progress=on_progress)


async def clip_of(source: Path, start_ms: int, end_ms: int) -> str:
    files = await made(source, Span(start_ms=start_ms, end_ms=end_ms))
    assert files.clip
    return files.clip


def times_of(path: str) -> list[float]:
    """When the pictures are shown, and when the last one ends, as an MP4 says it."""
    with av.open(path) as container:
        video = container.streams.video[0]
        base = float(video.time_base or 0)
        shown = [(frame.pts or 0) * base for frame in container.decode(video)]
        return [*shown, (container.duration or 0) / 1_000_000]


def numbers_of(path: str) -> list[int]:
    return [_number(picture) for _, picture in _pictures(path)]


def flash_and_beep(path: Path, *, seconds: int = 8, rate: int = 30) -> Path:
    """Black and silent but for two pictures of white and as long a beep at each full second."""
    on = f"lt(mod(N\\,{rate})\\,2)"
    length = 2 / rate
    return make(
        path,
        *lavfi(f"color=black:s=320x180:r={rate},geq=lum='if({on}\\,235\\,16)':cb=128:cr=128"),
        *lavfi(f"aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,{length})':s=48000"),
        *("-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac"),
    )


def flashes_of(path: str) -> list[float]:
    """When the picture turns white, in seconds."""
    bright = [(time, float(picture.mean()) > 100) for time, picture in _pictures(path)]
    return _rises(bright)


def beeps_of(path: str) -> list[float]:
    loud: list[tuple[float, bool]] = []
    with av.open(path) as container:
        for frame in container.decode(container.streams.audio[0]):
            levels = np.abs(frame.to_ndarray()).max(axis=0)
            start = frame.time or 0.0
            loud += [
                (start + at / frame.sample_rate, bool(levels[at : at + 48].max() > 0.05))
                for at in range(0, len(levels), 48)
            ]
    return _rises(loud)


def _rises(values: list[tuple[float, bool]]) -> list[float]:
    """A tone crosses zero: what is quiet for less than a tenth of a second is not a pause."""
    rises: list[float] = []
    last_on = -1.0
    for time, on in values:
        if on and time - last_on > 0.1:
            rises.append(time)
        if on:
            last_on = time
    return rises


def _pictures(path: str) -> Iterator[tuple[float, np.ndarray]]:
    with av.open(path) as container:
        video = container.streams.video[0]
        base = float(video.time_base or 0)
        for frame in container.decode(video):
            yield (frame.pts or 0) * base, frame.to_ndarray(format="gray")


def _number(picture: np.ndarray) -> int:
    row = picture[picture.shape[0] // 2]
    size = len(row) / _BITS
    middles = [row[round((bit + 0.5) * size)] for bit in range(_BITS)]
    return sum(1 << bit for bit, value in enumerate(middles) if value > 128)
