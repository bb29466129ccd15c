"""A machine dies in the middle of a cut; another one, with nothing but the database and the store
in common, finishes the job."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.clip import Clip, CutWish
from domain.ids import VideoId
from domain.job import Job, JobStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.usecases.request_cut import request_cut
from domain.usecases.request_ingest import request_ingest
from integrations.media.sample import make_sample
from integrations.media.verify import check_clip
from tests.build import a_principal
from tests.entrypoints.labour import PROJECT, Site, eventually, open_site

PATIENCE_S = 150.0
WANTED = 2

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(database_url, tmp_path / "spool") as site:
        yield site


@contextmanager
def machine(site: Site, data: Path, store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with a data folder of its own; whatever happens to it, none is left."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        "STAKAZO_DATA": str(data),
        "DATABASE_URL": site.dsn,
        "STORAGE_URL": f"file:{store}",
    }
    command = [sys.executable, "-m", "entrypoints.cli", "worker", "--quiet"]
    with subprocess.Popen(command, cwd=PROJECT, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


async def ingested(site: Site) -> VideoId:
    job = await request_ingest(
        world=site.world,
        principal=a_principal(),
        source="talk.mp4",
        title=None,
        request_key="ingest",
    )
    done = await site.until(job, JobStatus.COMPLETED, within_s=PATIENCE_S)
    assert done.result is not None
    return VideoId(str(done.result["video_id"]))


async def clips_of(site: Site, job: Job) -> Sequence[Clip]:
    async with site.world.uow() as tx:
        return await tx.clips.of_job(job.id)


def busy_with(data: Path) -> list[int]:
    """Processes that name a place in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(data).encode() in words:
            found.append(int(process.name))
    return found


async def test_another_machine_finishes_the_cut_of_one_that_died(
    site: Site, tmp_path: Path
) -> None:
    first_data, second_data, store = (tmp_path / name for name in ("first", "second", "store"))
    (first_data / "inbox").mkdir(parents=True)
    await make_sample(str(first_data / "inbox" / "talk.mp4"), seconds=20)
    wish = CutWish(count=WANTED, min_ms=3_000, max_ms=5_000, platforms=(Platform.YOUTUBE,))

    with machine(site, first_data, store) as first:
        video_id = await ingested(site)
        job = await request_cut(
            world=site.world,
            principal=a_principal(),
            video_id=video_id,
            wish=wish,
            request_key="cut",
        )

        async def a_clip_is_there_and_another_under_way() -> Sequence[Clip] | None:
            clips = await clips_of(site, job)
            return clips if clips and busy_with(first_data / "work") else None

        early = await eventually(a_clip_is_there_and_another_under_way, within_s=PATIENCE_S)
        with machine(site, second_data, store):
            first.send_signal(signal.SIGKILL)
            first.wait()
            done = await site.until(job, JobStatus.COMPLETED, within_s=PATIENCE_S)

    clips = await clips_of(site, job)
    assert len(early) < len(clips) == WANTED
    assert {clip.id for clip in early} < {clip.id for clip in clips}
    assert sorted(clip.number for clip in clips) == [1, 2]
    assert done.run_no == 2
    assert await site.events(job, Kind.CLIP_CREATED) == WANTED
    assert await site.events(job, Kind.CLIP_VARIANT_GENERATED) == WANTED
    assert await site.events(job, Kind.JOB_PROCESSING_COMPLETED) == 1
    for clip in clips:
        assert (await check_clip(str(store / clip.blob), clip.duration_ms)).ok
    for path in (store / "sha256").rglob("*"):
        assert path.is_dir() or hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert busy_with(tmp_path) == []
    assert list((second_data / "work").iterdir()) == []
