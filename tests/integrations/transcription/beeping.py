"""Videos that speak in beeps: one each second, and the words that they are."""

from pathlib import Path
from typing import Final

from domain.media import Word
from tests.fakes.transcription_server import frequency
from tests.integrations.media.making import lavfi, make

WORDS: Final = 50
"""After so many seconds the beeps begin anew."""
_BEEP_S: Final = 0.3


def beeping(path: Path, *, seconds: int, picture_from_s: float = 0.0, silent: bool = False) -> Path:
    """In the second n of the sound, beep n sounds for 0.3 s."""
    pitch = f"({frequency(0)}+{frequency(1) - frequency(0)}*mod(floor(t)\\,{WORDS}))"
    level = 0 if silent else f"0.3*lt(mod(t\\,1)\\,{_BEEP_S})"
    return make(
        path,
        *lavfi(f"aevalsrc='{level}*sin(2*PI*{pitch}*mod(t\\,1))':s=16000:d={seconds}"),
        *("-itsoffset", str(picture_from_s)),
        *lavfi(f"color=gray:s=64x64:r=2:d={seconds - picture_from_s}"),
        *("-map", "1:v", "-map", "0:a", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv420p", "-g", "20", "-c:a", "flac", "-copyts"),
    )


def numbers(words: tuple[Word, ...]) -> list[int]:
    return [int("".join(sign for sign in word.text if sign.isdigit())) for word in words]
