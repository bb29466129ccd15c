"""A video in memory, and everything that jobs about it need."""

from dataclasses import dataclass, field
from typing import Any

from domain.job import Job, JobKind, Run
from domain.ledger import Kind
from domain.ports import Senses, World
from domain.usecases.adjust_clip import adjust_clip
from domain.usecases.cut_video import cut_video
from domain.usecases.render_variants import render_variants
from domain.usecases.score_clips import score_clips
from domain.usecases.start_job import start_job
from domain.video import Video
from tests.build import a_new_job, a_video
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakeMedia, FakeTranscriber, MemoryStore

CUT = {"count": 3, "min_ms": 8_000, "max_ms": 15_000, "platforms": ["youtube"]}


@dataclass
class Studio:
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    video: Video = field(default_factory=a_video)
    transcriber: FakeTranscriber | None = None

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.database)
        self.media = FakeMedia(self.store)

    @property
    def world(self) -> World:
        return self.database.world

    async def open(self) -> None:
        async with self.database() as tx:
            await tx.videos.add(self.video)

    async def ask(self, kind: JobKind = JobKind.CUT_VIDEO, **payload: Any) -> Job:
        wanted = {**CUT, **payload} if kind is JobKind.CUT_VIDEO else payload
        async with self.database() as tx:
            return await tx.jobs.enqueue(
                a_new_job(kind=kind, payload=wanted, video_id=self.video.id)
            )

    async def run(self, job: Job) -> Job:
        run = await start_job(world=self.world, job_id=job.id, worker_id="w")
        assert run is not None
        await self.carry_out(run)
        async with self.database() as tx:
            return await tx.jobs.get(job.id)

    async def carry_out(self, run: Run) -> None:
        senses = Senses(store=self.store, media=self.media, transcriber=self.transcriber)
        match run.job.kind:
            case JobKind.CUT_VIDEO:
                await cut_video(run=run, world=self.world, senses=senses)
            case JobKind.ADJUST_CLIP:
                await adjust_clip(run=run, world=self.world, senses=senses)
            case JobKind.RENDER_VARIANTS:
                await render_variants(run=run, world=self.world, senses=senses)
            case _:
                await score_clips(run=run, world=self.world, media=self.media)

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]
