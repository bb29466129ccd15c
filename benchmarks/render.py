"""Five clips in three pictures each from ten minutes of 1080p: ours against other ways.

The pictures are a 9:16 crop that moves, a 1:1 crop and the whole picture over its blur in 9:16.
Ours is one process per clip. The limit is x264 alone, with the same settings, on the finished
pictures as raw video from memory, and no sound. The others are one ffmpeg run per picture, straight
from the source or from a clip that was cut first, MoviePy, and auto-editor, which can only cut
and resize. Wall and processor time are of all processes; each is compared clip by clip, in turns.
Goals: at most 1.15 times the limit, half of what the separate runs take.
"""

import argparse
import asyncio
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import peers
from domain.framing import Framing, Position, Scene
from domain.media import Span
from domain.platforms import Aspect, Platform
from domain.rendering import ClipOrder, Picture
from integrations.media.children import nobody
from integrations.media.cutting import Source
from integrations.media.ffmpeg import find_ffmpeg
from integrations.media.making import make
from integrations.media.probe import inspect
from integrations.media.sample import make_sample

STARTS_S: Final = (35, 151, 272, 390, 512)
LENGTH_S: Final = 10
QUICK: Final = (1, 4)
"""Clips, and seconds of each."""
_SIZES: Final = ((1080, 1920), (1080, 1080), (1080, 1920))
_X264: Final = (
    *("-c:v", "libx264", "-preset", "superfast", "-crf", "22", "-profile:v", "high"),
    *("-pix_fmt", "yuv420p", "-maxrate", "12M", "-bufsize", "24M", "-threads", "2"),
    *("-force_key_frames", "expr:gte(t,n_forced*2)", "-movflags", "+faststart"),
)
_SOUND: Final = ("-af", "loudnorm=I=-14:TP=-1", "-ar", "48000", "-c:a", "aac", "-b:a", "160k")
_MOVE_PX_S: Final = 50
_MOVIEPY: Final = """
import sys
from moviepy import CompositeVideoClip, VideoFileClip
path, start, end, folder = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
with VideoFileClip(path) as source:
    clip = source.subclipped(start, end)
    def follow(get, t):
        x = 270 + int(50 * t)
        return get(t)[:, x:x + 608]
    small = clip.resized((192, 108)).cropped(x_center=96, y_center=54, width=60, height=108)
    whole = clip.resized((1080, 608)).with_position("center")
    pictures = (
        clip.transform(follow).resized((1080, 1920)),
        clip.cropped(x_center=960, width=1080),
        CompositeVideoClip([small.resized((1080, 1920)), whole]),
    )
    for number, picture in enumerate(pictures):
        picture.write_videofile(
            f"{folder}/moviepy-{number}.mp4", codec="libx264", preset="superfast", threads=2,
            audio_codec="aac", ffmpeg_params=["-crf", "22"], logger=None,
            temp_audiofile_path=folder,
        )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One clip of a source, in seconds, and where files may lie."""

    source: Source
    start_s: int
    length_s: int
    folder: Path

    @property
    def span(self) -> Span:
        return Span(start_ms=self.start_s * 1000, end_ms=(self.start_s + self.length_s) * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    wall_s: float
    cpu_s: float


Way = Callable[[Job], Awaitable[None]]


async def ours(job: Job) -> None:
    order = ClipOrder(
        span=job.span, poster_ms=job.span.start_ms, clip=False, pictures=_pictures(job.span)
    )
    await make(job.source, order, str(job.folder), captions=(None,) * 3, on_progress=nobody)


def _pictures(span: Span) -> tuple[Picture, ...]:
    moved = _MOVE_PX_S * span.duration_ms / 1000
    left, right = (574 / 1920, (574 + moved) / 1920)
    path = (
        Position(at_ms=span.start_ms, x=left, y=0.5),
        Position(at_ms=span.end_ms, x=right, y=0.5),
    )
    middle = (Position(at_ms=span.start_ms, x=0.5, y=0.5),)
    scenes = (
        (Aspect.VERTICAL, Scene(span=span, width=607.5 / 1920, height=1, path=path)),
        (Aspect.SQUARE, Scene(span=span, width=1080 / 1920, height=1, path=middle)),
        (Aspect.VERTICAL, Scene(span=span)),
    )
    return tuple(
        Picture(platforms=(Platform.TIKTOK,), framing=Framing(aspect=aspect, scenes=(scene,)))
        for aspect, scene in scenes
    )


async def limit(job: Job) -> None:
    inputs, outputs = [], []
    for number, (width, height) in enumerate(_SIZES):
        raw = ("-f", "rawvideo", "-s", f"{width}x{height}", "-r", "30")
        inputs += [*raw, "-i", str(_raw(job, number))]
        outputs += ["-map", f"{number}:v", *_X264, str(job.folder / f"limit-{number}.mp4")]
    _ffmpeg(job, *inputs, *outputs)


async def separate(job: Job) -> None:
    for number, graph in enumerate(_graphs()):
        _ffmpeg(
            job, *_from_source(job), "-filter_complex", graph, *("-map", "[v]", "-map", "0:a"),
            *(*_X264, *_SOUND, str(job.folder / f"separate-{number}.mp4")),
        )  # fmt: skip


async def cut_first(job: Job) -> None:
    cut = str(job.folder / "cut.mp4")
    copied = ("-c:v", "libx264", "-preset", "superfast", "-crf", "18", "-c:a", "aac", cut)
    _ffmpeg(job, *_from_source(job), *copied)
    for number, graph in enumerate(_graphs()):
        _ffmpeg(
            job, "-threads", "2", "-i", cut, "-filter_complex", graph,
            *("-map", "[v]", "-map", "0:a", *_X264, *_SOUND),
            str(job.folder / f"first-{number}.mp4"),
        )  # fmt: skip


async def moviepy(job: Job) -> None:
    span = (str(job.start_s), str(job.start_s + job.length_s))
    python = str(peers.python())
    _run(python, "-c", _MOVIEPY, job.source.path, *span, str(job.folder))


async def auto_editor(job: Job) -> None:
    tool = str(peers.python().with_name("auto-editor"))
    end_s = job.start_s + job.length_s
    for number, (width, height) in enumerate(_SIZES):
        _run(
            tool, job.source.path, *("--edit", "none", "--no-open", "-q"),
            *("--cut-out", f"start,{job.start_s}sec", f"{end_s}sec,end"),
            *("-res", f"{width},{height}", "-c:v", "h264", "-b:v", "5M"),
            *("-o", str(job.folder / f"auto-{number}.mp4")),
        )  # fmt: skip


WAYS: Final[Mapping[str, Way]] = {
    "ours": ours,
    "limit": limit,
    "separate": separate,
    "cut first": cut_first,
    "MoviePy": moviepy,
    "auto-editor": auto_editor,
}


def _graphs() -> Sequence[str]:
    """What somebody would write by hand for the same pictures."""
    return (
        f"[0:v]crop=608:1080:270+{_MOVE_PX_S}*t:0,scale=1080:1920,setsar=1[v]",
        "[0:v]crop=1080:1080[v]",
        "[0:v]split[a][b];[a]scale=342:192,crop=108:192,boxblur=4:2,scale=1080:1920:flags=bilinear"
        "[c];[b]scale=1080:608[d];[c][d]overlay=0:656,setsar=1[v]",
    )


def _from_source(job: Job) -> Sequence[str]:
    stretch = ("-ss", str(job.start_s), "-t", str(job.length_s))
    return ("-threads", "2", *stretch, "-i", job.source.path)


def _raw(job: Job, number: int) -> Path:
    return job.folder / f"raw-{number}.yuv"


def _prepare(job: Job) -> None:
    for number, graph in enumerate(_graphs()):
        raw = ("-map", "[v]", "-an", "-pix_fmt", "yuv420p", "-f", "rawvideo")
        _ffmpeg(job, *_from_source(job), "-filter_complex", graph, *raw, str(_raw(job, number)))


def _ffmpeg(job: Job, *arguments: str) -> None:
    _run(job.source.binary, "-v", "error", "-nostdin", "-y", *arguments)


def _run(*command: str) -> None:
    """With the low priority that ours have, or the machine's other work would decide."""
    places = f"{Path(command[0]).parent}:/usr/bin:/bin"
    subprocess.run(
        ["nice", "-n", "10", *command],
        check=True,
        stdout=subprocess.DEVNULL,
        env={"PATH": places, "HOME": tempfile.gettempdir()},
    )


async def measured(way: Way, job: Job) -> Cost:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    await way(job)
    wall_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s=wall_s, cpu_s=cpu_s)


