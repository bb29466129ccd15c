"""The short animated preview of a clip."""

from fractions import Fraction
from math import ceil
from typing import Any, Final

import ffmpeg

_PREVIEW_S: Final = 3
_PREVIEW_RATE: Final = 8
_PREVIEW_SIDE: Final = 320
_PREVIEW_QUALITY: Final = 30
"""With rate and side: even pure noise stays below 400 kB, usual material below 150 kB."""


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
