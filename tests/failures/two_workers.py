"""One publication in Postgres, and workers that fight over it or die on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from domain.account import Account, Grant, Identity
from domain.ids import PublicationId
from domain.job import Job, JobKind, JobQuery, NewJob, Run
from domain.media import Blob
from domain.platforms import Platform
from domain.ports import Publisher, Transaction, World
from domain.ports.resuming import publish_job
from domain.publication import (
    Attempt,
    Medium,
    Post,
    Privacy,
    Publication,
    PublicationStatus,
    Sighting,
)
from domain.usecases.connect_rehearsal_account import connect_rehearsal_account
from domain.usecases.publish_publication import publish_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.start_job import start_job
from domain.usecases.watch_publication import watch_publication
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from integrations.clock import new_id
from integrations.http import open_client
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.grants import FIRST
from integrations.rehearsal.server import running
from integrations.storage import ObjectStore
from tests.build import (
    a_clip,
    a_new_job,
    a_principal,
    a_publication,
    a_variant,
    a_video,
    a_window,
)
from tests.crash.files import giving_files
from tests.failures.stage import SECRETS
from tests.fakes.clock import FixedClock
from tests.integrations.rehearsal.instagram_stage import tiny_mp4
from tests.integrations.rehearsal.playing import Pauses
from tests.integrations.rehearsal.tiktok_stage import a_video as a_tiktok_video

S = PublicationStatus
EDITOR = a_principal()
_MOST_RUNS = 100


class Killed(BaseException):
    """The worker's process is gone: nothing that it was about to write is written."""


@dataclass
class Mortal:
    """The transactions of a worker that dies when it is about to begin one of them."""

    world: World
    dies_at: int
    begun: int = 0

    def doomed(self) -> World:
        return replace(self.world, uow=self)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Transaction]:
        self.begun += 1
        if self.begun == self.dies_at:
            raise Killed
        async with self.world.uow() as tx:
            yield tx


@dataclass
class Stuck:
    """A publisher that hangs right before the call that publishes, until it is let go."""

    publisher: Publisher
    hangs: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.publisher, name)

    async def publish(self, handle: str, post: Post) -> Sighting:
        self.hangs.set()
        await self.let_go.wait()
        return await self.publisher.publish(handle, post)


