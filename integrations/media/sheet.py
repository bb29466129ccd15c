"""A contact sheet: many posters side by side on one JPEG. Drawn in a child process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps

from integrations.media.children import ask
from integrations.media.process import Places
from integrations.media.reading import answer

_WALL_S: Final = 120.0
_CELL: Final = (360, 360)
_GAP: Final = 12
_GROUND: Final = (24, 24, 24)
_QUALITY: Final = 85


async def make_sheet(posters: Sequence[str], output: str) -> None:
    """Raises ChildFailed."""
    places = Places(reads=posters, writes=[str(Path(output).parent)])
    await ask("sheet", output, wall_s=_WALL_S, settings={"posters": list(posters)}, places=places)


def draw(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: the ``posters``, in rows from the left."""
    posters = settings["posters"]
    columns = max(1, ceil(sqrt(len(posters))))
    rows = max(1, ceil(len(posters) / columns))
    width, height = (side + _GAP for side in _CELL)
    sheet = Image.new("RGB", (columns * width + _GAP, rows * height + _GAP), _GROUND)
    for number, poster in enumerate(posters):
        row, column = divmod(number, columns)
        with Image.open(poster, formats=["JPEG"]) as picture:
            picture.draft("RGB", _CELL)
            small = ImageOps.pad(picture.convert("RGB"), _CELL, color=_GROUND)
        sheet.paste(small, (column * width + _GAP, row * height + _GAP))
    sheet.save(path, "JPEG", quality=_QUALITY)
    return {}


if __name__ == "__main__":
    answer(draw)
