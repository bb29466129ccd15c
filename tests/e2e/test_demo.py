"""The demo as a person runs it."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from entrypoints.settings import bare_environment
from integrations.media.sample import make_sample
from tests.e2e.test_story import processes_of

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def demo(tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "entrypoints.cli", "demo", *arguments],
        cwd=tmp_path,
        env=bare_environment() | {"PYTHONPATH": str(ROOT), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )


class TestDemo:
    def test_does_the_whole_job_in_spanish_and_leaves_only_the_clips(self, tmp_path: Path) -> None:
        video = tmp_path / "it's mi vídeo.MP4"
        asyncio.run(make_sample(str(tmp_path / "sample.mp4"), seconds=30))
        (tmp_path / "sample.mp4").rename(video)

        done = demo(tmp_path, "--locale", "es", "--video", str(video))

        assert done.returncode == 0, done.stdout + done.stderr
        folder = tmp_path / "var" / "demo" / "1"
        names = sorted(path.name for path in folder.iterdir())
        assert {"clip-1.mp4", "clip-2.mp4", "clip-3.mp4", "clip-1.jpg"} <= set(names)
        assert "data" not in names
        assert "ensayo" in done.stdout
        assert "None" not in done.stdout
        for path in (r"/youtube/watch\?v=", r"/instagram/reel/", r"/tiktok/@"):
            assert re.search(r"http://127\.0\.0\.1:\d+" + path, done.stdout)
        assert processes_of(folder / "data") == []

    def test_says_at_once_when_the_video_is_not_there(self, tmp_path: Path) -> None:
        done = demo(tmp_path, "--video", "nothing here.mp4")

        assert done.returncode == 1
        assert "nothing here.mp4" in done.stdout
