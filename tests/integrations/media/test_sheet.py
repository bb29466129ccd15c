"""The contact sheet: all posters in their order, whatever their shapes."""

from pathlib import Path

import numpy as np
from PIL import Image

from integrations.media.sheet import make_sheet


async def test_posters_stand_in_rows_in_their_order(tmp_path: Path) -> None:
    shapes = ((1080, 1920), (1920, 1080), (400, 400))
    colours = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    posters = [str(tmp_path / f"{number}.jpg") for number in range(3)]
    for path, shape, colour in zip(posters, shapes, colours, strict=True):
        Image.new("RGB", shape, colour).save(path)

    await make_sheet(posters, str(tmp_path / "sheet.jpg"))

    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert sheet.size == (756, 756)
        shown = np.asarray(sheet.convert("RGB"))
    middles = [shown[y, x] for x, y in ((192, 192), (564, 192), (192, 564), (564, 564))]
    assert [int(middle.argmax()) for middle in middles[:3]] == [0, 1, 2]
    assert middles[3].max() < 40
