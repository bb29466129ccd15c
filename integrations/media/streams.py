"""Pieces of ffmpeg graphs: pictures and sound of one stretch of time, as any player takes them."""

from typing import Any, Final

from integrations.media.probe import Inspection

AUDIO: Final = {"acodec": "aac", "ar": 48000, "ac": 2, "audio_bitrate": "160k"}
VIDEO: Final = {"vcodec": "libx264", "pix_fmt": "yuv420p", "profile:v": "high", "threads": 2}
FILE: Final = {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "f": "mp4"}


def pictures(source: Any, inspection: Inspection, *, first_s: float, end_s: float) -> Any:
    """The pictures shown from ``first_s``, which becomes 0, to ``end_s``; container seconds."""
    stream = (
        source[str(inspection.video_index)]
        .filter("trim", start=f"{first_s:.6f}", end=f"{end_s:.6f}")
        .filter("setpts", f"PTS-round({first_s:.6f}/TB)")
    )
    return _even(_standard(stream, inspection), inspection)


def sound(source: Any, inspection: Inspection, *, first_s: float, end_s: float) -> Any:
    """The sound of exactly the same time, with silence where the source has none."""
    length = f"{end_s - first_s:.6f}"
    return (
        source[str(inspection.audio_index)]
        .filter("atrim", start=f"{first_s:.6f}", end=f"{end_s:.6f}")
        .filter("asetpts", f"PTS-{first_s:.6f}/TB")
        .filter("aformat", sample_rates=48000, channel_layouts="stereo")
        .filter("aresample", **{"async": 1, "first_pts": 0})
        .filter("apad", whole_dur=length)
        .filter("atrim", end=length)
    )


def _standard(stream: Any, inspection: Inspection) -> Any:
    """Whole pictures rather than fields, and brightness for screens without HDR."""
    if inspection.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if not inspection.hdr:
        return stream
    return (
        stream.filter("zscale", transfer="linear", npl=100)
        .filter("format", "gbrpf32le")
        .filter("zscale", primaries="bt709")
        .filter("tonemap", tonemap="hable", desat=0)
        .filter("zscale", transfer="bt709", matrix="bt709", range="tv")
    )


def _even(stream: Any, inspection: Inspection) -> Any:
    """Square pixels and even sides, as H.264 with 4:2:0 wants them."""
    width, height = (side // 2 * 2 for side in (inspection.probe.width, inspection.probe.height))
    if inspection.square:
        stream = stream.filter("crop", width, height, 0, 0, exact=1)
    else:
        stream = stream.filter("scale", width, height)
    return stream.filter("scale", out_range="tv").filter("format", "yuv420p").filter("setsar", 1)
