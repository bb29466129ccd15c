"""The sound of a clip: as it is for the clip, and at even loudness for all of its pictures."""

import math
from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from integrations.media.children import nobody
from integrations.media.cutting import Source, Stretch, sound_input
from integrations.media.ffmpeg import Work, read_lines, render, safe_input
from integrations.media.streams import AUDIO, FILE, sound

_TARGET_LUFS: Final = -14.0
_NEAR_LU: Final = 0.3
_MOST_PEAK_DB: Final = -1.0
_CEILING_DB: Final = -2.0
"""For the limiter, because AAC adds up to a decibel; where it adds more, there is another round."""
_MOST_GAIN_DB: Final = 30.0
_SILENT_LUFS: Final = -60.0
_ROUNDS: Final = 5
_LEAST_GAINED: Final = 0.2
_FINE_HZ: Final = 192_000
"""So that the limiter sees the peaks between the samples."""
_PLAIN: Final = {key: FILE[key] for key in ("map_metadata", "map_chapters", "f")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Integrated loudness (EBU R128), and the highest true peak."""

    lufs: float
    peak_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """Paths of AAC files. ``own`` is the source's sound as it is, None where it has none."""

    own: str | None
    even: str | None


async def make_sounds(
    source: Source, stretch: Stretch, folder: str, *, own: bool, even: bool
) -> Sounds:
    """``own`` and ``even`` say what is wanted. No picture is decoded. Raises as ``render``."""
    binary, inspection = source.binary, source.inspection
    if inspection.audio_index is None:
        silence = await _silence(binary, stretch, f"{folder}/even.m4a") if even else None
        return Sounds(own=None, even=silence)
    taken = sound(sound_input(source, stretch), inspection, stretch).asplit()
    plain, own_path = f"{folder}/plain.mkv", f"{folder}/own.m4a"
    outputs = []
    if own:
        outputs.append(ffmpeg.output(taken[0], f"file:{own_path}", **AUDIO, **_PLAIN))
    outputs.append(
        ffmpeg.output(_measured(taken[1]), f"file:{plain}", acodec="pcm_f32le", f="matroska")
    )
    level = await _level(binary, ffmpeg.merge_outputs(*outputs), stretch)
    if even:
        await _even_out(binary, plain, level, stretch, f"{folder}/even.m4a")
    return Sounds(own=own_path if own else None, even=f"{folder}/even.m4a" if even else None)


async def measure(binary: str, path: str, stretch: Stretch) -> Level:
    graph = _measured(safe_input(path, vn=None)["a:0"]).output("-", format="null")
    return await _level(binary, graph, stretch)


async def _even_out(binary: str, plain: str, level: Level, stretch: Stretch, output: str) -> None:
    """Louder or quieter until what was encoded measures right: a limiter also takes loudness."""
    gain_db = _TARGET_LUFS - level.lufs if level.lufs > _SILENT_LUFS else 0.0
    ceiling_db = _CEILING_DB
    known = (0.0, level.lufs)
    for _ in range(_ROUNDS):
        gain_db = min(_MOST_GAIN_DB, gain_db)
        limited = level.peak_db + gain_db > ceiling_db
        stream = _louder(safe_input(plain)["a:0"], gain_db, ceiling_db if limited else None)
        graph = ffmpeg.output(stream, f"file:{output}", **AUDIO, **_PLAIN)
        await render(binary, graph, work=_work(stretch), on_progress=nobody)
        made = await measure(binary, output, stretch)
        missing = _TARGET_LUFS - made.lufs if made.lufs > _SILENT_LUFS else 0.0
        if abs(missing) <= _NEAR_LU and made.peak_db <= _MOST_PEAK_DB:
            return
        gained = _gained(known, (gain_db, made.lufs))
        known = (gain_db, made.lufs)
        gain_db += missing / gained
        ceiling_db -= max(0.0, made.peak_db - _MOST_PEAK_DB + 0.1)


def _gained(before: tuple[float, float], now: tuple[float, float]) -> float:
    """What a decibel more brought of late, from (gain, loudness): under a limiter less than one."""
    more = now[0] - before[0]
    return min(1.0, max(_LEAST_GAINED, (now[1] - before[1]) / more)) if more else 1.0


def _louder(stream: Any, gain_db: float, ceiling_db: float | None) -> Any:
    stream = stream.filter("volume", f"{gain_db:.2f}dB")
    if ceiling_db is None:
        return stream
    limit = f"{10 ** (ceiling_db / 20):.4f}"
    return (
        stream.filter("aresample", _FINE_HZ)
        .filter("alimiter", limit=limit, level=0, latency=1)
        .filter("aresample", AUDIO["ar"])
    )


async def _silence(binary: str, stretch: Stretch, output: str) -> str:
    """Platforms expect a sound track."""
    source = ffmpeg.input("anullsrc=r=48000:cl=stereo", f="lavfi", t=f"{stretch.duration_s:.6f}")
    graph = ffmpeg.output(source, f"file:{output}", **AUDIO, **_PLAIN)
    await render(binary, graph, work=_work(stretch), on_progress=nobody)
    return output


def _measured(stream: Any) -> Any:
    return stream.filter("ebur128", metadata=1, peak="true", framelog="quiet").filter(
        "ametadata", mode="print", file="pipe:1"
    )


async def _level(binary: str, graph: Any, stretch: Stretch) -> Level:
    found = {"lavfi.r128.I": -math.inf, "lavfi.r128.true_peak": 0.0}

    async def listen(line: str) -> None:
        name, _, value = line.partition("=")
        if name in found:
            found[name] = float(value)

    await read_lines(binary, graph, work=_work(stretch), on_line=listen)
    peak = found["lavfi.r128.true_peak"]
    return Level(
        lufs=found["lavfi.r128.I"], peak_db=20 * math.log10(peak) if peak > 0 else -math.inf
    )


def _work(stretch: Stretch) -> Work:
    return Work(duration_ms=round(stretch.duration_s * 1000))
