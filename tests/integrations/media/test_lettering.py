"""Captions on the picture: the right word at the right moment, whole, and in the safe area."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import features

from domain.captions import Card
from domain.media import Span, Word
from integrations.media.ffmpeg import Work, render, safe_input
from integrations.media.lettering import CaptionTrack, write
from tests.integrations.media.making import FFMPEG, lavfi, make, nothing

TALL = (270, 480)
SIZES = [TALL, (270, 338), (270, 270), (480, 270)]
START_MS = 60_000
"""Clips seldom begin where their video does."""

NASTY = {
    "Spanish": "¿Mañana? ¡Qué pingüino! Ágil, Ñandú",
    "long": "x" * 200,
    "longer": "W" * 5_000,
    "a sentence in one word": "no hay mal que por bien no venga y todo pasa por algo",
    "Chinese": "今天我们学习怎么做饭" * 3,
    "emoji": "👩🏽‍🚀👨‍👩‍👧‍👦🇪🇸❤️‍🔥🎉 " + "🎉" * 30,
    "stacked marks": "Z" + "\u0351\u0316\u0360" * 40 + "algo",
    "controls": "\u202eab\x00c\ufeff\x1b[31m",
    "tall and deep": "ÅÁÇgjpq|",
}
SHAPED = {
    "Arabic": "مرحبا (2024) hello بكم! " + "مرحبا" * 20,
    "Hebrew": "שלום, עולם!",
    "Hindi": "नमस्ते दोस्तों",
}
"""Written only where the machine has libfribidi, which Pillow loads to shape them."""

CAN_SHAPE = features.check("raqm")


def _card(*words: tuple[str, int, int]) -> Card:
    return Card(
        words=tuple(
            Word(text=text, span=Span(start_ms=START_MS + begin, end_ms=START_MS + end))
            for text, begin, end in words
        )
    )


async def _write(
    shown: Sequence[Card], folder: Path, *, size: tuple[int, int] = TALL, end_ms: int = 2_000
) -> CaptionTrack | None:
    return await write(
        shown,
        size=size,
        start_ms=START_MS,
        end_ms=START_MS + end_ms,
        path=str(folder / "captions.mov"),
    )


async def _written(
    shown: Sequence[Card], folder: Path, *, size: tuple[int, int] = TALL, end_ms: int = 2_000
) -> CaptionTrack:
    track = await _write(shown, folder, size=size, end_ms=end_ms)
    assert track is not None
    return track


def _pictures(path: str) -> list[tuple[float, np.ndarray]]:
    with av.open(path) as container:
        return [
            (float(frame.time or 0), frame.to_ndarray(format="rgba"))
            for frame in container.decode(video=0)
        ]


def _lit(picture: np.ndarray) -> np.ndarray:
    """The columns that hold yellow."""
    red, green, blue = (picture[..., channel].astype(int) for channel in range(3))
    yellow = (red > 180) & (green > 130) & (blue < 90)
    return np.flatnonzero(yellow.any(axis=0))


async def _seen(track: CaptionTrack, folder: Path) -> str:
    """What each picture of two seconds shows: - nothing, < > a word lit left or right, + one in
    the middle."""
    base = make(folder / "base.mp4", *lavfi("color=gray:s=270x480:r=25:d=2"))
    band = safe_input(track.path).video
    graph = safe_input(str(base)).video.overlay(band, x=track.x, y=track.y, eof_action="pass")
    output = folder / "shown.mp4"
    await render(
        FFMPEG,
        graph.output(f"file:{output}", crf=5),
        work=Work(duration_ms=2_000),
        on_progress=nothing,
    )
    return "".join(_state(_lit(picture)) for _, picture in _pictures(str(output)))


def _state(columns: np.ndarray) -> str:
    middle = TALL[0] / 2
    if not len(columns):
        return "-"
    return "<" if columns.max() < middle else ">" if columns.min() > middle else "+"


async def test_the_spoken_word_lights_up_on_its_very_frame(tmp_path: Path) -> None:
    shown = [_card(("uno", 200, 480), ("dos", 500, 820)), _card(("tres", 1_010, 1_400))]
    track = await _written(shown, tmp_path)

    states = await _seen(track, tmp_path)

    assert states == "-" * 5 + "<" * 8 + ">" * 8 + "-" * 5 + "+" * 9 + "-" * 15


async def test_the_last_word_stays_to_the_last_frame(tmp_path: Path) -> None:
    track = await _written([_card(("uno", 0, 480), ("dos", 500, 2_000))], tmp_path)

    states = await _seen(track, tmp_path)

    assert states == "<" * 13 + ">" * 37


async def test_the_track_lasts_as_long_as_the_clip(tmp_path: Path) -> None:
    track = await _written([_card(("hola", 500, 900))], tmp_path, end_ms=2_345)

    with av.open(track.path) as container:
        video = container.streams.video[0]
        assert float((video.duration or 0) * (video.time_base or 0)) == pytest.approx(2.346)
    assert [time for time, _ in _pictures(track.path)] == [0, 0.5, 0.9, 2.345]
    assert [path.name for path in tmp_path.iterdir()] == ["captions.mov"]


@pytest.mark.parametrize("size", SIZES, ids=["9:16", "4:5", "1:1", "16:9"])
async def test_all_ink_stays_whole_and_inside_the_safe_area(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    texts = {**NASTY, **SHAPED} if CAN_SHAPE else NASTY
    shown = [
        _card((text, at * 100, at * 100 + 90)) for at, text in enumerate(texts.values(), start=1)
    ]
    width, height = size

    track = await _written(shown, tmp_path, size=size)

    top, bottom = (0.12, 0.75) if height > 1.5 * width else (0.08, 0.92)
    assert track.x % 2 == track.y % 2 == track.width % 2 == track.height % 2 == 0
    inked = [picture[..., 3] for _, picture in _pictures(track.path) if picture[..., 3].any()]
    assert len(inked) == len(texts)
    for alpha in inked:
        rows, columns = np.nonzero(alpha)
        assert rows.min() > 0 and rows.max() < track.height - 1
        assert columns.min() > 0 and columns.max() < track.width - 1
        assert width * 0.1 <= track.x + columns.min()
        assert track.x + columns.max() <= width * 0.9
        assert height * top <= track.y + rows.min()
        assert track.y + rows.max() <= height * bottom


async def test_what_was_said_before_the_clip_is_not_shown(tmp_path: Path) -> None:
    track = await _written([_card(("antes", -900, -100)), _card(("hola", 500, 900))], tmp_path)

    assert not _pictures(track.path)[0][1].any()


async def test_letters_are_white_with_a_dark_edge_and_emoji_in_colour(tmp_path: Path) -> None:
    track = await _written([_card(("I", 0, 100), ("🍏", 100, 200))], tmp_path, size=(540, 960))

    pictures = _pictures(track.path)
    opaque = pictures[1][1][pictures[1][1][..., 3] == 255][:, :3].astype(int)
    assert (opaque.min(axis=1) > 250).any()
    assert (opaque.max(axis=1) < 30).any()
    assert ((opaque[:, 1] - opaque[:, 0] > 50) & (opaque[:, 1] > 100)).any()


@pytest.mark.skipif(not CAN_SHAPE, reason="the machine has no libfribidi")
async def test_a_word_in_a_language_read_from_the_right_begins_there(tmp_path: Path) -> None:
    track = await _written([_card(("مرحبا", 0, 500), ("بكم", 500, 900))], tmp_path)

    first, second = (_lit(picture) for _, picture in _pictures(track.path)[:2])
    assert first.min() > second.max()


async def test_ideographs_stand_close_together(tmp_path: Path) -> None:
    close = await _written([_card(("字", 0, 500), ("幕", 500, 900))], tmp_path)
    apart = await _written([_card(("자", 0, 500), ("막", 500, 900))], tmp_path)

    assert close.width < apart.width


async def test_what_no_font_has_is_left_out_and_counted(tmp_path: Path) -> None:
    track = await _written([_card(("a\u0995\U00010400", 0, 500))], tmp_path)
    plain = await _written([_card(("a", 0, 500))], tmp_path)

    assert (track.left_out, plain.left_out) == (2, 0)
    assert track.width == plain.width


@pytest.mark.parametrize(
    "shown", [[], [_card(("\u0995", 0, 500))]], ids=["no card", "no font for it"]
)
async def test_nothing_to_write_leaves_no_file(tmp_path: Path, shown: list[Card]) -> None:
    track = await _write(shown, tmp_path)

    assert track is None
    assert list(tmp_path.iterdir()) == []
