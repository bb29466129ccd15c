"""Probing: a precise reason for what cannot be used, and patience with what is merely odd."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.texts import Locale
from domain.video import MediaRefused
from integrations.media.probe import inspect
from tests.integrations.media.making import lavfi, make


def _video(folder: Path, *, faststart: bool) -> Path:
    return make(
        folder / "whole.mp4",
        *lavfi("testsrc2=s=320x180:r=25"),
        *lavfi("sine=frequency=440"),
        *("-t", "8", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"),
        *(("-movflags", "+faststart") if faststart else ()),
    )


def _empty(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def _text(folder: Path) -> Path:
    (folder / "text.mp4").write_text("This is a letter, not a video.\n" * 50)
    return folder / "text.mp4"


def _playlist(folder: Path) -> Path:
    (folder / "list.mp4").write_text("#EXTM3U\n#EXTINF:5,\nfile:///etc/hostname\n")
    return folder / "list.mp4"


def _sound(folder: Path) -> Path:
    return make(folder / "sound.m4a", *lavfi("sine=frequency=440"), "-t", "3", "-c:a", "aac")


def _cover(folder: Path) -> Path:
    picture = make(folder / "cover.png", *lavfi("testsrc2=s=64x64"), "-frames:v", "1")
    return make(
        folder / "cover.m4a", *lavfi("sine=frequency=440"), "-i", str(picture),
        *("-t", "3", "-map", "0", "-map", "1", "-c:a", "aac", "-c:v", "copy"),
        *("-disposition:v:0", "attached_pic", "-f", "mp4"),
    )  # fmt: skip


def _without_end(folder: Path) -> Path:
    whole = _video(folder, faststart=False)
    (folder / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    return folder / "cut.mp4"


def _cut_off(folder: Path) -> Path:
    whole = _video(folder, faststart=True)
    (folder / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    return folder / "cut.mp4"


def _noise(folder: Path) -> Path:
    (folder / "noise.mkv").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 200)
    return folder / "noise.mkv"


def _tiny(folder: Path) -> Path:
    return make(folder / "tiny.mp4", *lavfi("testsrc2=s=8x8:r=25"), "-t", "2", "-c:v", "mpeg4")


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (_empty, "empty"),
        (_text, "not_video"),
        (_playlist, "not_video"),
        (_sound, "no_video_stream"),
        (_cover, "no_video_stream"),
        (_without_end, "truncated"),
        (_cut_off, "cut_off"),
        (_noise, "broken"),
        (_tiny, "bad_dimensions"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_its_reason(
    tmp_path: Path, build: Callable[[Path], Path], reason: str
) -> None:
    source = build(tmp_path)

    with pytest.raises(MediaRefused) as refused:
        await inspect(str(source))

    assert refused.value.values["reason"] == reason
    assert all(refused.value.text(locale) for locale in Locale)


async def test_a_whole_file_is_described(tmp_path: Path) -> None:
    probe = (await inspect(str(_video(tmp_path, faststart=True)))).probe

    assert (probe.duration_ms, probe.width, probe.height) == (8_000, 320, 180)
    assert probe.frame_rate == 25
    assert (probe.video_codec, probe.audio_codec) == ("h264", "aac")


async def test_a_file_without_a_length_in_its_header_is_measured(tmp_path: Path) -> None:
    source = make(
        tmp_path / "live.webm", *lavfi("testsrc2=s=320x180:r=25"),
        *("-t", "3", "-c:v", "libvpx", "-deadline", "realtime", "-live", "1", "-f", "webm"),
    )  # fmt: skip

    assert (await inspect(str(source))).probe.duration_ms == 3_000


@pytest.mark.parametrize(
    ("name", "duration_ms", "size"),
    [
        ("odd/ae_SAR-2by3.mp4", 2_000, (427, 360)),
        ("odd/ae_h264-png-attached.mkv", 2_046, (640, 360)),
        ("odd/hdr10-av1.mp4", 4_238, (720, 1280)),
        ("odd/moviepy_no_duration.webm", 4_938, (1280, 720)),
        ("odd/oc_av_2fps.mov", 10_514, (640, 480)),
        ("odd/sample_edit_list.mp4", 2_568, (1080, 1920)),
        ("odd/sample_empty_track.mp4", 1_001, (1080, 720)),
        ("odd/sample_vvc.mp4", 5_000, (320, 180)),
        ("real/nasa_13013.mp4", 13_013, (480, 270)),
        ("synthetic/corrupt_bytes.mp4", 6_000, (640, 266)),
        ("synthetic/rotated_meta_90.mp4", 6_000, (266, 640)),
        ("synthetic/ts_near_wrap.ts", 6_000, (640, 266)),
        ("synthetic/video_starts_late_750ms.mp4", 6_000, (640, 266)),
        ("synthetic/vp9_opus.webm", 5_999, (640, 266)),
    ],
)
async def test_awkward_but_honest_files_are_accepted(
    given_media: Path, name: str, duration_ms: int, size: tuple[int, int]
) -> None:
    probe = (await inspect(str(given_media / name))).probe

    assert probe.duration_ms == duration_ms
    assert (probe.width, probe.height) == size