async def compare(source: Source, clips: int, length_s: int) -> Mapping[str, Sequence[Cost]]:
    costs: dict[str, list[Cost]] = {name: [] for name in WAYS}
    for start_s in STARTS_S[:clips]:
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            job = Job(source=source, start_s=start_s, length_s=length_s, folder=Path(folder))
            _prepare(job)
            for name, way in WAYS.items():
                costs[name].append(await measured(way, job))
    return costs


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def report(costs: Mapping[str, Sequence[Cost]]) -> None:
    print(f"{'per clip':12} {'wall s':>8} {'CPU s':>8}   ours / it: wall, CPU (medians)")
    mine = costs["ours"]
    for name, its in costs.items():
        wall, cpu = (statistics.median(v) for v in zip(*_pairs(its), strict=True))
        ratios = [(a.wall_s / b.wall_s, a.cpu_s / b.cpu_s) for a, b in zip(mine, its, strict=True)]
        wall_ratio, cpu_ratio = (statistics.median(v) for v in zip(*ratios, strict=True))
        print(f"{name:12} {wall:8.2f} {cpu:8.2f}   {wall_ratio:9.2f} {cpu_ratio:6.2f}")


def _pairs(costs: Sequence[Cost]) -> Sequence[tuple[float, float]]:
    return [(cost.wall_s, cost.cpu_s) for cost in costs]


async def _source(folder: Path) -> Path:
    """A minute of moving patterns at 1080p, ten times over."""
    binary, sample = find_ffmpeg(), folder / "sample.mp4"
    minute, source = folder / "minute.mp4", folder / "source.mp4"
    await make_sample(str(sample), seconds=60)
    scaled = ("-vf", "scale=1920:1080,setparams=colorspace=bt709", "-c:v", "libx264")
    _run(binary, "-v", "error", "-i", str(sample), *scaled, "-preset", "veryfast", str(minute))
    _run(
        binary, *("-v", "error", "-stream_loop", "9", "-i", str(minute), "-c", "copy"), str(source)
    )
    return source


async def run(path: Path | None, *, quick: bool) -> None:
    clips, length_s = QUICK if quick else (len(STARTS_S), LENGTH_S)
    with tempfile.TemporaryDirectory() as folder:
        file = path or await _source(Path(folder))
        inspection = await inspect(str(file))
        source = Source(binary=find_ffmpeg(), path=str(file), inspection=inspection)
        report(await compare(source, clips, length_s))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short clip")
    parser.add_argument("--source", type=Path, help="1080p30, ten minutes; made when not given")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.source, quick=arguments.quick))


if __name__ == "__main__":
    main()
