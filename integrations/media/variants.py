"""The vertical version of a clip: whole picture over its own blurred copy, at even loudness."""

from fractions import Fraction
from typing import Any, Final

import ffmpeg

from domain.platforms import Limits
from domain.ports import Progress
from integrations.media.ffmpeg import Work, read_lines, render, safe_input
from integrations.media.probe import Inspection
from integrations.media.streams import AUDIO, FILE, VIDEO, pictures, sound

_TARGET_LUFS: Final = -14.0
_PEAK: Final = 0.84
"""-1.5 dB, which leaves room for what the encoder adds."""
_MOST_GAIN_DB: Final = 20.0
_SILENT_LUFS: Final = -60.0
_MOST_BITS_PER_S: Final = 12_000_000
_AUDIO_BITS_PER_S: Final = 200_000
_SAFE_SHARE: Final = 0.9
_RATES: Final = (
    *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60)),
    *(Fraction(rate) for rate in (24, 25, 30, 50, 60)),
)
_SLOW: Final = Fraction(23)
_USUAL: Final = Fraction(30)
_SAME_SHAPE: Final = 0.03


async def render_variant(
    binary: str,
    path: str,
    inspection: Inspection,
    limits: Limits,
    output: str,
    *,
    on_progress: Progress,
) -> None:
    """Raises FfmpegFailed and TookTooLong."""
    gain_db = await _gain_db(binary, path, inspection)
    graph = _graph(path, inspection, limits, gain_db, output)
    work = Work(duration_ms=inspection.probe.duration_ms, max_bytes=limits.max_bytes)
    await render(binary, graph, work=work, on_progress=on_progress)


async def _gain_db(binary: str, path: str, inspection: Inspection) -> float:
    """What brings the whole clip to -14 LUFS; nothing for silence."""
    measured: list[float] = []
    if inspection.audio_index is None:
        return 0.0

    async def listen(line: str) -> None:
        name, _, value = line.partition("=")
        if name == "lavfi.r128.I":
            measured[:] = [float(value)]

    graph = (
        safe_input(path, vn=None)[str(inspection.audio_index)]
        .filter("ebur128", metadata=1, framelog="quiet")
        .filter("ametadata", mode="print", key="lavfi.r128.I", file="pipe:1")
        .output("-", format="null")
    )
    await read_lines(
        binary, graph, work=Work(duration_ms=inspection.probe.duration_ms), on_line=listen
    )
    if not measured or measured[0] < _SILENT_LUFS:
        return 0.0
    return max(-_MOST_GAIN_DB, min(_MOST_GAIN_DB, _TARGET_LUFS - measured[0]))


def _graph(path: str, inspection: Inspection, limits: Limits, gain_db: float, output: str) -> Any:
    source = safe_input(path, copyts=None)
    first_s = inspection.start_s
    stretch = {"first_s": first_s, "end_s": first_s + inspection.probe.duration_ms / 1000}
    rate = _rate(inspection.probe.frame_rate)
    shown = pictures(source, inspection, **stretch).filter("fps", str(rate))
    streams = [_framed(shown, inspection, limits)]
    options: dict[str, Any] = {**VIDEO, **FILE, "preset": "superfast", "crf": 22}
    most = _most_bits_per_s(inspection, limits)
    options |= {"maxrate": most, "bufsize": 2 * most, "g": round(2 * rate)}
    if inspection.audio_index is not None:
        streams.append(_even_loudness(sound(source, inspection, **stretch), gain_db))
        options |= AUDIO
    return ffmpeg.output(*streams, f"file:{output}", **options)


def _rate(rate: Fraction) -> Fraction:
    """The nearest of the usual rates; platforms take 23 to 60 pictures a second."""
    if rate < _SLOW:
        return _USUAL
    return min(_RATES, key=lambda usual: abs(usual - rate))


def _framed(stream: Any, inspection: Inspection, limits: Limits) -> Any:
    width, height = limits.width, limits.height
    shape = inspection.probe.width / inspection.probe.height
    if abs(shape * height / width - 1) < _SAME_SHAPE:
        return _covering(stream, width, height)
    copies = stream.split()
    behind = _covering(copies[0], width // 10, height // 10)
    behind = behind.filter("boxblur", 4, 2).filter("scale", width, height, flags="bilinear")
    whole = copies[1].filter(
        "scale", width, height, force_original_aspect_ratio="decrease", force_divisible_by=2
    )
    return (
        behind.overlay(whole, x="(W-w)/2", y="(H-h)/2")
        .filter("format", "yuv420p")
        .filter("setsar", 1)
    )


def _covering(stream: Any, width: int, height: int) -> Any:
    scaled = stream.filter("scale", width, height, force_original_aspect_ratio="increase")
    return scaled.filter("crop", width, height).filter("setsar", 1)


def _most_bits_per_s(inspection: Inspection, limits: Limits) -> int:
    """Keeps the file inside the platform's size, however busy the picture is."""
    seconds = inspection.probe.duration_ms / 1000
    room = int(limits.max_bytes * 8 * _SAFE_SHARE / seconds) - _AUDIO_BITS_PER_S
    return max(100_000, min(_MOST_BITS_PER_S, room))


def _even_loudness(stream: Any, gain_db: float) -> Any:
    louder = stream.filter("volume", f"{gain_db:.2f}dB")
    return louder.filter("alimiter", limit=_PEAK, level=0, latency=1)
