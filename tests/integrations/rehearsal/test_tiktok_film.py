"""The rehearsal of TikTok knows a video from what is none, without decoding it."""

from pathlib import Path
from struct import pack

import pytest

from integrations.rehearsal.tiktok.film import Film, NoVideo, look
from tests.integrations.rehearsal.tiktok_stage import a_video

SIZE = 10_000


def of(folder: Path, content: bytes) -> Film:
    path = folder / "film"
    path.write_bytes(content)
    return look(path)


def a_webm(*, ticks: float = 3500.0, kind: bytes = b"webm", pictures: bytes = bytes(100)) -> bytes:
    """With a table of contents before the element that the table names."""
    front = element("1a45dfa3", element("4282", kind))
    table = element("114d9b74", element("4dbb", element("53ab", bytes.fromhex("1549a966"))))
    about = element("2ad7b1", (1_000_000).to_bytes(3)) + element("4489", pack(">d", ticks))
    return front + element("18538067", table + element("1549a966", about) + pictures)


def element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + (0x4000 | len(content)).to_bytes(2) + content


class TestMp4:
    def test_says_how_long_and_how_large_it_is(self, tmp_path: Path) -> None:
        film = of(tmp_path, a_video(SIZE, seconds=12.5, width=720, height=1280))

        assert film == Film(duration_s=12.5, width=720, height=1280)

    @pytest.mark.parametrize("lost", [1, 5_000, SIZE - 60, SIZE])
    def test_is_no_video_when_some_of_it_is_missing(self, tmp_path: Path, lost: int) -> None:
        with pytest.raises(NoVideo):
            of(tmp_path, a_video(SIZE)[: SIZE - lost])

    def test_is_no_video_without_pictures(self, tmp_path: Path) -> None:
        with pytest.raises(NoVideo):
            of(tmp_path, a_video(SIZE).replace(b"vide", b"soun"))


class TestWebm:
    def test_says_how_long_it_is(self, tmp_path: Path) -> None:
        assert of(tmp_path, a_webm()) == Film(duration_s=3.5)

    @pytest.mark.parametrize("content", [a_webm()[:-1], a_webm()[:30], a_webm(kind=b"matroska")])
    def test_is_no_video_when_it_is_torn_or_something_else(
        self, tmp_path: Path, content: bytes
    ) -> None:
        with pytest.raises(NoVideo):
            of(tmp_path, content)
