"""Pictures that stand for a clip: posters and the short animated preview."""

from fractions import Fraction
from math import ceil
from typing import Any, Final

import ffmpeg

_PREVIEW_S: Final = 3
_PREVIEW_RATE: Final = 8
_PREVIEW_SIDE: Final = 320
_PREVIEW_QUALITY: Final = 30
"""With rate and side: even pure noise stays below 400 kB, usual material below 150 kB."""
_POSTER_QUALITY: Final = 3


def poster(stream: Any, at: int, path: str) -> Any:
    """The output of one picture of the stream as a JPEG of the same size.

    JPEG and WebP have colours of their own, whatever the video's are.
    """
    return (
        stream.filter("trim", start_frame=at, end_frame=at + 1)
        .filter("scale", out_range="pc", out_color_matrix="bt601")
        .filter("format", "yuv420p")
        .output(
            f"file:{path}", f="image2", update=1, vframes=1, map_metadata=-1,
            **{"q:v": _POSTER_QUALITY},
        )
    )  # fmt: skip


def preview(stream: Any, rate: Fraction, path: str) -> Any:
    """The output of the first seconds as an animated WebP that repeats."""
    side = str(_PREVIEW_SIDE)
    return ffmpeg.output(
        stream.filter("trim", end_frame=ceil(_PREVIEW_S * rate))
        .filter("fps", _PREVIEW_RATE, eof_action="pass")
        .filter(
            "scale", side, side,
            force_original_aspect_ratio="decrease", out_range="tv", out_color_matrix="bt601",
        ),
        f"file:{path}",
        vcodec="libwebp_anim",
        loop=0,
        compression_level=2,
        map_metadata=-1,
        f="webp",
        **{"q:v": _PREVIEW_QUALITY},
    )  # fmt: skip
