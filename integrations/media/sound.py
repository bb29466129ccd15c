"""Loudness over time (EBU R128, momentary) and silences, in one pass over the audio."""

from dataclasses import dataclass, field
from itertools import pairwise
from math import log10
from typing import Final

from domain.media import Span
from domain.ports import Progress
from integrations.media.ffmpeg import Work, read_lines, safe_input
from integrations.media.probe import Inspection

FLOOR_LUFS: Final = -70.0
_FLOOR_DB: Final = -100.0
_WINDOW_S: Final = 0.4
_BLOCK_MS: Final = 100
_SHORTEST_SILENCE_MS: Final = 300
_QUIETEST_THRESHOLD_DB: Final = -60.0
_LOUDEST_THRESHOLD_DB: Final = -30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """``loudness`` has one value per step, from -70 LUFS up."""

    loudness: tuple[float, ...]
    silences: tuple[Span, ...]


@dataclass(slots=True)
class _Blocks:
    """One value per tenth of a second. Times are seconds after the first picture."""

    start_s: float
    times: list[float] = field(default_factory=list)
    momentary: list[float] = field(default_factory=list)
    level_db: list[float] = field(default_factory=list)

    async def listen(self, line: str) -> None:
        name, _, value = line.partition("=")
        if name.startswith("frame:"):
            self.times.append(float(line.rsplit("pts_time:", 1)[1]) - self.start_s)
            self.momentary.append(FLOOR_LUFS)
            self.level_db.append(_FLOOR_DB)
        elif name == "lavfi.r128.M":
            self.momentary[-1] = max(FLOOR_LUFS, _number(value, FLOOR_LUFS))
        elif name == "lavfi.astats.Overall.RMS_level":
            self.level_db[-1] = max(_FLOOR_DB, _number(value, _FLOOR_DB))


async def hear(
    binary: str, path: str, inspection: Inspection, *, step_ms: int, on_progress: Progress
) -> Sound:
    """Raises FfmpegFailed and TookTooLong."""
    duration_ms = inspection.probe.duration_ms
    if inspection.audio_index is None:
        return Sound(loudness=(FLOOR_LUFS,) * _steps(duration_ms, step_ms), silences=())
    blocks = _Blocks(start_s=inspection.start_s)

    async def listen(line: str) -> None:
        await blocks.listen(line)
        if line.startswith("frame:") and len(blocks.times) % 100 == 0:
            await on_progress(min(1.0, max(0.0, blocks.times[-1] * 1000 / duration_ms)))

    graph = (
        safe_input(path, copyts=None, vn=None)[str(inspection.audio_index)]
        .filter("aformat", sample_rates=48000, channel_layouts="stereo")
        .filter("ebur128", metadata=1, framelog="quiet")
        .filter(
            "astats", metadata=1, reset=1, measure_perchannel="none", measure_overall="RMS_level"
        )
        .filter("ametadata", mode="print", file="pipe:1")
        .output("-", format="null")
    )
    await read_lines(binary, graph, work=Work(duration_ms=duration_ms), on_line=listen)
    return Sound(
        loudness=_loudness(blocks, duration_ms, step_ms), silences=_silences(blocks, duration_ms)
    )


def _loudness(blocks: _Blocks, duration_ms: int, step_ms: int) -> tuple[float, ...]:
    """The mean of the energies whose window has its middle in the step."""
    energies: list[list[float]] = [[] for _ in range(_steps(duration_ms, step_ms))]
    first = blocks.times[0] if blocks.times else 0.0
    for time, lufs in zip(blocks.times, blocks.momentary, strict=True):
        ends = time + _BLOCK_MS / 1000
        step = int((ends - _WINDOW_S / 2) * 1000 // step_ms)
        if 0 <= step < len(energies) and ends - first >= _WINDOW_S - 0.001:
            energies[step].append(10 ** (lufs / 10))
    return tuple(_lufs(values) for values in energies)


def _lufs(energies: list[float]) -> float:
    if not energies:
        return FLOOR_LUFS
    return round(max(FLOOR_LUFS, 10 * log10(sum(energies) / len(energies))), 1)


def _silences(blocks: _Blocks, duration_ms: int) -> tuple[Span, ...]:
    threshold = _threshold_db(blocks.level_db)
    quiet = [
        round(time * 1000)
        for time, level in zip(blocks.times, blocks.level_db, strict=True)
        if level < threshold
    ]
    ends = [-_BLOCK_MS * 10, *quiet, duration_ms + _BLOCK_MS * 10]
    breaks = [at for at, (one, two) in enumerate(pairwise(ends)) if two - one > 1.5 * _BLOCK_MS]
    spans = (
        Span(start_ms=max(0, ends[low + 1]), end_ms=min(duration_ms, ends[high] + _BLOCK_MS))
        for low, high in pairwise(breaks)
    )
    return tuple(span for span in spans if span.duration_ms >= _SHORTEST_SILENCE_MS)


def _threshold_db(levels: list[float]) -> float:
    """A quarter of the way from this recording's own quiet to its own loud."""
    if not levels:
        return _QUIETEST_THRESHOLD_DB
    ranked = sorted(levels)
    quiet, loud = ranked[len(ranked) // 10], ranked[len(ranked) * 9 // 10]
    wanted = quiet + (loud - quiet) / 4
    return min(_LOUDEST_THRESHOLD_DB, max(_QUIETEST_THRESHOLD_DB, wanted))


def _number(text: str, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if value == value else otherwise


def _steps(duration_ms: int, step_ms: int) -> int:
    return -(-duration_ms // step_ms)