@dataclass(kw_only=True)
class Shop:
    platform: Platform
    world: World
    clock: FixedClock
    platforms: Platforms
    http: httpx.AsyncClient
    root: str
    blob: Blob
    account: Account

    async def approve(self) -> PublicationId:
        """A publication of a clip of its own, approved and due now."""
        video = a_video()
        now = self.clock.now()
        async with self.world.uow() as tx:
            await tx.videos.add(video)
            job = await tx.jobs.enqueue(
                a_new_job(video_id=video.id, run_at=now + timedelta(days=3650))
            )
            clip = a_clip(video_id=video.id, job_id=job.id)
            await tx.clips.add(clip)
            variant = a_variant(
                clip_id=clip.id,
                platform=self.platform,
                blob=self.blob.key,
                sha256=self.blob.sha256,
                size_bytes=self.blob.size_bytes,
                duration_ms=5_000,
            )
            await tx.clips.add_variant(variant)
            medium = Medium(
                blob=self.blob.key,
                sha256=self.blob.sha256,
                size_bytes=self.blob.size_bytes,
                duration_ms=5_000,
            )
            publication = a_publication(
                clip_id=clip.id,
                variant_id=variant.id,
                platform=self.platform,
                account_id=self.account.id,
                medium=medium,
                caption=f"A goal in the last minute {new_id()}",
                privacy=Privacy.PUBLIC,
                window=a_window(opens_at=now),
                due_at=now,
                created_at=now,
            )
            publication = replace(publication, digest=publication.content(self.account).digest())
            await tx.publications.add(publication)
            await tx.jobs.enqueue(self.job_of(publication))
        return publication.id

    def job_of(self, publication: Publication) -> NewJob:
        return publish_job(
            publication, by=EDITOR.actor, request_key=f"publish:{new_id()}", at=publication.due_at
        )

    async def jobs(self, id_: PublicationId) -> list[Job]:
        """What is not over of them, in the order in which it is done."""
        async with self.world.uow() as tx:
            found = await tx.jobs.recent(only=JobQuery(publication_id=id_), limit=100)
        open_ones = [job for job in found if not job.status.is_final]
        return sorted(
            open_ones,
            key=lambda job: (job.started_at is None, job.run_at or job.created_at, job.id),
        )

    async def start(self, job: Job, worker: str) -> Run | None:
        return await start_job(world=self.world, job_id=job.id, worker_id=worker)

    async def do(self, run: Run, *, world: World | None = None) -> None:
        publishers, world = self.platforms.publishers, world or self.world
        match run.job.kind:
            case JobKind.PUBLISH:
                await publish_publication(run=run, world=world, publishers=publishers)
            case JobKind.WATCH_PUBLICATION:
                await watch_publication(run=run, world=world, publishers=publishers)
            case _:
                await reconcile_publications(run=run, world=world)

    async def work_until_stuck(self, id_: PublicationId, stuck: Stuck) -> asyncio.Task[None]:
        """A worker that hangs in the end; what it was doing goes on once it is let go."""
        publishers: Any = {self.platform: stuck}
        hangs = asyncio.create_task(stuck.hangs.wait())
        while True:
            (job,) = await self.jobs(id_)
            self.clock.at = max(self.clock.at, job.run_at or self.clock.at)
            run = await self.start(job, "the slow one")
            assert run is not None
            slow = asyncio.create_task(
                publish_publication(run=run, world=self.world, publishers=publishers)
            )
            await asyncio.wait({slow, hangs}, return_when=asyncio.FIRST_COMPLETED)
            if not slow.done():
                return slow
            await slow

    async def work_until(
        self, id_: PublicationId, *statuses: PublicationStatus, world: World | None = None
    ) -> Publication:
        """A worker that takes what the dead ones left, and what is due."""
        for _ in range(_MOST_RUNS):
            publication = await self.publication(id_)
            if publication.status in statuses:
                return publication
            job = next(iter(await self.jobs(id_)), None) or await self._sweep()
            if job.run_at is not None and job.run_at > self.clock.now():
                self.clock.forward(seconds=(job.run_at - self.clock.now()).total_seconds())
            run = await self.start(job, "the next one")
            if run is not None:
                await self.do(run, world=world)
        raise AssertionError(f"it never came to that: {publication}")

    async def publication(self, id_: PublicationId) -> Publication:
        async with self.world.uow() as tx:
            return await tx.publications.get(id_)

    async def attempts(self, id_: PublicationId) -> list[Attempt]:
        async with self.world.uow() as tx:
            return list(await tx.publications.attempts(id_))

    async def truth(self, id_: PublicationId) -> list[dict[str, Any]]:
        caption = (await self.publication(id_)).caption
        lines = (await self.http.get(self._control("truth"))).raise_for_status().json()
        return [
            line
            for line in lines
            if line["event"] == "published" and caption in (line["caption"], line.get("title"))
        ]

    async def order(self, call: str, fault: str, **more: object) -> None:
        body = {"call": call, "fault": fault, **more}
        (await self.http.post(self._control("faults"), json=body)).raise_for_status()

    def _control(self, path: str) -> str:
        return f"{self.root}/{self.platform}/rehearsal/{path}"

    async def _sweep(self) -> Job:
        self.clock.forward(minutes=11)
        async with self.world.uow() as tx:
            return await tx.jobs.enqueue(
                NewJob(kind=JobKind.RECONCILE_PUBLICATIONS, payload={}, requested_by=EDITOR.actor)
            )


@asynccontextmanager
async def open_shop(
    folder: Path, platform: Platform, *, world: World, clock: FixedClock
) -> AsyncIterator[Shop]:
    film = a_tiktok_video(60_000) if platform is Platform.TIKTOK else tiny_mp4(seconds=5.0)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_client(silence_s=10))
        await stack.enter_async_context(giving_files(folder, SECRETS))
        root = await stack.enter_async_context(
            running(folder / "rehearsal", run_dir=folder / "run", clock=clock)
        )
        store = ObjectStore(f"file:{folder / 'media'}", new_id=new_id)
        platforms = build_platforms(
            Settings(data=folder, rehearsal_url=root),
            Footing(http=http, store=store, world=world, secrets=SECRETS, pause=Pauses()),
        )
        yield Shop(
            platform=platform,
            world=world,
            clock=clock,
            platforms=platforms,
            http=http,
            root=root,
            blob=await store.put(_whole(film), max_bytes=len(film)),
            account=await _connected(platform, platforms, world, clock),
        )


async def _connected(
    platform: Platform, platforms: Platforms, world: World, clock: FixedClock
) -> Account:
    first, now = CAST[platform][0], clock.now()
    token = FIRST + first.external_id
    return await connect_rehearsal_account(
        world=world,
        platform=platform,
        identity=Identity(external_id=first.external_id, handle=first.handle, login=first.login),
        scopes=tuple(platforms.authorisers[platform].scopes),
        grant=Grant(
            access=token,
            refresh=None if platform is Platform.INSTAGRAM else token,
            issued_at=now - timedelta(days=2),
            access_expires_at=now,
        ),
    )


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
