"""The sound of a video in parts that a transcriber takes: mono, 16 kHz, lossless, overlapping.

FLAC, because it keeps the time to the sample and every ffmpeg writes it; at worst a part is as
large as its samples, 19 MB, and OpenAI takes 25 MB.
"""

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

from domain.media import Span
from integrations.media.ffmpeg import Work, read_lines, safe_input
from integrations.media.probe import Inspection

OVERLAP_MS: Final = 10_000
"""What two neighbouring parts share: long enough to find the same words in both."""
_LONGEST_MS: Final = 600_000
_RATE: Final = 16_000
PART_BYTES: Final = 24 * 2**20
"""No part is larger."""
_SILENT_DB: Final = -60.0
"""Below this nobody speaks. Transcribers make words up where there is nothing to hear."""
_BEFORE_S: Final = 1.0
"""How far before a part reading starts, for sound that is stored a little earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A video's file and what is known of it; ``binary`` is ffmpeg."""

    binary: str
    path: str
    inspection: Inspection


def plan(duration_ms: int) -> tuple[Span, ...]:
    """Parts of one length, none over ten minutes, that cover everything."""
    count = max(1, ceil((duration_ms - OVERLAP_MS) / (_LONGEST_MS - OVERLAP_MS)))
    step = (duration_ms - OVERLAP_MS) / count
    starts = [round(number * step) for number in range(count)]
    ends = [*(start + OVERLAP_MS for start in starts[1:]), duration_ms]
    return tuple(Span(start_ms=start, end_ms=end) for start, end in zip(starts, ends, strict=True))


async def extract(source: Source, part: Span, output: Path) -> bool:
    """Writes the part's sound and tells whether there is anything to hear in it.

    Raises FfmpegFailed and TookTooLong.
    """
    loudest = -1000.0

    async def listen(line: str) -> None:
        nonlocal loudest
        name, _, value = line.partition("=")
        if name.startswith("lavfi.astats") and value not in ("-inf", "nan"):
            loudest = max(loudest, float(value))

    inspection = source.inspection
    first_s = inspection.start_s + part.start_ms / 1000
    from_s = max(0.0, first_s - inspection.container_start_s - _BEFORE_S)
    length = f"{part.duration_ms / 1000:.3f}"
    graph = (
        safe_input(source.path, ss=f"{from_s:.6f}", copyts=None, noaccurate_seek=None, vn=None)[
            str(inspection.audio_index)
        ]
        .filter("atrim", start=f"{first_s:.6f}", end=f"{first_s + part.duration_ms / 1000:.6f}")
        .filter("asetpts", f"PTS-{first_s:.6f}/TB")
        .filter("aformat", sample_rates=_RATE, channel_layouts="mono")
        .filter("aresample", **{"async": 1, "first_pts": 0})
        .filter("apad", whole_dur=length)
        .filter("atrim", end=length)
        .filter("asetnsamples", n=_RATE, p=0)
        .filter(
            "astats", metadata=1, reset=1, measure_perchannel="none", measure_overall="RMS_level"
        )
        .filter("ametadata", mode="print", key="lavfi.astats.Overall.RMS_level", file="pipe:1")
        .output(f"file:{output}", acodec="flac", sample_fmt="s16", f="flac", map_metadata=-1)
    )
    work = Work(duration_ms=part.duration_ms, max_bytes=PART_BYTES)
    await read_lines(source.binary, graph, work=work, on_line=listen)
    return loudest > _SILENT_DB
