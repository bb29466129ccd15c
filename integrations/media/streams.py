"""Pieces of ffmpeg graphs: pictures and sound of one stretch of time, as any player takes them."""

from math import sqrt
from typing import Any, Final

from integrations.media.cutting import Stretch
from integrations.media.formats import PIXELS_4K
from integrations.media.probe import Inspection

AUDIO: Final = {"acodec": "aac", "ar": 48000, "ac": 2, "audio_bitrate": "160k"}
VIDEO: Final = {
    "vcodec": "libx264",
    "pix_fmt": "yuv420p",
    "profile:v": "high",
    "preset": "superfast",
    "force_key_frames": "expr:gte(t,n_forced*2)",
    "threads": 2,
}
"""The fastest of x264's presets that keeps its eye on motion. Slower ones make smaller files of
the same look, and platforms encode what they get anew anyway."""

FILE: Final = {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "f": "mp4"}

_UNKNOWN_COLOURS: Final = 2
_HD_HEIGHT: Final = 720
_HDR_PIXELS: Final = 2560 * 1440
"""Tone mapping takes twelve bytes for each, in several pictures at once."""

_FADE_S: Final = 0.015
"""Long enough that an edge does not click, too short to hear."""
_GAP_S: Final = 0.02


def pictures(source: Any, inspection: Inspection, stretch: Stretch) -> Any:
    """The pictures of the stretch, which starts at 0: whole, upright, for screens without HDR."""
    stream = (
        source[str(inspection.video_index)]
        .filter("trim", start=f"{stretch.picture_s:.6f}", end=f"{stretch.end_s:.6f}")
        .filter("setpts", f"max(0,PTS-round({stretch.first_s:.6f}/TB))")
    )
    if inspection.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if inspection.hdr:
        stream = _toned(stream.filter("scale", *even_size(inspection)))
    elif stretch.colours == _UNKNOWN_COLOURS:
        guess = "bt709" if inspection.probe.height >= _HD_HEIGHT else "smpte170m"
        stream = stream.filter("setparams", colorspace=guess)
    return _even(stream, inspection)


def sound(source: Any, inspection: Inspection, stretch: Stretch) -> Any:
    """The sound of exactly the same time, with silence where the source has none."""
    length = f"{stretch.duration_s:.6f}"
    fade_s = min(_FADE_S, stretch.duration_s / 2)
    return (
        source[str(inspection.audio_index)]
        .filter("atrim", start=f"{stretch.first_s:.6f}", end=f"{stretch.end_s:.6f}")
        .filter("asetpts", f"PTS-{stretch.first_s:.6f}/TB")
        .filter("aformat", sample_rates=48000, channel_layouts="stereo")
        .filter("aresample", **{"async": 1, "first_pts": 0, "min_hard_comp": _GAP_S})
        .filter("apad", whole_dur=length)
        .filter("atrim", end=length)
        .filter("afade", type="in", duration=f"{fade_s:.6f}")
        .filter(
            "afade",
            type="out",
            start_time=f"{stretch.duration_s - fade_s:.6f}",
            duration=f"{fade_s:.6f}",
        )
    )


def _toned(stream: Any) -> Any:
    return (
        stream.filter("zscale", transfer="linear", primaries="bt709", npl=100)
        .filter("format", "gbrpf32le")
        .filter("tonemap", tonemap="hable", desat=0)
        .filter("zscale", transfer="bt709", matrix="bt709", range="tv")
    )


def _even(stream: Any, inspection: Inspection) -> Any:
    """Square pixels and even sides, as H.264 with 4:2:0 wants them, and the usual colours."""
    width, height = even_size(inspection)
    if inspection.square and not inspection.hdr and not _is_huge(inspection):
        stream = stream.filter("crop", width, height, 0, 0, exact=1)
    return plain(stream.filter("scale", width, height, out_range="tv", out_color_matrix="bt709"))


def plain(stream: Any) -> Any:
    """What any player shows, and says so."""
    return (
        stream.filter("format", "yuv420p")
        .filter(
            "setparams",
            range="tv",
            colorspace="bt709",
            color_primaries="bt709",
            color_trc="bt709",
        )
        .filter("setsar", 1)
    )


def even_size(inspection: Inspection) -> tuple[int, int]:
    """The clip's size: the source's as it is shown, unless that is huge."""
    probe = inspection.probe
    scale = min(1.0, sqrt(_most_pixels(inspection) / (probe.width * probe.height)))
    return int(probe.width * scale) // 2 * 2, int(probe.height * scale) // 2 * 2


def _is_huge(inspection: Inspection) -> bool:
    return inspection.probe.width * inspection.probe.height > _most_pixels(inspection)


def _most_pixels(inspection: Inspection) -> int:
    return _HDR_PIXELS if inspection.hdr else PIXELS_4K
