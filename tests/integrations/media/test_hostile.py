"""Hostile files: nothing gets out, nothing is left, and people get a sentence; odd ones pass."""

import asyncio
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from benchmarks.hostile import MOST_MB, Outcome, measure
from domain.video import MediaRefused
from integrations.media.probe import inspect
from tests.integrations.media.making import lavfi, make

_BROKEN_ON_PURPOSE: Final = {
    "odd/ae_alac.m4a": "no_video_stream",
    "odd/moviepy_with-attached-pic.mp3": "no_video_stream",
    "odd/oc_nostreams.mp4": "broken",
    "synthetic/audio_only.m4a": "no_video_stream",
    "synthetic/audio_with_cover.mp3": "no_video_stream",
    "synthetic/text_named.mp4": "not_video",
    "synthetic/truncated_faststart.mp4": "cut_off",
    "synthetic/truncated_no_moov.mp4": "truncated",
    "synthetic/zero_bytes.mp4": "empty",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_nothing_escapes_from_traps_and_damaged_files(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        outcome = apart.submit(_measure, tmp_path).result()

    assert outcome.escaped == []
    assert outcome.accepted + outcome.refused.total() == 24
    assert outcome.accepted > 0
    assert outcome.refused["media_refused.not_video"] > 0
    assert outcome.peak_mb < MOST_MB


def _measure(folder: Path) -> Outcome:
    """In a process of its own: Linux counts what a program was started from as its peak."""
    return asyncio.run(measure(folder, count=140, seed=11, every=6))


@pytest.mark.parametrize(
    "name",
    ["-i", "concat:a.mp4|b.mp4", "%03d.mp4", "a\nb.mp4", "http:%2F%2Fx", "'; :[0]", "data:,x"],
)
async def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    whole = make(tmp_path / "whole.mp4", *lavfi("testsrc2=s=64x64:r=10"), "-t", "2")
    source = whole.rename(tmp_path / name)

    assert (await inspect(str(source))).probe.duration_ms == 2_000


async def test_files_that_are_odd_but_honest_are_accepted(given_media: Path) -> None:
    refused: dict[str, object] = {}
    for folder in ("odd", "real", "synthetic"):
        for path in sorted(given_media.glob(f"{folder}/*.*")):
            try:
                await inspect(str(path))
            except MediaRefused as refusal:
                refused[f"{folder}/{path.name}"] = refusal.values["reason"]

    assert refused == _BROKEN_ON_PURPOSE
