"""What is decoded of a stretch, and what is left out."""

from pathlib import Path

from integrations.media.pictures import pictures_of
from integrations.media.reading import open_file
from tests.integrations.media.making import lavfi, make

RATE = 30


def _seen(path: Path, first_ms: int, last_ms: int) -> list[float]:
    with open_file(str(path)) as container:
        pictures = pictures_of(container, 0.0, first_ms, last_ms, on_packet=lambda _: None)
        return [time_ms for time_ms, _ in pictures]


def test_pictures_that_no_other_needs_are_left_out_wherever_a_stretch_begins(
    tmp_path: Path,
) -> None:
    video = make(
        tmp_path / "b.mp4",
        *lavfi(f"testsrc2=s=320x180:r={RATE}:d=9"),
        *("-c:v", "libx264", "-bf", "3", "-b_strategy", "0", "-preset", "veryfast"),
    )

    for first_ms in (0, 4_000):
        seen = _seen(video, first_ms, first_ms + 4_000)

        assert first_ms <= seen[0] < first_ms + 100
        assert 0.4 < len(seen) / (4 * RATE) < 0.7


def test_of_few_pictures_a_second_none_is_left_out(tmp_path: Path) -> None:
    video = make(
        tmp_path / "slow.mp4",
        *lavfi("testsrc2=s=320x180:r=10:d=6"),
        *("-c:v", "libx264", "-bf", "3", "-b_strategy", "0", "-preset", "veryfast"),
    )

    assert len(_seen(video, 2_000, 5_000)) == 30
