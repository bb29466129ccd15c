"""The face finder with its real model, on drawn faces."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from integrations.media.faces import MODEL, FaceFinder, FaceModelBroken, FoundFace
from tests.integrations.media.portrait import portrait


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder()


class TestFind:
    @pytest.mark.parametrize(
        ("width", "height", "x", "y", "size"),
        [
            (1280, 720, 0.7, 0.42, 0.28),
            (1280, 720, 0.15, 0.6, 0.17),
            (720, 1280, 0.5, 0.3, 0.2),
            (320, 180, 0.4, 0.5, 0.5),
            (97, 53, 0.5, 0.5, 0.7),
            (512, 512, 0.5, 0.5, 0.5),
            (2560, 1080, 0.8, 0.4, 0.3),
        ],
    )
    def test_says_where_a_face_is_in_a_picture_of_any_shape(
        self, finder: FaceFinder, width: int, height: int, x: float, y: float, size: float
    ) -> None:
        picture = portrait(width, height, (x, y, size))

        (face,) = finder.find(picture)

        assert abs(face.x - x) < size * height / width / 4
        assert abs(face.y - y) < size / 4
        assert 0.5 < face.height / size < 1.5
        assert 0.8 < face.width * width / (face.height * height) < 1.25
        assert 0.6 < face.confidence <= 1

    def test_finds_every_face_once_and_the_surest_first(self, finder: FaceFinder) -> None:
        picture = portrait(1280, 720, (0.2, 0.5, 0.3), (0.5, 0.4, 0.3), (0.8, 0.5, 0.3))

        found = finder.find(picture)

        assert sorted(round(face.x, 1) for face in found) == [0.2, 0.5, 0.8]
        assert list(found) == sorted(found, key=lambda face: -face.confidence)

    def test_stays_inside_the_picture_with_a_face_at_its_edge(self, finder: FaceFinder) -> None:
        found = finder.find(portrait(1280, 720, (0.02, 0.5, 0.5)))

        assert all(0 <= face.x <= 1 and 0 <= face.y <= 1 for face in found)

    def test_says_the_same_again_after_other_pictures(self, finder: FaceFinder) -> None:
        picture = portrait(640, 360, (0.3, 0.5, 0.4))
        first = finder.find(picture)
        finder.find(portrait(360, 640, (0.6, 0.3, 0.3)))

        again = finder.find(picture)

        assert again == first != ()

    @pytest.mark.parametrize("shape", [(1, 1), (50, 2000), (2000, 3), (180, 320)])
    def test_finds_nobody_in_an_empty_picture(
        self, finder: FaceFinder, shape: tuple[int, int]
    ) -> None:
        found = finder.find(np.full((*shape, 3), 90, np.uint8))

        assert found == ()

    def test_finds_nobody_in_noise(self, finder: FaceFinder) -> None:
        noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)

        assert finder.find(noise) == ()

    def test_takes_a_picture_whose_rows_are_not_side_by_side(self, finder: FaceFinder) -> None:
        wide = portrait(1280, 720, (0.3, 0.5, 0.4))

        found: tuple[FoundFace, ...] = finder.find(wide[:, ::-1])

        assert [round(face.x, 1) for face in found] == [0.7]


class TestModel:
    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(FaceModelBroken, match=r"gone\.tflite cannot be read"):
            FaceFinder(model=tmp_path / "gone.tflite")

    @pytest.mark.parametrize(("kept", "changed"), [(None, 1), (200_000, 0), (0, 0)])
    def test_a_damaged_file_never_reaches_the_runtime(
        self, tmp_path: Path, kept: int | None, changed: int
    ) -> None:
        content = bytearray(MODEL.read_bytes())
        content[300_000] ^= changed
        broken = tmp_path / "face.tflite"
        broken.write_bytes(content[:kept])

        with pytest.raises(FaceModelBroken, match="not the file that belongs here"):
            FaceFinder(model=broken)

    def test_says_nothing_on_the_channels_of_its_process(self) -> None:
        code = (
            "import sys\n"
            "from integrations.media.faces import FaceFinder\n"
            "FaceFinder()\n"
            "print('{}')\n"
            "print('heard', file=sys.stderr)\n"
        )

        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert (ended.stdout, ended.stderr) == ("{}\n", "heard\n")
