"""Makes a video to try things with: hard cuts between moving patterns, and babble with pauses."""

import math
from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from integrations.media.children import nobody
from integrations.media.ffmpeg import Work, find_ffmpeg, render

_RATE: Final = 30
_SIZE: Final = "1280x720"
_SMALL: Final = "320x180"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """A generator of ffmpeg, how long it is shown, and what is done to its pictures."""

    source: str
    seconds: float
    look: tuple[tuple[str, dict[str, Any]], ...] = ()


_PAN: Final = ("scroll", {"horizontal": 0.004})
_FALL: Final = ("scroll", {"vertical": 0.01})
_WARM: Final = ("hue", {"h": 30, "s": 1.4})
_COLD: Final = ("hue", {"h": 200, "s": 0.9})
_TURN: Final = ("hue", {"H": "2*PI*t/4"})

_GLOW: Final = "gradients=n=2:x0=10:y0=10:x1=300:y1=170"
"""Colours and corners are told, because a seed alone does not make this one repeatable."""

_SCENES: Final = (
    _Scene(source="testsrc2", seconds=4.5),
    _Scene(source=f"{_GLOW}:speed=0.02:c0=0xff8800:c1=0x0044ff", seconds=6.5),
    _Scene(
        source="life=mold=10:ratio=0.3:seed=7:life_color=#40c0ff:death_color=#103050", seconds=5
    ),
    _Scene(source="smptehdbars", seconds=3.5, look=(_PAN,)),
    _Scene(source="cellauto=rule=110:seed=9", seconds=4, look=(_COLD,)),
    _Scene(source=f"{_GLOW}:speed=0.2:type=radial:c0=0x20c060:c1=0x401060", seconds=5.5),
    _Scene(source="mandelbrot=start_scale=0.5", seconds=6),
    _Scene(source="zoneplate=kt2=1:kx2=20:ky2=20", seconds=4, look=(_WARM,)),
    _Scene(source="testsrc2", seconds=6, look=(_FALL, _WARM)),
    _Scene(source="rgbtestsrc", seconds=3, look=(_PAN, _TURN)),
    _Scene(source=f"{_GLOW}:speed=0.01:type=spiral:c0=0xf0e0d0:c1=0x602010", seconds=8),
)


async def make_sample(path: str, seconds: int = 90, *, binary: str | None = None) -> None:
    """The same bytes every time. Raises FfmpegFailed and TookTooLong."""
    graph = ffmpeg.output(
        _pictures(seconds),
        _babble(seconds),
        f"file:{path}",
        vcodec="libx264",
        preset="ultrafast",
        crf=26,
        pix_fmt="yuv420p",
        g=2 * _RATE,
        acodec="aac",
        ar=48000,
        audio_bitrate="128k",
        movflags="+faststart",
        t=seconds,
        threads=2,
        f="mp4",
        fflags="+bitexact",
    )
    work = Work(duration_ms=seconds * 1000)
    await render(find_ffmpeg(binary), graph, work=work, on_progress=nobody)


def _pictures(seconds: int) -> Any:
    shots: list[Any] = []
    filled = 0.0
    while filled < seconds:
        scene = _SCENES[len(shots) % len(_SCENES)]
        around = len(shots) // len(_SCENES)
        length = scene.seconds + around / 2
        shots.append(_shot(scene, length, around=around))
        filled += length
    return ffmpeg.concat(*shots, v=1, a=0).filter("fps", _RATE)


def _shot(scene: _Scene, seconds: float, *, around: int) -> Any:
    """Each further time around, a scene comes back in other colours and turned over."""
    joint = ":" if "=" in scene.source else "="
    stream = ffmpeg.input(f"{scene.source}{joint}s={_SMALL}:r={_RATE}", f="lavfi", t=seconds)
    for name, options in scene.look:
        stream = stream.filter(name, **options)
    if around:
        stream = stream.filter("hue", h=around * 70 % 360).filter("hflip")
    width, height = _SIZE.split("x")
    return (
        stream.filter("scale", width, height, flags="fast_bilinear")
        .filter("format", "yuv420p")
        .filter("setsar", 1)
    )


def _babble(seconds: int) -> Any:
    """Two formants over a buzz, broken into syllables and sentences with pauses between them."""
    pitch = "(120+25*sin(2*PI*0.31*t))"
    buzz = "+".join(f"sin(2*PI*{n}*{pitch}*t)/{n}" for n in range(1, 5))
    formants = "0.3*sin(2*PI*(620+180*sin(2*PI*1.7*t))*t/2)+0.2*sin(2*PI*1650*t)"
    syllable = "pow(abs(sin(2*PI*2.1*t+sin(2*PI*0.37*t))),0.7)"
    sentence = "gt(mod(t,7.3),0.9)*gt(mod(t+2,11.9),0.7)"
    energy = f"(0.55+0.45*sin(2*PI*t/{math.ceil(seconds / 3)}))"
    expression = f"0.18*({buzz}+{formants})*{syllable}*{sentence}*{energy}"
    return ffmpeg.input(f"aevalsrc='{expression}':s=16000:d={seconds}", f="lavfi")
