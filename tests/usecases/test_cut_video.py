import pytest

from domain.ids import VideoId
from domain.job import Job, JobStatus, Run, RunSuperseded
from domain.ledger import Kind
from domain.platforms import Platform
from domain.usecases.cut_video import cut_video
from domain.usecases.start_job import start_job
from domain.video import MediaRefused, VideoStatus
from tests.build import a_new_job, a_video
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakeMedia, MemoryStore


class Stage:
    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.store = MemoryStore(self.database)
        self.media = FakeMedia(self.store)
        self.video_id = VideoId("")

    async def ask(self) -> Job:
        video = a_video()
        self.video_id = video.id
        payload = {"count": 3, "min_ms": 8_000, "max_ms": 15_000, "platforms": ["youtube"]}
        async with self.database() as tx:
            await tx.videos.add(video)
            return await tx.jobs.enqueue(a_new_job(payload=payload, video_id=video.id))

    async def run(self, job: Job) -> None:
        run = await start_job(world=self.database.world, job_id=job.id, worker_id="w")
        assert run is not None
        await self.carry_out(run)

    async def carry_out(self, run: Run) -> None:
        await cut_video(run=run, world=self.database.world, store=self.store, media=self.media)

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]


class TestCutVideo:
    async def test_makes_clips_with_posters_and_a_version_for_each_platform(self) -> None:
        stage = Stage()
        job = await stage.ask()

        await stage.run(job)

        async with stage.database() as tx:
            clips = await tx.clips.of_video(stage.video_id)
            variants = await tx.clips.variants([clip.id for clip in clips])
            video = await tx.videos.get(stage.video_id)
            done = await tx.jobs.get(job.id)
        assert [clip.number for clip in clips] == [1, 2, 3]
        assert {variant.platform for variant in variants} == {Platform.YOUTUBE}
        assert len(variants) == 3
        assert video.status is VideoStatus.ANALYSED
        assert done.status is JobStatus.COMPLETED
        assert stage.kinds().count(Kind.CLIP_CREATED) == 3

    async def test_makes_none_twice_when_a_run_wakes_up_too_late(self) -> None:
        stage = Stage()
        job = await stage.ask()
        await stage.run(job)
        first = dict(stage.store.blobs)
        async with stage.database() as tx:
            stale = Run(job=await tx.jobs.get(job.id), run_no=1, worker_id="w")

        with pytest.raises(RunSuperseded):
            await stage.carry_out(stale)

        assert stage.store.blobs == first
        assert stage.kinds().count(Kind.CLIP_CREATED) == 3

    async def test_keeps_nothing_of_a_job_that_broke_in_the_middle(self) -> None:
        stage = Stage()
        job = await stage.ask()
        stage.media.trouble["render 2"] = MediaRefused("broken")

        with pytest.raises(MediaRefused):
            await stage.run(job)

        async with stage.database() as tx:
            assert await tx.clips.of_video(stage.video_id) == []
        assert stage.store.blobs == {}

    async def test_measures_a_video_only_once(self) -> None:
        stage = Stage()
        job = await stage.ask()
        await stage.run(job)
        async with stage.database() as tx:
            again = await tx.jobs.enqueue(
                a_new_job(payload={**job.payload, "count": 1}, video_id=stage.video_id)
            )

        await stage.run(again)

        assert stage.media.calls.count("analyse") == 1
        async with stage.database() as tx:
            assert [clip.number for clip in await tx.clips.of_video(stage.video_id)] == [1, 2, 3, 4]
